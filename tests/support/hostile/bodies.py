"""Bodies that are no request, by what is wrong with them; the same for every trigger."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from support.hostile.envelopes import FIELDS, Case, Http
from support.hostile.numbers import LIST, NUMBERS


def _json(**changes: object) -> bytes:
    return json.dumps({**FIELDS, **changes}).encode()


_FIELDS: Final[Mapping[str, Mapping[str, object]]] = {
    "phone: number": {"phone": 13800138000},
    "phone: float": {"phone": 1.5},
    "phone: true": {"phone": True},
    "phone: null": {"phone": None},
    "phone: list": {"phone": ["+8613800138000"]},
    "phone: 1,000 of them": {"phone": ["1"] * 1000},
    "phone: object": {"phone": {"number": "+8613800138000"}},
    "code: number": {"code": 123456},
    "code: null": {"code": None},
    "code: list": {"code": ["1", "2", "3", "4"]},
    "code: empty": {"code": ""},
    "code: short": {"code": "123"},
    "code: long": {"code": "1234567"},
    "code: space": {"code": "12 456"},
    "code: newline": {"code": "123456\n"},
    "code: NUL": {"code": "12345\0"},
    "code: fullwidth": {"code": "１２３４５６"},
    "code: lone surrogate": {"code": "1234\udc00"},
    "code: JSON": {"code": '1","a'},
    "code: link": {"code": "a.cn/b"},
    "usageType: number": {"usageType": 1},
    "usageType: null": {"usageType": None},
    "usageType: list": {"usageType": ["SignIn"]},
    "usageType: empty": {"usageType": ""},
    "usageType: unknown": {"usageType": "Payment"},
    "usageType: other case": {"usageType": "signin"},
    "usageType: NUL": {"usageType": "SignIn\0"},
    "usageType: long": {"usageType": "x" * 10_000},
    "locale: number": {"locale": 1},
    "locale: list": {"locale": ["zh"]},
    "locale: long": {"locale": "x" * 101},
    "locale: lone surrogate": {"locale": "\ud800"},
    "outId: number": {"outId": 1},
    "outId: object": {"outId": {}},
    "outId: long": {"outId": "x" * 256},
    "outId: lone surrogate": {"outId": "\udfff"},
    "ip: number": {"ip": 2130706433},
    "ip: true": {"ip": True},
    "ip: list": {"ip": ["203.0.113.7"]},
    "ip: empty": {"ip": ""},
    "ip: name": {"ip": "localhost"},
    "ip: port": {"ip": "203.0.113.7:443"},
    "ip: two": {"ip": "203.0.113.7, 198.51.100.7"},
    "ip: net": {"ip": "2001:db8::/64"},
    "ip: scope of IPv4": {"ip": "203.0.113.7%13800138000"},
    "ip: empty scope": {"ip": "::1%"},
    "ip: two scopes": {"ip": "::1%a%b"},
    "ip: mobile number": {"ip": "13800138000"},
    "ip: fullwidth": {"ip": "２０３.0.113.7"},
    "ip: long": {"ip": "1." * 5000},
    "ip: lone surrogate": {"ip": "\ud800"},
    "unknown: one": {"message": "you have won"},
    "unknown: other case": {"Phone": "+8613800138001"},
    "unknown: empty name": {"": 1},
    "unknown: dunder": {"__class__": "os.system"},
    "unknown: surrogate": {"\ud800": 1},
    "unknown: 1,000 of them": {f"x{n}": 0 for n in range(1000)},
    "unknown: snake case": {"usage_type": "SignIn", "out_id": "1"},
    "unknown: vendor's": {"PhoneNumbers": LIST[:1000], "TemplateParam": "{}"},
}

_TEXTS: Final[Mapping[str, bytes]] = {
    "nothing": b"",
    "space": b" ",
    "NUL": b"\0",
    "null": b"null",
    "true": b"true",
    "number": b"13800138000",
    "text": b'"13800138000"',
    "list": b"[]",
    "request in a list": b"[" + _json() + b"]",
    "empty object": b"{}",
    "not JSON": b"phone=13800138000",
    "form": b"phone=%2B8613800138000&usageType=SignIn&code=123456",
    "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "YAML": b"phone: 13800138000",
    "truncated": _json()[:-1],
    "two documents": _json() * 2,
    "something behind": _json() + b"x",
    "NUL behind": _json() + b"\0",
    "trailing comma": _json()[:-1] + b",}",
    "comment": b"/* */" + _json(),
    "single quotes": _json().replace(b'"', b"'"),
    "control character": _json(code="12345").replace(b"12345", b"1234\n"),
    "bad escape": _json(code="12345").replace(b"12345", b"\\x31234"),
    "NaN": _json(locale=float("nan")),
    "Infinity": _json(locale=float("inf")),
    "-Infinity": _json(outId=float("-inf")),
    "1e999": _json(code=1).replace(b": 1", b": 1e999"),
    "duplicate member": _json()[:-1] + b',"code":"654321"}',
    "duplicate member, the same": _json()[:-1] + b',"code":"123456"}',
    "duplicate member, escaped": _json()[:-1] + b',"c\\u006fde":"654321"}',
    "duplicate member inside": _json(locale=1).replace(b": 1", b': {"a":1,"a":2}'),
    "huge integer": _json(code=1).replace(b": 1", b": " + b"1" * 5000),
    "integer beyond float": _json(code=10**400),
    "deep lists": b"[" * 8000,
    "deep lists, closed": b"[" * 8000 + b"]" * 8000,
    "deep objects": b'{"phone":' * 1500 + b"1" + b"}" * 1500,
    "deep, but parsed": b'{"phone":' * 200 + b"1" + b"}" * 200,
    "BOM": b"\xef\xbb\xbf" + _json(),
    "UTF-16": _json().decode().encode("utf-16"),
    "UTF-16 BE": _json().decode().encode("utf-16-be"),
    "UTF-32": _json().decode().encode("utf-32"),
    "latin-1": b'{"phone": "\xe9"}',
    "overlong UTF-8": b'{"phone": "\xc0\xb1"}',
    "surrogate in UTF-8": b'{"phone": "\xed\xa0\x80"}',
    "beyond Unicode": b'{"phone": "\xf4\x90\x80\x80"}',
    "truncated UTF-8": b'{"phone": "\xe9\x80',
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "pickle": b"cos\nsystem\n(S'true'\ntR.",
}

_LARGE: Final[Mapping[str, bytes]] = {
    "one byte too large": _json() + b" " * (16 * 1024 + 1 - len(_json())),
    "1 MB of spaces": b" " * 2**20,
    "1 MB of brackets": b"[" * 2**20,
    "1 MB that is not text": b"\xff" * 2**20,
    "1 MB in a field": _json(outId="x" * 2**20),
    "1,000 numbers in 1 MB": _json(phone=LIST, outId="x" * 2**20),
    "1 MB of digits": b"1" * 2**20,
}


def _answered(status: int, code: str, bodies: Mapping[str, bytes]) -> Iterator[Case]:
    return (Case(name, Http(body=body), status, code) for name, body in bodies.items())


def _cases() -> Iterator[Case]:
    numbers = {f"number: {name}": _json(phone=number) for name, number in NUMBERS.items()}
    yield from _answered(422, "invalid_phone", numbers)
    fields = {name: _json(**changes) for name, changes in _FIELDS.items()}
    for name in FIELDS:
        left = {other: value for other, value in FIELDS.items() if other != name}
        fields[f"{name}: missing"] = json.dumps(left).encode()
    yield from _answered(400, "invalid_request", fields)
    yield from _answered(400, "invalid_request", _TEXTS)
    yield from _answered(413, "content_too_large", _LARGE)


BODIES: Final = tuple(_cases())
