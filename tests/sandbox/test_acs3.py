"""Signature verification as a function: the vendor's example, and everything that must not pass."""

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.acs3 import canonical_request, verify
from aliyun_sms_sandbox.aliyun.credentials import Nonces
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Request

NOW = datetime(2023, 10, 26, 10, 22, 32, tzinfo=timezone.utc)
EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
IMAGE = "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"
SIGNED = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"
AUTHORIZATION = (
    f"ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders={SIGNED},"
    "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
)
# The fixed example of help.aliyun.com "V3 request body & signature mechanism".
VECTOR = Request(
    method="POST",
    path="/",
    query=f"ImageId={IMAGE}&RegionId=cn-shanghai",
    headers={
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": EMPTY_HASH,
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
        "authorization": AUTHORIZATION,
    },
)
KEY = AccessKey("YourAccessKeyId", "YourAccessKeySecret")


def _verify(request: Request, key: AccessKey = KEY, now: datetime = NOW) -> AccessKey:
    return verify(request, {key.id: key}.get, now, Nonces())


def _with(**headers: str) -> Request:
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return replace(VECTOR, headers={**VECTOR.headers, **changed})


def _without(name: str) -> Request:
    return replace(VECTOR, headers={k: v for k, v in VECTOR.headers.items() if k != name})


def test_the_vendors_published_example_is_accepted() -> None:
    """The signature of the vendor's own documentation verifies."""
    assert _verify(VECTOR) == KEY


@pytest.mark.parametrize(
    "same",
    [
        replace(VECTOR, query=f"RegionId=cn-shanghai&ImageId={IMAGE}"),
        replace(VECTOR, query=VECTOR.query.replace("_", "%5F")),
        _with(x_acs_action="  RunInstances "),
        _with(accept="application/json"),
        _with(content_type="application/octet-stream"),
    ],
    ids=["order of the query", "needless escapes", "padded value", "accept", "aiohttp's type"],
)
def test_what_is_not_part_of_the_signature_may_vary(same: Request) -> None:
    """Two spellings of one canonical request have one signature."""
    assert _verify(same) == KEY


@pytest.mark.parametrize(
    ("tampered", "code"),
    [
        (replace(VECTOR, query=VECTOR.query + "1"), "SignatureDoesNotMatch"),
        (replace(VECTOR, query=VECTOR.query + "&More=1"), "SignatureDoesNotMatch"),
        (replace(VECTOR, query=VECTOR.query + "&RegionId=cn-beijing"), "SignatureDoesNotMatch"),
        (replace(VECTOR, query=""), "SignatureDoesNotMatch"),
        (replace(VECTOR, method="GET"), "SignatureDoesNotMatch"),
        (replace(VECTOR, path="/other"), "SignatureDoesNotMatch"),
        (replace(VECTOR, body=b"x"), "SignatureDoesNotMatch"),
        (_with(x_acs_content_sha256="0" * 64), "SignatureDoesNotMatch"),
        (_with(host="ecs.cn-beijing.aliyuncs.com"), "SignatureDoesNotMatch"),
        (_with(x_acs_action="DeleteInstance"), "SignatureDoesNotMatch"),
        (_with(x_acs_signature_nonce="another"), "SignatureDoesNotMatch"),
        (_with(x_acs_date="2023-10-26T10:22:33Z"), "SignatureDoesNotMatch"),
        (_with(authorization=AUTHORIZATION[:-1] + "1"), "SignatureDoesNotMatch"),
        (_with(authorization=AUTHORIZATION + "é"), "SignatureDoesNotMatch"),
        (_with(x_acs_date="yesterday"), "InvalidTimeStamp.Format"),
        (_with(x_acs_extra="unsigned"), "IncompleteSignature"),
        (replace(_with(content_type="text/plain"), body=b"x"), "IncompleteSignature"),
        (_with(authorization=AUTHORIZATION.replace("host;", "")), "IncompleteSignature"),
        (_with(authorization=AUTHORIZATION.replace("x-acs-date;", "")), "IncompleteSignature"),
        (_without("x-acs-date"), "IncompleteSignature"),
        (_without("x-acs-signature-nonce"), "IncompleteSignature"),
        (_without("x-acs-content-sha256"), "IncompleteSignature"),
        (_without("host"), "IncompleteSignature"),
        (_without("authorization"), "IncompleteSignature"),
        (_with(authorization=""), "IncompleteSignature"),
        (_with(authorization="Bearer x"), "IncompleteSignature"),
        (_with(authorization=AUTHORIZATION.partition(",Sig")[0]), "IncompleteSignature"),
        (_with(authorization=AUTHORIZATION.replace("SHA256", "SHA1")), "IncompleteSignature"),
        (_with(authorization=AUTHORIZATION.replace("Your", "My")), "InvalidAccessKeyId.NotFound"),
    ],
)
def test_a_changed_request_is_refused(tampered: Request, code: str) -> None:
    """No part that the signature covers can be changed, added or left out."""
    with pytest.raises(VendorError) as caught:
        _verify(tampered)
    assert caught.value.code == code


