"""What a direct invocation can hand over that is no JSON object of ours."""

from collections.abc import Iterator
from typing import Any, Final

from support.hostile.envelopes import FIELDS
from support.hostile.faults import EventCase

_ANY: Final[dict[object, object]] = dict(FIELDS.items())


def _nested(depth: int, make: type[list[Any]] | type[dict[str, Any]]) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value] if make is list else {"phone": value}
    return value


def _circular_list() -> list[object]:
    value: list[object] = []
    value.append(value)
    return value


def _circular_dict() -> dict[str, object]:
    value: dict[str, object] = dict(FIELDS)
    value["locale"] = value
    return value


def _not_json() -> Iterator[tuple[str, object]]:
    for value in (None, True, False, 0, 1, -1.5, float("nan"), float("inf"), 10**400):
        yield f"{value!r:.20}", value
    yield "integer that has no repr", 10**5000
    for text in ("", " ", "null", "{", "{}", "[]", "\ud800", "\0", "+8613800138000", "ＰＯＳＴ"):
        yield f"str {text!a}", text
        yield f"bytes {text!a}", text.encode(errors="surrogatepass")
    yield "bytearray", bytearray(b"{}")
    yield "memoryview", memoryview(b"{}")
    yield "not UTF-8", b"\xff\xfe\xfd"
    yield "list of requests", [FIELDS, FIELDS]
    yield "tuple", (FIELDS,)
    yield "set", {"phone", "code"}
    yield "object", object()
    yield "class", EventCase
    yield "function", _nested
    yield "exception", SystemExit(0)
    yield "generator", (n for n in range(3))
    yield "circular list", _circular_list()
    yield "circular dict", _circular_dict()
    yield "deep list", _nested(100_000, list)
    yield "deep dict", _nested(100_000, dict)
    yield "empty dict", {}
    yield "name is a number", {**_ANY, 1: "x"}
    yield "name is null", {**_ANY, None: "x"}
    yield "name is bytes", {**_ANY, b"phone": "x"}
    yield "name is a tuple", {**_ANY, ("phone",): "x"}
    yield "code is bytes", {**FIELDS, "code": b"123456"}
    yield "code is a huge integer", {**FIELDS, "code": 10**5000}
    yield "code is NaN", {**FIELDS, "code": float("nan")}
    yield "locale is an object", {**FIELDS, "locale": object()}
    yield "member twice, once as a number", {**_ANY, "1": "x", 1: "x"}


def _too_large() -> Iterator[tuple[str, object]]:
    yield "1 MB str", " " * 2**20
    yield "1 MB bytes", b" " * 2**20
    yield "1 MB dict", {**FIELDS, "outId": "x" * 2**20}
    yield "1 MB list", ["x" * 2**20]
    yield "100,000 members", {**FIELDS, **{f"x{n}": n for n in range(100_000)}}


PAYLOADS: Final = (
    *(EventCase(name, value) for name, value in _not_json()),
    *(EventCase(name, value, 413, "content_too_large") for name, value in _too_large()),
)
