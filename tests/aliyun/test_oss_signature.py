"""OSS signature version 4: our signer and the sandbox's verifier against the vendor's vectors.

The vectors stand in the unit tests of the vendor's own SDKs (signer v4 of its OSS SDKs for Go, PHP,
Swift and others), and are no work of ours.
"""

from datetime import datetime, timezone
from typing import Final
from urllib.parse import quote

import pytest

from aliyun_sms_sandbox.aliyun import oss4
from aliyun_sms_sandbox.aliyun.catalogue import AccessKey
from aliyun_sms_sandbox.wire import Request
from smscode.aliyun import oss
from smscode.credentials import Credentials

REGION: Final = "cn-hangzhou"
RESOURCE: Final = "/bucket/1234+-/123/1.txt"
QUERY: Final = {
    "param1": "value1",
    "+param1": "value3",
    "|param1": "value4",
    "+param2": "",
    "|param2": "",
    "param2": "",
}
HEADERS: Final = {
    "x-oss-head1": "value",
    "abc": "value",
    "ZAbc": "value",
    "XYZ": "value",
    "content-type": "text/plain",
}
VECTORS: Final = [
    pytest.param(
        1702743657,
        None,
        "OSS4-HMAC-SHA256 Credential=ak/20231216/cn-hangzhou/oss/aliyun_v4_request,"
        "Signature=e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe",
        id="key",
    ),
    pytest.param(
        1702784856,
        "token",
        "OSS4-HMAC-SHA256 Credential=ak/20231217/cn-hangzhou/oss/aliyun_v4_request,"
        "Signature=b94a3f999cf85bcdc00d332fbd3734ba03e48382c36fa4d5af5df817395bd9ea",
        id="token",
    ),
]
ADDITIONAL: Final = (
    "OSS4-HMAC-SHA256 Credential=ak/20231216/cn-hangzhou/oss/aliyun_v4_request,"
    "AdditionalHeaders=abc;zabc,"
    "Signature=4a4183c187c07c8947db7620deb0a6b38d9fbdd34187b6dbaccb316fa251212f"
)


def moment(epoch: int) -> datetime:
    """Return *epoch* in UTC."""
    return datetime.fromtimestamp(epoch, timezone.utc)


def request_of(epoch: int, token: str | None, authorization: str) -> Request:
    """Return the vectors' request as it would be on the wire."""
    headers = {name.lower(): value for name, value in HEADERS.items()}
    headers |= {
        "authorization": authorization,
        "x-oss-date": f"{moment(epoch):%Y%m%dT%H%M%SZ}",
        "x-oss-content-sha256": "UNSIGNED-PAYLOAD",
    }
    if token is not None:
        headers["x-oss-security-token"] = token
    query = "&".join(f"{quote(name)}={quote(value)}" for name, value in QUERY.items())
    return Request("PUT", quote(RESOURCE), query, headers)


@pytest.mark.parametrize(("epoch", "token", "authorization"), VECTORS)
def test_the_signer_makes_the_vendors_signature(
    epoch: int, token: str | None, authorization: str
) -> None:
    """What we send is what the vendor's own SDK would send."""
    signed = oss.sign(
        "PUT",
        RESOURCE,
        region=REGION,
        credentials=Credentials("ak", "sk", token),
        now=moment(epoch),
        query=QUERY,
        headers=HEADERS,
    )
    assert signed["authorization"] == authorization
    assert signed.get("x-oss-security-token") == token
    assert signed["x-oss-date"] == f"{moment(epoch):%Y%m%dT%H%M%SZ}"


@pytest.mark.parametrize(
    ("epoch", "token", "authorization"),
    [*VECTORS, pytest.param(1702747512, None, ADDITIONAL, id="additional headers")],
)
def test_the_verifier_takes_the_vendors_signature(
    epoch: int, token: str | None, authorization: str
) -> None:
    """What the sandbox takes is what the vendor's own SDK sends."""
    key = AccessKey("ak", "sk", token)
    request = request_of(epoch, token, authorization)
    assert oss4.verify(request, {"ak": key}.get, REGION, moment(epoch)) == key


@pytest.mark.parametrize(
    "key", ["a", "a/b//c", "with space", "a+b", "100%", "é~-_.!'()*", "配置", "a=b&c?d#e;f:g@h,$"]
)
def test_signer_and_verifier_encode_alike(key: str) -> None:
    """Whatever a key is made of, both hash the same request: neither knows the other's code."""
    now = moment(1702743657)
    credentials = Credentials("ak", "sk", "token")
    resource = f"/bucket/{key}"
    headers = oss.sign("GET", resource, region=REGION, credentials=credentials, now=now)
    request = Request("GET", quote(resource), "", headers)
    known = AccessKey("ak", "sk", "token")
    assert oss4.verify(request, {"ak": known}.get, REGION, now) == known


def test_credentials_do_not_show() -> None:
    """What is returned holds the token, which the request needs, and never the secret."""
    credentials = Credentials("ak", "s3cr3t", "token")
    signed = oss.sign("GET", "/b/k", region=REGION, credentials=credentials, now=moment(1702743657))
    assert "s3cr3t" not in repr(signed)
