"""How each cloud hands a call over: what is read from its event, and what it gets back."""

import base64
import json
from typing import Final

import pytest

from smscode.call import Call, Reply
from smscode.triggers import open_event
from smscode.triggers.envelope import EnvelopeError
from support.samples import FORMS, REPLY, SHAPES, each_shape, shaped


@each_shape
@pytest.mark.parametrize("form", FORMS)
def test_http_event(name: str, form: str) -> None:
    """Every envelope is the same POST to the root, in whatever form it comes."""
    call = open_event(FORMS[form](SHAPES[name])).read()
    assert (call.method, call.last_segment, call.is_direct) == ("POST", "", False)
    assert json.loads(call.body)["usageType"]
    assert all(header == header.lower() for header in call.headers)
    assert call.headers["authorization"].startswith("Bearer ")


@each_shape
def test_time_of_receipt(name: str) -> None:
    """The gateway's own time stamp is read wherever there is one: a load balancer has none."""
    received_at = open_event(SHAPES[name]).read().received_at
    assert (received_at is None) is name.startswith("alb")
    assert received_at is None or 1_500_000_000 < received_at < 2_000_000_000


@each_shape
def test_where_it_came_from(name: str) -> None:
    """Each gateway says from which address it received the call."""
    assert open_event(SHAPES[name]).read().source_ip == "203.0.113.7"


@pytest.mark.parametrize("name", ["alb-sign-in", "alb-multi-value-sign-in"])
def test_only_the_load_balancers_own_entry_counts(name: str) -> None:
    """What stands before the last entry of the header, the client has written."""
    event = shaped(name)
    forged = {"x-forwarded-for": "198.51.100.1, 203.0.113.7"}
    lists = {"x-forwarded-for": ["198.51.100.1", "198.51.100.2, 203.0.113.7"]}
    event.update({"headers": forged} if "headers" in event else {"multiValueHeaders": lists})
    assert open_event(event).read().source_ip == "203.0.113.7"


