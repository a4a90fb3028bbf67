"""OSS signature verification as a function: everything that must not pass.

That the vendor's own vectors do pass stands in `tests/aliyun/test_oss_signature.py`.
"""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from aliyun_sms_sandbox.aliyun import oss4
from aliyun_sms_sandbox.aliyun.catalogue import AccessKey
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Request

NOW = datetime(2023, 12, 17, 3, 47, 36, tzinfo=timezone.utc)
REGION = "cn-hangzhou"
SCOPE = "20231217/cn-hangzhou/oss/aliyun_v4_request"
KEY = AccessKey("ak", "sk", "token")
UNSIGNED = Request(
    method="GET",
    path="/bucket/a%20b/%E7%9F%AD.json",
    query="versionId=1&x",
    headers={
        "host": "127.0.0.1",
        "accept": "*/*",
        "x-oss-date": "20231217T034736Z",
        "x-oss-content-sha256": "UNSIGNED-PAYLOAD",
        "x-oss-security-token": "token",
    },
)


def with_headers(request: Request, **changes: str | None) -> Request:
    """Return *request* with other headers; None takes one away."""
    changed = {name.replace("_", "-"): value for name, value in changes.items()}
    headers = {**request.headers, **changed}
    return replace(request, headers={n: v for n, v in headers.items() if v is not None})


def signed(request: Request = UNSIGNED, scope: str = SCOPE, additional: str = "") -> Request:
    """Sign *request*, whatever it holds, with the key's secret."""
    signature = oss4.signature(request, KEY.secret, scope, additional.split(";"))
    listed = f"AdditionalHeaders={additional}," if additional else ""
    value = f"OSS4-HMAC-SHA256 Credential=ak/{scope},{listed}Signature={signature}"
    return with_headers(request, authorization=value)


def verify(request: Request, key: AccessKey = KEY, now: datetime = NOW) -> AccessKey:
    """Verify *request* against one key."""
    return oss4.verify(request, {"ak": key}.get, REGION, now)


def code_of(request: Request, key: AccessKey = KEY, now: datetime = NOW) -> str:
    """Return the code with which *request* is refused."""
    with pytest.raises(VendorError) as caught:
        verify(request, key, now)
    return caught.value.code


GOOD = signed()
AUTHORIZATION = GOOD.headers["authorization"]


