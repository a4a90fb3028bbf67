"""Signed requests to a bucket in OSS, the object storage.

Signature version 4:
help.aliyun.com/zh/oss/developer-reference/recommend-to-use-signature-version-4. Forty lines of
``hmac`` instead of the OSS SDK, which would bring 2 MB and its own HTTP stack.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial, reduce
from types import MappingProxyType
from urllib.parse import quote

from smscode.aliyun.exchange import Answer
from smscode.credentials import Credentials
from smscode.settings import Endpoint

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


_CODE = re.compile(rb"<Code>([A-Za-z.]{1,64})</Code>")


@dataclass(frozen=True, slots=True)
class OssRequest:
    """A request about one object; without a key, about the bucket itself."""

    method: str
    key: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    @property
    def query_string(self) -> str:
        """The query as it is sent: a subresource such as ``versions`` has no value."""
        pairs = (
            f"{name}={quote(value, safe='~')}" if value else name
            for name, value in self.query.items()
        )
        return "?" + "&".join(pairs) if self.query else ""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket, at the endpoint of its region. Its name is part of the host; on loopback, a path.

    Attributes:
        endpoint: Of the region, without the bucket.
    """

    name: str
    region: str
    endpoint: Endpoint

    def prepare(
        self, request: OssRequest, credentials: Credentials, now: datetime
    ) -> Callable[[], None]:
        """Return what sends *request* for its thread's exchange; *now* is in UTC."""
        from smscode.aliyun import adapter  # noqa: PLC0415 - a refused call must not pay for it

        resource = f"/{self.name}/{request.key}"
        headers = sign(
            request.method,
            resource,
            region=self.region,
            credentials=credentials,
            now=now,
            query=request.query,
            headers=request.headers,
        )
        endpoint, path = self.endpoint, resource
        if not endpoint.is_loopback:
            endpoint = Endpoint("https", f"{self.name}.{endpoint.authority}", is_loopback=False)
            path = f"/{request.key}"
        target = quote(path, safe="/~") + request.query_string
        return partial(adapter.send, request.method, endpoint, target, headers, request.body)


def code_of(answer: Answer) -> str | None:
    """Return the error code of *answer*; None for a good one."""
    if answer.status == 200:  # noqa: PLR2004
        return None
    code = _CODE.search(answer.body)
    return code[1].decode() if code else f"HTTP {answer.status}"
