"""OSS signature version 4, for one request header.

The algorithm: help.aliyun.com/zh/oss/developer-reference/recommend-to-use-signature-version-4.
Forty lines of ``hmac`` instead of the OSS SDK, which would bring 2 MB and its own HTTP stack.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from types import MappingProxyType
from urllib.parse import quote

from smscode.credentials import Credentials

_ALGORITHM = "OSS4-HMAC-SHA256"
_UNSIGNED = "UNSIGNED-PAYLOAD"
_ALWAYS_SIGNED = ("content-type", "content-md5")


def sign(  # noqa: PLR0913 - a request has as many parts
    method: str,
    resource: str,
    *,
    region: str,
    credentials: Credentials,
    now: datetime,
    query: Mapping[str, str] = MappingProxyType({}),
    headers: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Return *headers* with those that authenticate the request.

    *resource* is ``/bucket/key``, not encoded; *now* is in UTC.
    """
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    signed = {name.lower(): value.strip() for name, value in headers.items()}
    signed |= {"x-oss-date": stamp, "x-oss-content-sha256": _UNSIGNED}
    if credentials.security_token:
        signed["x-oss-security-token"] = credentials.security_token
    scope = f"{stamp[:8]}/{region}/oss/aliyun_v4_request"
    request = _canonical(method, resource, query, signed)
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = f"{_ALGORITHM}\n{stamp}\n{scope}\n{digest}"
    key = reduce(_mac, scope.split("/"), b"aliyun_v4" + credentials.access_key_secret.encode())
    signature = _mac(key, text).hex()
    authorization = f"Credential={credentials.access_key_id}/{scope},Signature={signature}"
    return {**signed, "authorization": f"{_ALGORITHM} {authorization}"}


def _canonical(
    method: str, resource: str, query: Mapping[str, str], headers: Mapping[str, str]
) -> str:
    pairs = sorted((quote(name, safe="~"), quote(value, safe="~")) for name, value in query.items())
    lines = "".join(
        f"{name}:{value}\n"
        for name, value in sorted(headers.items())
        if name in _ALWAYS_SIGNED or name.startswith("x-oss-")
    )
    return "\n".join(
        (
            method,
            quote(resource, safe="/~"),
            "&".join(f"{name}={value}" if value else name for name, value in pairs),
            lines,
            "",  # no additional headers
            _UNSIGNED,
        )
    )


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
