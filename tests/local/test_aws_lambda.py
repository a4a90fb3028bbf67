"""Lambda's envelope, context and reading of what a handler returned."""

import base64
import json

import pytest

from aliyun_sms_sandbox.wire import Request, utc_now
from local.clouds.aws_lambda import Lambda

BODY = '{"名":1}'.encode()


def test_the_2_0_envelope_is_a_dict_of_json() -> None:
    """Names in lower case, repeats joined, raw query string, time as a number of ms."""
    headers = {"x-api-key": "k", "content-type": "application/json;charset=utf-8"}
    request = Request("POST", "/a%20b/sms", "a=1&a=%E4%B8%AD&b=", headers, BODY)
    event, context = Lambda().http_call(request)
    event = json.loads(json.dumps(event))
    assert event["version"] == "2.0"
    assert event["headers"] == headers
    assert event["rawPath"] == "/a%20b/sms"
    assert event["rawQueryString"] == "a=1&a=%E4%B8%AD&b="
    assert event["queryStringParameters"] == {"a": "1,中", "b": ""}
    assert (event["body"], event["isBase64Encoded"]) == (BODY.decode(), False)
    assert event["requestContext"]["http"]["path"] == "/a b/sms"
    assert ".lambda-url." in event["requestContext"]["domainName"]
    assert isinstance(event["requestContext"]["timeEpoch"], int)
    assert 0 <= utc_now().timestamp() - event["requestContext"]["timeEpoch"] / 1000 < 10
    assert context.aws_request_id
    assert 0 < context.get_remaining_time_in_millis() <= 15_000


def test_cookies_are_no_header() -> None:
    """Format 2.0 has a list of them instead."""
    headers = {"cookie": "a=1; b=2", "accept": "*/*"}
    event, _ = Lambda().http_call(Request("POST", "/", "", headers))
    assert (event["headers"], event["cookies"]) == ({"accept": "*/*"}, ["a=1", "b=2"])


@pytest.mark.parametrize(
    ("content_type", "is_base64"),
    [
        ("application/json", False),
        ("Application/JSON;charset=UTF-8", False),
        ("text/plain", False),
        ("application/xml", False),
        ("application/javascript", False),
        ("application/x-www-form-urlencoded", True),
        ("application/problem+json", True),
        (None, True),
    ],
)
def test_only_text_types_travel_as_text(content_type: str | None, *, is_base64: bool) -> None:
    """All other types, and a missing one, arrive as base64."""
    headers = {"content-type": content_type} if content_type else {}
    event, _ = Lambda().http_call(Request("POST", "/", "", headers, BODY))
    assert event["isBase64Encoded"] is is_base64
    body = str(event["body"])
    assert (base64.b64decode(body) if is_base64 else body.encode()) == BODY


def test_what_a_request_does_not_have_is_left_out() -> None:
    """A bodiless GET has neither body nor query members."""
    event, _ = Lambda().http_call(Request("GET", "/healthz", "", {}))
    assert not event.keys() & {"body", "queryStringParameters"}


def test_a_direct_payload_arrives_as_it_is() -> None:
    """Lambda's invoke adds no envelope."""
    assert Lambda().direct_call({"名": [1]})[0] == {"名": [1]}


@pytest.mark.parametrize(
    ("returned", "status", "body"),
    [
        ("plain", 200, b"plain"),
        ({"a": 1}, 200, b'{"a": 1}'),
        (None, 200, b"null"),
        ({"statusCode": 204}, 204, b""),
        ({"statusCode": 200, "body": "/w==", "isBase64Encoded": True}, 200, b"\xff"),
    ],
)
def test_only_a_document_with_a_status_is_unwrapped(
    returned: object, status: int, body: bytes
) -> None:
    """A response document becomes HTTP; all else is a 200 with the output itself."""
    answer = Lambda().answer(returned)
    assert (answer.status, answer.body) == (status, body)
