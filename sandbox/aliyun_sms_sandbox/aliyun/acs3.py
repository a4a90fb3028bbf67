"""Verification of Aliyun's request signature, `ACS3-HMAC-SHA256`.

The rules are the vendor's "V3 request body & signature mechanism"; `tests/sandbox/test_acs3.py`
holds the example that it publishes. The order of the checks is ours: the vendor tells none.
"""

import hashlib
import hmac
import re
from datetime import datetime
from urllib.parse import parse_qsl, quote, unquote

from aliyun_sms_sandbox.aliyun import credentials
from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.credentials import FindKey, Nonces
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Request

ALGORITHM = "ACS3-HMAC-SHA256"
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=(?P<key>[^,]+),"
    r"SignedHeaders=(?P<headers>[^,]+),Signature=(?P<signature>\S+)"
)
_REQUIRED_HEADERS = frozenset(
    {"host", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce"}
)


def verify(request: Request, find_key: FindKey, now: datetime, nonces: Nonces) -> AccessKey:
    """Return the key that signed this request.

    Raises:
        VendorError: None did; its code is the one that the gateway answers with.
    """
    parsed = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if parsed is None:
        raise _incomplete(f"The Authorization header is not '{ALGORITHM} Credential=…'.")
    key = credentials.known_key(parsed["key"], find_key)
    signed_headers = sorted(parsed["headers"].split(";"))
    _check_signed_headers(request, signed_headers)
    credentials.check_token(request.headers.get("x-acs-security-token"), key)
    credentials.check_date(request.headers["x-acs-date"], now)
    _check_signature(request, signed_headers, key, parsed["signature"])
    nonces.claim(request.headers["x-acs-signature-nonce"])
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
        raise credentials.mismatch(to_sign, f" server CanonicalRequest is [{canonical}]")


def _incomplete(detail: str) -> VendorError:
    return VendorError(
        "IncompleteSignature",
        f"The request signature does not conform to Aliyun standards. {detail}",
    )
