"""The object storage: what is served, and how a refusal reads."""

import http.client
from collections.abc import Iterator
from datetime import datetime, timezone
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from sandbox.aliyun import oss4
from sandbox.aliyun.oss import REGION
from sandbox.aliyun.server import Sandbox
from sandbox.wire import Request

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
SCOPE = f"20261123/{REGION}/oss/aliyun_v4_request"
HEADERS = {"x-oss-date": "20261123T080000Z", "x-oss-content-sha256": "UNSIGNED-PAYLOAD"}


@pytest.fixture(scope="module")
def _storage() -> Iterator[Sandbox]:
    sandbox = Sandbox.start(clock=lambda: NOW)
    yield sandbox
    sandbox.stop()


@pytest.fixture
def storage(_storage: Sandbox) -> Sandbox:
    """Return a storage with one object, that has seen nothing."""
    _storage.clear()
    _storage.objects.clear()
    _storage.objects["bucket", "短信/a b.json"] = b'{"a": "\xff"}'
    return _storage


def get(
    sandbox: Sandbox, path: str, headers: dict[str, str] | None = None
) -> tuple[int, str, bytes]:
    """Get *path*, signed unless there are other headers; return status, media type and body."""
    if headers is None:
        key = sandbox.access_keys["sandbox-access-key-id"]
        signature = oss4.signature(Request("GET", path, "", HEADERS), key.secret, SCOPE, [""])
        credential = f"Credential={key.id}/{SCOPE},Signature={signature}"
        headers = {**HEADERS, "authorization": f"OSS4-HMAC-SHA256 {credential}"}
    connection = http.client.HTTPConnection(sandbox.endpoint.removeprefix("http://"), timeout=120)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    answer = response.status, response.headers.get_content_type(), response.read()
    connection.close()
    return answer


def test_an_object_is_served_as_it_is(storage: Sandbox) -> None:
    """The bytes come unchanged, whatever they are, and the request is recorded."""
    answer = get(storage, quote("/bucket/短信/a b.json"))
    assert answer == (200, "application/octet-stream", b'{"a": "\xff"}')
    assert [request.path for request in storage.requests] == [quote("/bucket/短信/a b.json")]


def test_an_empty_object_is_one(storage: Sandbox) -> None:
    """Nothing stored is not the same as not stored."""
    storage.objects["bucket", "empty"] = b""
    assert get(storage, "/bucket/empty")[::2] == (200, b"")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/bucket/other.json", "NoSuchKey"),
        ("/bucket/", "NoSuchKey"),
        ("/bucket", "NoSuchKey"),
        ("/nobodys/other.json", "NoSuchBucket"),
    ],
)
def test_what_is_not_there(storage: Sandbox, path: str, code: str) -> None:
    """A missing object is told from a missing bucket, both as XML with 404."""
    status, media_type, body = get(storage, path)
    error = ET.fromstring(body)  # noqa: S314 - our own
    assert (status, media_type, error.tag) == (404, "application/xml", "Error")
    assert error.findtext("Code") == code
    assert error.findtext("RequestId")


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [({}, 403, "AccessDenied"), ({"authorization": "Bearer x"}, 400, "InvalidArgument")],
)
def test_a_private_object_is_not_for_strangers(
    storage: Sandbox, headers: dict[str, str], status: int, code: str
) -> None:
    """Without a good signature nothing is said of what there is."""
    for path in (quote("/bucket/短信/a b.json"), "/bucket/other.json", "/nobodys/other.json"):
        answered, _, body = get(storage, path, headers)
        assert (answered, ET.fromstring(body).findtext("Code")) == (status, code)  # noqa: S314


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("AccessDenied", 403),
        ("QpsLimitExceeded", 503),
        ("InternalError", 500),
        ("Some.New<&>Code", 403),
    ],
)
def test_a_scripted_refusal_is_xml_too(storage: Sandbox, code: str, status: int) -> None:
    """A refusal laid down in advance has the form and the status of the service's own."""
    storage.answer_next(code, "why & <what>", to="GetObject")
    answered, _, body = get(storage, "/bucket/other.json")
    error = ET.fromstring(body)  # noqa: S314 - our own
    assert (answered, error.findtext("Code")) == (status, code)
    assert error.findtext("Message") == "why & <what>"


def test_nothing_can_be_written(storage: Sandbox) -> None:
    """It only gives."""
    connection = http.client.HTTPConnection(storage.endpoint.removeprefix("http://"), timeout=120)
    connection.request("PUT", "/bucket/other.json", b"x")
    assert connection.getresponse().status == 405
    connection.close()
    assert len(storage.objects) == 1
