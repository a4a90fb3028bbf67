"""Function Compute's envelope, context and reading of what a handler returned."""

import base64
import json

import pytest

from aliyun_sms_sandbox.wire import Request, utc_now
from local.clouds.fc import FunctionCompute

FC = FunctionCompute()
KEY = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "id",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret",
    "ALIBABA_CLOUD_SECURITY_TOKEN": "token",
}


def test_the_v1_envelope_is_bytes_of_json() -> None:
    """Names as Go spells them, repeats joined, raw and decoded path, time as a string of ms."""
    headers = {"x-api-key": "k", "content-type": "application/json", "user-agent": "curl"}
    request = Request("POST", "/a%20b/sms", "a=1&a=%E4%B8%AD&b=", headers, '{"名":1}'.encode())
    raw, context = FC.http_call(request)
    event = json.loads(raw)
    assert isinstance(raw, bytes)
    assert event["version"] == "v1"
    assert event["headers"].keys() == {"X-Api-Key", "Content-Type", "User-Agent"}
    assert event["rawPath"] == "/a%20b/sms"
    assert event["queryParameters"] == {"a": "1,中", "b": ""}
    assert (event["body"], event["isBase64Encoded"]) == ('{"名":1}', False)
    assert event["requestContext"]["http"] == {
        "method": "POST",
        "path": "/a b/sms",
        "protocol": "HTTP/1.1",
        "sourceIp": "127.0.0.1",
        "userAgent": "curl",
    }
    assert event["requestContext"]["requestId"] == context.request_id
    assert isinstance(event["requestContext"]["timeEpoch"], str)
    age = utc_now().timestamp() - int(event["requestContext"]["timeEpoch"]) / 1000
    assert 0 <= age < 10


def test_a_body_that_is_no_text_travels_as_base64() -> None:
    """A binary body is flagged and can be decoded."""
    event = json.loads(FC.http_call(Request("POST", "/", "", {}, b"\xff\x00"))[0])
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == b"\xff\x00"


def test_a_direct_payload_arrives_as_its_bytes() -> None:
    """InvokeFunction adds no envelope."""
    event, context = FC.direct_call({"名": [1]})
    assert isinstance(event, bytes)
    assert json.loads(event) == {"名": [1]}
    assert (context.function.handler, context.function.timeout) == ("index.handler", 15)


def test_each_call_has_its_own_request_id() -> None:
    """Two calls can be told apart in a log."""
    (_, first), (_, second) = (FC.direct_call({}) for _ in range(2))
    assert first.request_id != second.request_id


def test_the_roles_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The context shows the role's STS key when there is one, else none."""
    for name, value in KEY.items():
        monkeypatch.setenv(name, value)
    _, context = FC.direct_call({})
    assert context.credentials is not None
    assert context.credentials.security_token == KEY["ALIBABA_CLOUD_SECURITY_TOKEN"]
    monkeypatch.delenv("ALIBABA_CLOUD_SECURITY_TOKEN")
    _, context = FC.direct_call({})
    assert context.credentials is None


@pytest.mark.parametrize(
    ("returned", "status", "body"),
    [
        ("plain", 200, b"plain"),
        (b"bytes \xff", 200, b"bytes \xff"),
        ({"b": "é", "a": 1}, 200, b'{\n    "a": 1,\n    "b": "\\u00e9"\n}'),
        (None, 200, b"null"),
        ({"statusCode": 204}, 204, b""),
        ('{"statusCode": 404, "body": "no"}', 404, b"no"),
        ({"statusCode": 200, "body": "/w==", "isBase64Encoded": True}, 200, b"\xff"),
    ],
)
def test_only_a_document_with_a_status_is_unwrapped(
    returned: object, status: int, body: bytes
) -> None:
    """A response document becomes HTTP, as text too; all else is a 200 with the output itself."""
    answer = FC.answer(returned)
    assert (answer.status, answer.body) == (status, body)
