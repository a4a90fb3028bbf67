"""JSON as RFC 8259 means it: anything else is one error that says where and never what."""

import json
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smscode.strict_json import JsonError, parse

SECRET: Final = "s3cr3t"

GOOD: Final[list[tuple[bytes, object]]] = [
    (b'{"a": [1, -2.5e3, true, false, null, "x"]}', {"a": [1, -2500.0, True, False, None, "x"]}),
    (b' \t\r\n"text" ', "text"),
    ('{"签名": "阿里云"}'.encode(), {"签名": "阿里云"}),
    (b'"\\u963f\\ud83d\\ude00"', "阿😀"),
    (b'{"a": {"b": 1}, "b": {"a": 1}}', {"a": {"b": 1}, "b": {"a": 1}}),
    (b"[]", []),
]
BAD: Final = [
    *(b"", b" ", b"{", b"]", b"{]", b"nul", b"True", b"'a'", b"{a: 1}", b'"\n"', b"[1 2]", b"01"),
    *(b'{"a": 1} {"a": 1}', b'{"a": 1}x', b"[1]//", b"/**/1", b"+1", b".5", b"0x10", b"1_000"),
    *(b"NaN", b"[Infinity]", b'{"a": -Infinity}'),
    *(b'{"a": 1, "a": 1}', b'{"a": {"b": 1, "b": 2}}', b'{"a": 1, "\\u0061": 2}'),
    *(b"\xff", b'{"a": "\xc3"}', b"\xef\xbb\xbf{}", '{"a": 1}'.encode("utf-16"), b"\xed\xa0\x80"),
    *(b"[" * 100_000, b'{"a":' * 100_000, b"1" * 10_000, b"-" + b"9" * 10_000),
]


@pytest.mark.parametrize(("body", "value"), GOOD)
def test_value(body: bytes, value: object) -> None:
    """A document is the value that it holds."""
    assert parse(body) == value


@pytest.mark.parametrize("body", BAD, ids=lambda body: repr(body[:24]))
def test_what_is_not_json(body: bytes) -> None:
    """Loose JSON, members given twice, other encodings and endless values are refused."""
    with pytest.raises(JsonError):
        parse(body)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{\n "a": 1,}', "line 2 column"),
        (b'{"a": 1\n,\n  b: 2}', "line 3 column 3"),
        (b'{"a": "\xff"}', "byte 7"),
    ],
)
def test_place(body: bytes, place: str) -> None:
    """The error says where the fault is."""
    with pytest.raises(JsonError, match=place):
        parse(body)


@pytest.mark.parametrize(
    "text", ['{"k": "%s",}', '{"k": "%s"', '{"k": "%s", "k": ""}', '{"k": "%s", "n": NaN}', "%s"]
)
def test_error_holds_no_value(text: str) -> None:
    """Neither the error nor what it stands on holds any of the document."""
    with pytest.raises(JsonError) as caught:
        parse((text % SECRET).encode())
    assert SECRET not in str(caught.value)
    assert caught.value.__context__ is None


JSON: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(deadline=None, derandomize=True)
@given(st.binary() | st.text('{}[]",:\\u0123eE+-. ntf\n').map(str.encode))
def test_any_bytes(body: bytes) -> None:
    """Any bytes are refused as not JSON, or are what a tolerant reader takes them for."""
    try:
        value = parse(body)
    except JsonError:
        return
    assert value == json.loads(body)


@settings(deadline=None, derandomize=True)
@given(JSON)
def test_any_json(value: object) -> None:
    """Any value comes back as it was written."""
    assert parse(json.dumps(value).encode()) == value
