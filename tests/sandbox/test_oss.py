"""The object storage: what is served, and how a refusal reads."""

import http.client
from collections.abc import Iterator
from datetime import datetime, timezone
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from aliyun_sms_sandbox.aliyun import oss4
from aliyun_sms_sandbox.aliyun.oss import REGION
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.wire import Request

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
    _storage.versioned_buckets.clear()
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


ENCRYPTED = {"x-oss-server-side-encryption": "AES256"}


def put(sandbox: Sandbox, path: str, body: bytes, **headers: str) -> tuple[int, str | None, bytes]:
    """Put *body* to *path*, signed; return status, version id and body."""
    written = {name.replace("_", "-"): value for name, value in headers.items()}
    return exchange(sandbox, "PUT", path, {**HEADERS, **ENCRYPTED, **written}, body)


def exchange(
    sandbox: Sandbox, method: str, target: str, headers: dict[str, str], body: bytes = b""
) -> tuple[int, str | None, bytes]:
    """Send one signed request; return status, version id and body."""
    key = sandbox.access_keys["sandbox-access-key-id"]
    path, _, query = target.partition("?")
    signature = oss4.signature(Request(method, path, query, headers), key.secret, SCOPE, [""])
    credential = f"Credential={key.id}/{SCOPE},Signature={signature}"
    signed = {**headers, "authorization": f"OSS4-HMAC-SHA256 {credential}"}
    connection = http.client.HTTPConnection(sandbox.endpoint.removeprefix("http://"), timeout=5)
    try:
        connection.request(method, target, body, headers=signed)
        response = connection.getresponse()
        return response.status, response.headers["x-oss-version-id"], response.read()
    finally:
        connection.close()


def listed(sandbox: Sandbox, prefix: str) -> list[tuple[str | None, ...]]:
    """Return key, version and whether it is the latest, as the bucket lists them."""
    target = f"/bucket/?versions&prefix={quote(prefix, safe='')}&max-keys=10"
    status, _, body = exchange(sandbox, "GET", target, HEADERS)
    assert status == 200
    return [
        tuple(version.findtext(name) for name in ("Key", "VersionId", "IsLatest"))
        for version in ET.fromstring(body).iter("Version")  # noqa: S314 - our own
    ]


def test_a_written_object_is_served(storage: Sandbox) -> None:
    """What is put comes back; a bucket that keeps no versions names none."""
    assert put(storage, "/bucket/new", b"1") == (200, None, b"")
    assert put(storage, "/bucket/new", b"2") == (200, None, b"")
    assert get(storage, "/bucket/new")[::2] == (200, b"2")
    assert listed(storage, "new") == [("new", "null", "true")]


def test_versions_are_kept_where_the_bucket_is_told_to(storage: Sandbox) -> None:
    """Each write has an id of its own, under which it can be had; the newest is listed first."""
    storage.versioned_buckets.add("bucket")
    _, first, _ = put(storage, "/bucket/new&more", b"1")
    _, second, _ = put(storage, "/bucket/new&more", b"2")
    put(storage, "/bucket/new&more.bak", b"3")
    assert listed(storage, "new&more")[:2] == [
        ("new&more", second, "true"),
        ("new&more", first, "false"),
    ]
    answers = [
        exchange(storage, "GET", f"/bucket/new&more?versionId={version}", HEADERS)[::2]
        for version in (first, second, "other")
    ]
    assert answers[:2] == [(200, b"1"), (200, b"2")]
    assert answers[2][0] == 404


@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        ("/bucket/new", {"x_oss_server_side_encryption": ""}, "AccessDenied"),
        ("/nobodys/new", {}, "NoSuchBucket"),
        ("/bucket/old", {"x_oss_forbid_overwrite": "true"}, "FileAlreadyExists"),
        ("/bucket/new", {"x_oss_date": "20200101T000000Z"}, "InvalidArgument"),
    ],
)
def test_what_cannot_be_written(
    storage: Sandbox, path: str, headers: dict[str, str], code: str
) -> None:
    """Neither in clear, nor nowhere, nor over what must stay; and nothing without a signature."""
    storage.objects["bucket", "old"] = b"0"
    assert ET.fromstring(put(storage, path, b"1", **headers)[2]).findtext("Code") == code  # noqa: S314
    assert ("bucket", "new") not in storage.objects
    assert storage.objects["bucket", "old"] == b"0"


def test_strangers_cannot_write(storage: Sandbox) -> None:
    """A write without a signature changes nothing."""
    connection = http.client.HTTPConnection(storage.endpoint.removeprefix("http://"), timeout=5)
    connection.request("PUT", "/bucket/other.json", b"x", ENCRYPTED)
    assert connection.getresponse().status == 403
    connection.close()
    assert len(storage.objects) == 1
