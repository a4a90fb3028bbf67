"""An HTTP client sees what the clouds' gateways make of a function's answer."""

import json

import pytest

from support.harness.gateway import HttpReply, alb_multi_value_reply, http_reply
from support.harness.invocation import Invocation, Kind


def answered(document: object) -> Invocation:
    """Return a successful invocation with the document as its payload."""
    return Invocation("response", json.dumps(document).encode())


def test_members_become_a_response() -> None:
    """Status, headers and body pass; header names are made lower case."""
    document = {"statusCode": 401, "headers": {"WWW-Authenticate": "Bearer"}, "body": "短"}
    expected = HttpReply(401, {"www-authenticate": "Bearer"}, "短".encode())
    assert http_reply(answered(document)) == expected


def test_base64_body_is_decoded() -> None:
    """`isBase64Encoded` is honoured."""
    document = {"statusCode": 200, "body": "/w==", "isBase64Encoded": True}
    assert http_reply(answered(document)).body == b"\xff"


def test_multi_value_alb_reads_its_own_headers_only() -> None:
    """With multi-value headers switched on, an ALB drops `headers`."""
    document = {
        "statusCode": 200,
        "headers": {"Lost": "x"},
        "multiValueHeaders": {"Kept": ["a", "b"]},
    }
    assert alb_multi_value_reply(answered(document)).headers == {"kept": "a,b"}


@pytest.mark.parametrize("document", [{"code": "unauthorized"}, "text", None])
def test_attempt_without_status_is_a_success(document: object) -> None:
    """Anything that is not an HTTP answer goes out whole as a 200, even if it says it failed."""
    reply = http_reply(answered(document))
    assert (reply.status, json.loads(reply.body)) == (200, document)


@pytest.mark.parametrize("kind", ["error", "init_error", "crash"])
def test_failed_invocation_is_a_bad_gateway(kind: Kind) -> None:
    """What the runtime says about a failure does not reach the HTTP client."""
    assert http_reply(Invocation(kind, b'{"errorMessage": "+8613800138000"}')) == HttpReply(
        502, {}, b""
    )


@pytest.mark.parametrize(
    "members",
    [
        {"statusCode": "200"},
        {"statusCode": True},
        {"body": {"a": 1}},
        {"body": None},
        {"headers": {"Retry-After": 60}},
        {"headers": {"Allow": "GET", "allow": "POST"}},
    ],
)
def test_wrongly_typed_member_is_refused(members: dict[str, object]) -> None:
    """A member that one of the gateways would not take fails the test that met it."""
    with pytest.raises(TypeError):
        http_reply(answered({"statusCode": 200, "body": ""} | members))