@pytest.mark.parametrize(
    "same",
    [
        GOOD,
        replace(GOOD, query="x&versionId=1"),
        replace(GOOD, query="x=&versionId=%31"),
        replace(GOOD, path="/bucket/a%20b/%e7%9f%ad.json"),
        with_headers(GOOD, accept="text/html", host="another", user_agent="curl"),
        with_headers(GOOD, x_oss_date=" 20231217T034736Z".strip()),
        signed(additional="host"),
        signed(with_headers(UNSIGNED, content_type="text/plain", content_md5="x")),
    ],
    ids=[
        "as it is",
        "order of the query",
        "needless escapes",
        "case of escapes",
        "unsigned headers",
        "padding",
        "additional header",
        "content type",
    ],
)
def test_what_is_not_part_of_the_signature_may_vary(same: Request) -> None:
    """Two spellings of one canonical request have one signature."""
    assert verify(same) == KEY


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (replace(GOOD, method="PUT"), "SignatureDoesNotMatch"),
        (replace(GOOD, path="/bucket/other.json"), "SignatureDoesNotMatch"),
        (replace(GOOD, path="/other/a%20b/%E7%9F%AD.json"), "SignatureDoesNotMatch"),
        (replace(GOOD, path="/bucket/a+b/%E7%9F%AD.json"), "SignatureDoesNotMatch"),
        (replace(GOOD, query="versionId=2&x"), "SignatureDoesNotMatch"),
        (replace(GOOD, query="versionId=1"), "SignatureDoesNotMatch"),
        (replace(GOOD, query=""), "SignatureDoesNotMatch"),
        (with_headers(GOOD, x_oss_date="20231217T034737Z"), "SignatureDoesNotMatch"),
        (with_headers(GOOD, x_oss_extra="1"), "SignatureDoesNotMatch"),
        (with_headers(GOOD, content_type="text/plain"), "SignatureDoesNotMatch"),
        (with_headers(signed(additional="host"), host="other"), "SignatureDoesNotMatch"),
        (
            with_headers(GOOD, authorization=AUTHORIZATION[:-64] + "0" * 64),
            "SignatureDoesNotMatch",
        ),
        (with_headers(GOOD, authorization=None), "AccessDenied"),
        (with_headers(GOOD, authorization=""), "InvalidArgument"),
        (with_headers(GOOD, authorization="Bearer x"), "InvalidArgument"),
        (with_headers(GOOD, authorization=AUTHORIZATION[:-1]), "InvalidArgument"),
        (with_headers(GOOD, authorization=AUTHORIZATION + "0"), "InvalidArgument"),
        (
            with_headers(GOOD, authorization=AUTHORIZATION.replace("OSS4", "AWS4")),
            "InvalidArgument",
        ),
        (signed(scope="20231217/cn-hangzhou/oss/aws4_request"), "InvalidArgument"),
        (signed(scope="20231217/cn-hangzhou/s3/aliyun_v4_request"), "InvalidArgument"),
        (signed(scope="20231217/cn-shanghai/oss/aliyun_v4_request"), "InvalidArgument"),
        (signed(scope="20231217/oss-cn-hangzhou/oss/aliyun_v4_request"), "InvalidArgument"),
        (signed(scope="20231216/cn-hangzhou/oss/aliyun_v4_request"), "InvalidArgument"),
        (signed(with_headers(UNSIGNED, x_oss_content_sha256="0" * 64)), "InvalidArgument"),
        (with_headers(GOOD, x_oss_content_sha256=None), "InvalidArgument"),
        (with_headers(GOOD, x_oss_date=None), "AccessDenied"),
        (with_headers(GOOD, x_oss_date="Sun, 17 Dec 2023 03:47:36 GMT"), "AccessDenied"),
        (
            with_headers(GOOD, authorization=AUTHORIZATION.replace("ak/", "nobody/")),
            "InvalidAccessKeyId",
        ),
        (signed(with_headers(UNSIGNED, x_oss_security_token=None)), "InvalidAccessKeyId"),
        (signed(with_headers(UNSIGNED, x_oss_security_token="stale")), "InvalidSecurityToken"),
        (signed(with_headers(UNSIGNED, x_oss_security_token="é")), "InvalidSecurityToken"),
    ],
)
def test_a_changed_request_is_refused(changed: Request, code: str) -> None:
    """No part that the signature covers can be changed, added or left out; each has its code."""
    assert code_of(changed) == code


@pytest.mark.parametrize("minutes", [-15, 15])
def test_fifteen_minutes_of_skew_are_allowed(minutes: int) -> None:
    """The request's date may lie at most 15 minutes before or after the server's."""
    off = NOW + timedelta(minutes=minutes)
    beyond = off + timedelta(seconds=1 if minutes > 0 else -1)
    assert verify(GOOD, now=off) == KEY
    assert code_of(GOOD, now=beyond) == "RequestTimeTooSkewed"


def test_another_secret_is_refused() -> None:
    """Who knows id and token, but not the secret, is nobody."""
    assert code_of(GOOD, replace(KEY, secret="other")) == "SignatureDoesNotMatch"


def test_a_key_without_a_token_takes_none() -> None:
    """A token is refused where the key has none."""
    assert code_of(GOOD, AccessKey("ak", "sk")) == "InvalidSecurityToken"


def test_a_disabled_key_is_refused() -> None:
    """It is known, and signs well, and may do nothing."""
    assert code_of(GOOD, replace(KEY, enabled=False)) == "InvalidAccessKeyId"
