"""Verification of Aliyun's request signature, `ACS3-HMAC-SHA256`.

The rules are the vendor's "V3 request body & signature mechanism"; `tests/sandbox/test_acs3.py`
holds the example that it publishes. The order of the checks is ours: the vendor tells none.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from threading import Lock
from urllib.parse import parse_qsl, quote, unquote

from sandbox.aliyun.catalogue import AccessKey
from sandbox.aliyun.vendor import VendorError
from sandbox.wire import Request

ALGORITHM = "ACS3-HMAC-SHA256"
MAX_CLOCK_SKEW = timedelta(minutes=15)
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=(?P<key>[^,]+),"
    r"SignedHeaders=(?P<headers>[^,]+),Signature=(?P<signature>\S+)"
)
_REQUIRED_HEADERS = frozenset(
    {"host", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce"}
)


class Nonces:
    """The last `capacity` nonces; the oldest is forgotten first."""

    def __init__(self, capacity: int = 100_000) -> None:
        self._capacity = capacity
        self._lock = Lock()
        self._seen: dict[str, None] = {}

    def claim(self, nonce: str) -> bool:
        """Remember a nonce; return False when it was claimed before."""
        with self._lock:
            if nonce in self._seen:
                return False
            self._seen[nonce] = None
            if len(self._seen) > self._capacity:
                del self._seen[next(iter(self._seen))]
            return True


def verify(
    request: Request,
    find_key: Callable[[str], AccessKey | None],
    now: datetime,
    nonces: Nonces,
) -> AccessKey:
    """Return the key that signed this request.

    Raises:
        VendorError: None did; its code is the one that the gateway answers with.
    """
    parsed = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if parsed is None:
        raise _incomplete(f"The Authorization header is not '{ALGORITHM} Credential=…'.")
    key = find_key(parsed["key"])
    if key is None:
        raise VendorError("InvalidAccessKeyId.NotFound", "Specified access key is not found.")
    if not key.enabled:
        raise VendorError("InvalidAccessKeyId.Inactive", "Specified access key is disabled.")
    signed_headers = sorted(parsed["headers"].split(";"))
    _check_signed_headers(request, signed_headers)
    _check_token(request.headers.get("x-acs-security-token"), key, now)
    _check_date(request.headers["x-acs-date"], now)
    _check_signature(request, signed_headers, key, parsed["signature"])
    if not nonces.claim(request.headers["x-acs-signature-nonce"]):
        raise VendorError("SignatureNonceUsed", "Specified signature nonce was used already.")
    return key


def canonical_request(request: Request, signed_headers: list[str]) -> str:
    """Write the request in the one form that both sides hash.

    The official SDK puts a space on the wire as `+` and signs it as `%20` (measured), so the query
    is decoded like a form before it is encoded again.
    """
    pairs = parse_qsl(request.query, keep_blank_values=True, errors="surrogateescape")
    query = "&".join(f"{_encode(name)}={_encode(value)}" for name, value in sorted(pairs))
    headers = "".join(f"{n}:{request.headers.get(n, '').strip()}\n" for n in signed_headers)
    path = quote(unquote(request.path), safe="/~")
    body_hash = hashlib.sha256(request.body).hexdigest()
    return "\n".join([request.method, path, query, headers, ";".join(signed_headers), body_hash])


def _encode(text: str) -> str:
    return quote(text, safe="~", errors="surrogateescape")


def _check_signed_headers(request: Request, signed_headers: list[str]) -> None:
    absent = _REQUIRED_HEADERS.difference(request.headers)
    if absent:
        raise _incomplete(f"Missing headers: {', '.join(sorted(absent))}.")
    to_cover = {name for name in request.headers if name.startswith("x-acs-")} | {"host"}
    # Only with a body: aiohttp, below the asynchronous SDK, adds an unsigned one (measured).
    if request.body and "content-type" in request.headers:
        to_cover.add("content-type")
    unsigned = to_cover.difference(signed_headers)
    if unsigned:
        raise _incomplete(f"Not in SignedHeaders: {', '.join(sorted(unsigned))}.")


def _check_token(token: str | None, key: AccessKey, now: datetime) -> None:
    if key.token is not None and token is None:
        raise VendorError("MissingSecurityToken", "SecurityToken is mandatory for this action.")
    if not hmac.compare_digest((token or "").encode(), (key.token or "").encode()):
        raise VendorError(
            "InvalidSecurityToken.MismatchWithAccessKey",
            "Specified SecurityToken mismatch with the AccessKey.",
        )
    if key.has_expired(now):
        raise VendorError("InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")


def _check_date(text: str, now: datetime) -> None:
    try:
        signed_at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        raise VendorError(
            "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted."
        ) from None
    if abs(now - signed_at) > MAX_CLOCK_SKEW:
        raise VendorError(
            "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."
        )


def _check_signature(
    request: Request, signed_headers: list[str], key: AccessKey, signature: str
) -> None:
    canonical = canonical_request(request, signed_headers)
    digest = hashlib.sha256(canonical.encode("utf-8", "surrogateescape")).hexdigest()
    to_sign = f"{ALGORITHM}\n{digest}"
    expected = hmac.new(key.secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    body_hash = hashlib.sha256(request.body).hexdigest()
    body_matches = request.headers["x-acs-content-sha256"] == body_hash
    if not body_matches or not hmac.compare_digest(expected.encode(), signature.encode()):
        # The vendor too repeats the canonical request: who logs the message logs number and code.
        raise VendorError(
            "SignatureDoesNotMatch",
            "Specified signature does not match our calculation. "
            f"server StringToSign is [{to_sign}] server CanonicalRequest is [{canonical}]",
        )


def _incomplete(detail: str) -> VendorError:
    return VendorError(
        "IncompleteSignature",
        f"The request signature does not conform to Aliyun standards. {detail}",
    )