def test_another_secret_is_refused_with_the_servers_view_of_the_request() -> None:
    """A wrong secret is SignatureDoesNotMatch, whose message repeats what the server hashed."""
    with pytest.raises(VendorError) as caught:
        _verify(VECTOR, replace(KEY, secret=f"not {KEY.secret}"))
    assert caught.value.code == "SignatureDoesNotMatch"
    # The digest that the vendor publishes beside the example.
    assert "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259" in (
        caught.value.message
    )


@pytest.mark.parametrize(
    ("skew", "accepted"),
    [
        (timedelta(minutes=15), True),
        (timedelta(minutes=-15), True),
        (timedelta(minutes=15, seconds=1), False),
        (timedelta(minutes=-15, seconds=-1), False),
    ],
)
def test_fifteen_minutes_of_skew_are_allowed(skew: timedelta, accepted: bool) -> None:  # noqa: FBT001
    """The request's date may lie at most 15 minutes before or after the server's."""
    if accepted:
        assert _verify(VECTOR, now=NOW + skew) == KEY
        return
    with pytest.raises(VendorError) as caught:
        _verify(VECTOR, now=NOW + skew)
    assert caught.value.code == "InvalidTimeStamp.Expired"


def test_a_replay_is_refused() -> None:
    """The second of two equal requests is SignatureNonceUsed."""
    nonces = Nonces()
    verify(VECTOR, {KEY.id: KEY}.get, NOW, nonces)
    with pytest.raises(VendorError) as caught:
        verify(VECTOR, {KEY.id: KEY}.get, NOW, nonces)
    assert caught.value.code == "SignatureNonceUsed"


def test_a_forged_request_does_not_use_up_the_nonce() -> None:
    """A nonce counts only once the signature holds, else anybody could block a sender."""
    nonces = Nonces()
    forged = _with(authorization=AUTHORIZATION[:-1] + "1")
    with pytest.raises(VendorError):
        verify(forged, {KEY.id: KEY}.get, NOW, nonces)
    assert verify(VECTOR, {KEY.id: KEY}.get, NOW, nonces) == KEY


def test_the_memory_of_nonces_is_bounded() -> None:
    """Past its capacity the oldest nonce is forgotten, and no other."""
    nonces = Nonces(capacity=2)
    for nonce in ("a", "b"):
        nonces.claim(nonce)
    with pytest.raises(VendorError):
        nonces.claim("b")
    nonces.claim("c")
    with pytest.raises(VendorError):
        nonces.claim("b")
    nonces.claim("a")


def _signed(key: AccessKey = KEY, **headers: str) -> Request:
    """Sign the example anew, with more or other headers."""
    request = _with(**headers)
    names = sorted(request.headers.keys() - {"authorization"})
    digest = hashlib.sha256(canonical_request(request, names).encode()).hexdigest()
    to_sign = f"ACS3-HMAC-SHA256\n{digest}".encode()
    signature = hmac.new(key.secret.encode(), to_sign, hashlib.sha256).hexdigest()
    signed = f"Credential={key.id},SignedHeaders={';'.join(names)},Signature={signature}"
    return _with(**headers, authorization=f"ACS3-HMAC-SHA256 {signed}")


def test_a_well_signed_lie_about_the_body_is_refused() -> None:
    """The content hash must be that of the body, even when the signature covers it."""
    assert _verify(_signed()) == KEY
    with pytest.raises(VendorError) as caught:
        _verify(_signed(x_acs_content_sha256="0" * 64))
    assert caught.value.code == "SignatureDoesNotMatch"


STS_KEY = replace(KEY, token="right")


def test_an_sts_key_is_accepted_with_its_token() -> None:
    """Key, secret and token together verify."""
    assert _verify(_signed(STS_KEY, x_acs_security_token="right"), STS_KEY) == STS_KEY


@pytest.mark.parametrize(
    ("key", "sent", "code"),
    [
        (STS_KEY, {}, "MissingSecurityToken"),
        (
            STS_KEY,
            {"x_acs_security_token": "wrong"},
            "InvalidSecurityToken.MismatchWithAccessKey",
        ),
        (STS_KEY, {"x_acs_security_token": "é"}, "InvalidSecurityToken.MismatchWithAccessKey"),
        (KEY, {"x_acs_security_token": "right"}, "InvalidSecurityToken.MismatchWithAccessKey"),
    ],
)
def test_another_token_is_refused(key: AccessKey, sent: dict[str, str], code: str) -> None:
    """A token is required where the key has one, must be the key's, and none is taken elsewhere."""
    with pytest.raises(VendorError) as caught:
        _verify(_signed(key, **sent), key)
    assert caught.value.code == code
