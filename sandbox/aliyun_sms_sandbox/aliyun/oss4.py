"""Verification of OSS's request signature, `OSS4-HMAC-SHA256`, in the Authorization header.

The rules: help.aliyun.com/zh/oss/developer-reference/recommend-to-use-signature-version-4. The
order of the checks is ours: the vendor tells none.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, unquote

from aliyun_sms_sandbox.aliyun.catalogue import AccessKey
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Request

ALGORITHM = "OSS4-HMAC-SHA256"
MAX_CLOCK_SKEW = timedelta(minutes=15)
_DATE_FORMAT = "%Y%m%dT%H%M%SZ"
_UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=(?P<key>[^/,]+)/"
    r"(?P<scope>(?P<day>[0-9]{8})/(?P<region>[^/,]+)/oss/aliyun_v4_request),"
    r"(?:AdditionalHeaders=(?P<additional>[^,]+),)?Signature=(?P<signature>[0-9a-f]{64})"
)


def verify(
    request: Request, find_key: Callable[[str], AccessKey | None], region: str, now: datetime
) -> AccessKey:
    """Return the key that signed this request for a bucket in *region*.

    Raises:
        VendorError: None did; its code is the one that OSS answers with.
    """
    authorization = request.headers.get("authorization")
    if authorization is None:
        raise VendorError("AccessDenied", "You have no right to access this object.")
    parsed = _AUTHORIZATION.fullmatch(authorization)
    if parsed is None:
        raise VendorError("InvalidArgument", "The Authorization header is invalid.")
    key = find_key(parsed["key"])
    if key is None:
        raise _unknown_key()
    if not key.enabled:
        raise VendorError("InvalidAccessKeyId", "The OSS Access Key Id you provided is disabled.")
    _check_token(request.headers.get("x-oss-security-token"), key)
    if parsed["region"] != region:
        raise VendorError("InvalidArgument", "Invalid signing region in Authorization header.")
    _check_date(request.headers.get("x-oss-date", ""), parsed["day"], now)
    if request.headers.get("x-oss-content-sha256") != _UNSIGNED_PAYLOAD:
        raise VendorError("InvalidArgument", "x-oss-content-sha256 must be UNSIGNED-PAYLOAD.")
    additional = sorted((parsed["additional"] or "").split(";"))
    expected = signature(request, key.secret, parsed["scope"], additional)
    if not hmac.compare_digest(expected, parsed["signature"]):
        raise VendorError(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
        )
    return key


def signature(request: Request, secret: str, scope: str, additional: list[str]) -> str:
    """Return the signature, in hexadecimal, that a request must have."""
    canonical = canonical_request(request, additional)
    to_sign = "\n".join(
        [
            ALGORITHM,
            request.headers["x-oss-date"],
            scope,
            hashlib.sha256(canonical.encode()).hexdigest(),
        ]
    )
    key = f"aliyun_v4{secret}".encode()
    for part in [*scope.split("/"), to_sign]:
        key = hmac.digest(key, part.encode(), "sha256")
    return key.hex()


def canonical_request(request: Request, additional: list[str]) -> str:
    """Write the request in the one form that both sides hash; its path is `/bucket/key`."""
    signed = sorted(name for name in request.headers if _is_signed(name, additional))
    headers = "".join(f"{name}:{request.headers[name].strip()}\n" for name in signed)
    return "\n".join(
        [
            request.method,
            quote(unquote(request.path), safe="/"),
            _canonical_query(request.query),
            headers,
            ";".join(additional),
            _UNSIGNED_PAYLOAD,
        ]
    )


def _is_signed(name: str, additional: list[str]) -> bool:
    always = name in ("content-type", "content-md5") or name.startswith("x-oss-")
    return always or name in additional


def _canonical_query(query: str) -> str:
    """Encode each name and value anew, and leave out the `=` of an empty value."""
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    encoded = sorted((_encode(name), _encode(value)) for name, _, value in pairs)
    return "&".join(f"{name}={value}" if value else name for name, value in encoded)


def _encode(text: str) -> str:
    return quote(unquote(text), safe="")


def _check_token(token: str | None, key: AccessKey) -> None:
    if key.token is not None and token is None:
        raise _unknown_key()
    if not hmac.compare_digest((token or "").encode(), (key.token or "").encode()):
        raise VendorError("InvalidSecurityToken", "The security token you provided is invalid.")


def check_end(key: AccessKey, now: datetime) -> None:
    """Check that an STS key still works.

    Raises:
        VendorError: It is past its time.
    """
    if key.has_expired(now):
        raise VendorError("SecurityTokenExpired", "The security token you provided has expired.")


def _unknown_key() -> VendorError:
    return VendorError(
        "InvalidAccessKeyId", "The OSS Access Key Id you provided does not exist in our records."
    )


def _check_date(text: str, day: str, now: datetime) -> None:
    try:
        signed_at = datetime.strptime(text, _DATE_FORMAT).replace(tzinfo=timezone.utc)
    except ValueError:
        raise VendorError("AccessDenied", "x-oss-date is missing or malformed.") from None
    if text[:8] != day:
        raise VendorError("InvalidArgument", "The day in Credential is not that of x-oss-date.")
    if abs(now - signed_at) > MAX_CLOCK_SKEW:
        raise VendorError(
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
        )
