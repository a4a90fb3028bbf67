"""The older signature: the vendor's own example, and the official SDK when it is told to use it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qsl

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.models import Config

from aliyun_sms_sandbox.aliyun import rpc1
from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.credentials import Nonces
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.aliyun.vendor import VendorError

MakeSms = Callable[..., SendSmsRequest]
# help.aliyun.com/document_detail/315526.html
VECTOR = {
    "Timestamp": "2016-02-23T12:46:24Z",
    "Format": "XML",
    "AccessKeyId": "testid",
    "Action": "DescribeRegions",
    "SignatureMethod": "HMAC-SHA1",
    "SignatureNonce": "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
    "Version": "2014-05-26",
    "SignatureVersion": "1.0",
    "Signature": "OLeaidS1JvxuMvnyHOwuJ+uX5qY=",
}
KEY = AccessKey("testid", "testsecret")
NOW = datetime(2016, 2, 23, 12, 50, tzinfo=timezone.utc)


def _code(
    query: Mapping[str, str], key: AccessKey = KEY, now: datetime = NOW, method: str = "GET"
) -> str:
    """Return the code with which the parameters are refused."""
    with pytest.raises(VendorError) as caught:
        rpc1.verify(method, query, {key.id: key}.get, now, Nonces())
    return caught.value.code


def test_the_published_example_is_accepted() -> None:
    """The signature that the vendor computed is the one that is computed here."""
    assert rpc1.verify("GET", VECTOR, {KEY.id: KEY}.get, NOW, Nonces()) == KEY


def test_an_example_is_accepted_once() -> None:
    """The nonce is used up by it, and not by a forgery."""
    nonces = Nonces()
    with pytest.raises(VendorError):
        rpc1.verify("GET", {**VECTOR, "Format": "JSON"}, {KEY.id: KEY}.get, NOW, nonces)
    rpc1.verify("GET", VECTOR, {KEY.id: KEY}.get, NOW, nonces)
    with pytest.raises(VendorError) as caught:
        rpc1.verify("GET", VECTOR, {KEY.id: KEY}.get, NOW, nonces)
    assert caught.value.code == "SignatureNonceUsed"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Action": "SendSms"}, "SignatureDoesNotMatch"),
        ({"Extra": ""}, "SignatureDoesNotMatch"),
        ({"SignatureNonce": "another"}, "SignatureDoesNotMatch"),
        ({"Signature": "OLeaidS1JvxuMvnyHOwuJ+uX5qY"}, "SignatureDoesNotMatch"),
        ({"Signature": "é"}, "SignatureDoesNotMatch"),
        ({"Signature": ""}, "MissingSignature"),
        ({"AccessKeyId": ""}, "MissingAccessKeyId"),
        ({"AccessKeyId": "nobody"}, "InvalidAccessKeyId.NotFound"),
        ({"Timestamp": ""}, "MissingTimestamp"),
        ({"Timestamp": "yesterday"}, "InvalidTimeStamp.Format"),
        ({"SignatureNonce": ""}, "MissingSignatureNonce"),
        ({"SignatureMethod": "HMAC-MD5"}, "InvalidParameter"),
        ({"SecurityToken": "token"}, "InvalidSecurityToken.MismatchWithAccessKey"),
    ],
)
def test_a_changed_parameter_is_refused(changes: dict[str, str], code: str) -> None:
    """Whatever is changed, added or left out, with the vendor's code."""
    assert _code({**VECTOR, **changes}) == code


def test_the_method_is_signed_too() -> None:
    """What was signed for GET is of no use for POST."""
    assert _code(VECTOR, method="POST") == "SignatureDoesNotMatch"


@pytest.mark.parametrize("minutes", [-20, 20])
def test_a_clock_that_is_off_is_refused(minutes: int) -> None:
    """As with the newer signature."""
    assert _code(VECTOR, now=NOW + timedelta(minutes=minutes)) == "InvalidTimeStamp.Expired"


def _client(sandbox: Sandbox, key: str, secret: str, token: str | None = None) -> Client:
    config = Config(
        access_key_id=key,
        access_key_secret=secret,
        security_token=token,
        endpoint=sandbox.endpoint.removeprefix("http://"),
        protocol="HTTP",
        signature_algorithm="v2",
    )
    return Client(config)


@pytest.mark.parametrize(
    ("key", "token"),
    [("sandbox-access-key", None), ("sandbox-sts-key", "sandbox-sts-token")],
    ids=["key", "sts"],
)
@pytest.mark.usefixtures("plain_sdk")
def test_the_sdk_is_accepted_with_it(
    sandbox: Sandbox, make_sms: MakeSms, key: str, token: str | None
) -> None:
    """Its parameters are in the query, the older signature among them, whatever they hold."""
    out_id = "速通 a+b&c=d~e*f'g(h)i%20 /?#\"\\é😀"
    client = _client(sandbox, f"{key}-id", f"{key}-secret", token)
    body = client.send_sms(make_sms(out_id=out_id)).body
    (message,) = sandbox.messages
    assert (body.code, body.biz_id, message.out_id) == ("OK", message.biz_id, out_id)
    (request,) = sandbox.requests
    assert "authorization" not in request.headers
    assert "Signature" in dict(parse_qsl(request.query))


@pytest.mark.parametrize(
    ("key", "secret", "code"),
    [
        ("sandbox-access-key-id", "wrong", "SignatureDoesNotMatch"),
        ("sandbox-sts-key-id", "sandbox-sts-key-secret", "MissingSecurityToken"),
        ("sandbox-disabled-key-id", "sandbox-disabled-key-secret", "InvalidAccessKeyId.Inactive"),
    ],
)
@pytest.mark.usefixtures("plain_sdk")
def test_the_sdk_is_refused_as_with_the_newer_one(
    sandbox: Sandbox, make_sms: MakeSms, key: str, secret: str, code: str
) -> None:
    """The codes are the same, and nothing is sent."""
    with pytest.raises(ClientException) as caught:
        _client(sandbox, key, secret).send_sms(make_sms())
    assert caught.value.code == code
    assert sandbox.messages == ()