@pytest.mark.parametrize("name", ["fc-http-sign-in", "lambda-url-sign-in"])
@pytest.mark.parametrize(
    ("stamp", "seconds"),
    [
        *((1_700_000_000_123, 1_700_000_000.123), ("1700000000123", 1_700_000_000.123), ("0", 0)),
        *((None, None), ("", None), ("-5", None), ("now", None), ("１７", None), (True, None)),
        *(([], None), ({}, None), (10**400, None), ("9" * 5000, None)),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_odd_time_stamp(name: str, stamp: object, seconds: float | None) -> None:
    """A time stamp is a number, or a text of digits; anything else is as good as none."""
    event = shaped(name)
    event["requestContext"]["timeEpoch"] = stamp
    assert open_event(event).read().received_at == seconds


@each_shape
def test_base64_body(name: str) -> None:
    """A body that travelled as base64 is the bytes that were sent."""
    body = base64.b64encode(b"\x00\xff").decode()
    assert open_event(shaped(name, body=body, isBase64Encoded=True)).read().body == b"\x00\xff"


@each_shape
@pytest.mark.parametrize("body", [None, ""])
def test_no_body(name: str, body: str | None) -> None:
    """A missing body is an empty one."""
    assert open_event(shaped(name, body=body)).read().body == b""


@each_shape
def test_reply(name: str) -> None:
    """A reply is status, headers and text, the headers in the form in which the event had them."""
    answer = open_event(SHAPES[name]).encode(REPLY)
    assert isinstance(answer, dict)
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (401, False)
    assert json.loads(answer["body"]) == REPLY.body
    if name == "alb-multi-value-sign-in":
        assert answer["multiValueHeaders"] == {"WWW-Authenticate": ["Bearer"]}
        assert "headers" not in answer
    else:
        assert answer["headers"] == REPLY.headers
    assert json.loads(json.dumps(answer)) == answer


def test_text_reply() -> None:
    """A body that is text already goes out as it is."""
    answer = open_event(SHAPES["fc-http-sign-in"]).encode(Reply(200, "短", {}))
    assert isinstance(answer, dict)
    assert answer["body"] == "短"


LISTED: Final = {"headers": {"X-A": "2"}, "multiValueHeaders": {"X-A": ["1", "2"]}}


@pytest.mark.parametrize(
    ("name", "headers", "value"),
    [
        ("lambda-url-sign-in", {"headers": {"X-A": "1", "x-a": "2"}}, "1,2"),
        ("rest-api-sign-in", LISTED, "1,2"),
        ("rest-api-sign-in", {**LISTED, "multiValueHeaders": None}, "2"),
        ("alb-sign-in", {"headers": {"X-A": "1"}}, "1"),
        ("alb-multi-value-sign-in", {"multiValueHeaders": {"X-A": ["1", "2"]}}, "1,2"),
    ],
)
def test_repeated_header(name: str, headers: dict[str, object], value: str) -> None:
    """Several values of one header are joined: no gateway can hide one behind another."""
    assert open_event(shaped(name, **headers)).read().headers == {"x-a": value}


COOKIES: Final = ("lambda-url-sign-in", "http-api-stage-sign-in")


@pytest.mark.parametrize("name", COOKIES)
@pytest.mark.parametrize("header", [{}, {"cookie": "a=1,b=2"}])
def test_cookies(name: str, header: dict[str, str]) -> None:
    """Payload format 2.0 takes the cookies out of the headers: they are put back."""
    event = shaped(name, cookies=["a=1", "b=2"])
    event["headers"] |= header
    assert open_event(event).read().headers["cookie"] == "a=1; b=2"
    assert "cookie" not in open_event(shaped(name, cookies=[])).read().headers


@pytest.mark.parametrize("name", COOKIES)
@pytest.mark.parametrize("cookies", ["a=1", 5, {"a": "1"}, [5], [None], [["a=1"]]])
def test_cookies_that_are_none(name: str, cookies: object) -> None:
    """Anything but a list of texts is a broken envelope."""
    with pytest.raises(EnvelopeError):
        open_event(shaped(name, cookies=cookies)).read()


@pytest.mark.parametrize(
    ("raw_path", "stage", "path"),
    [
        *(("/prod/generic", "prod", "/generic"), ("/prod", "prod", ""), ("/prod/", "prod", "/")),
        *(("/generic", "$default", "/generic"), ("/production", "prod", "/production")),
        *(("/prod/prod", "prod", "/prod"), ("/generic", None, "/generic"), ("/a", "", "/a")),
    ],
)
def test_stage(raw_path: str, stage: str | None, path: str) -> None:
    """The stage of an HTTP API is no part of the path."""
    event = shaped("http-api-stage-sign-in", rawPath=raw_path)
    event["requestContext"]["stage"] = stage
    assert open_event(event).read().path == path


@pytest.mark.parametrize(
    ("path", "segment"),
    [
        *(("", ""), ("/", ""), ("//", ""), ("/a", "a"), ("/a/", "a"), ("/a//", ""), ("/b/a", "a")),
        *(("a", "a"), ("/a%2Fb", "a%2Fb"), ("/a?b", "a?b")),
    ],
)
def test_last_segment(path: str, segment: str) -> None:
    """The last segment of the path counts, without one trailing slash and still encoded."""
    assert Call(path=path).last_segment == segment


PAYLOADS: Final[list[object]] = [
    *({"phone": "x"}, {}, [], None, 5, 1.5, True, "text", {"headers": {}}, {"http": {}}),
    *({"requestContext": {}}, {"body": "{}", "httpMethod": "POST"}, [{"requestContext": {}}]),
]


@pytest.mark.parametrize("payload", PAYLOADS, ids=repr)
@pytest.mark.parametrize("form", ["object", "bytes"])
def test_direct_invocation(payload: object, form: str) -> None:
    """A payload without an envelope is a direct call of the same JSON, on both clouds."""
    trigger = open_event(FORMS[form](payload))
    call = trigger.read()
    assert (call.is_direct, call.method, call.last_segment) == (True, "POST", "")
    assert call.body.decode() in (json.dumps(payload), payload)
    assert trigger.encode(REPLY) == REPLY.body
