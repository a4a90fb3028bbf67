"""Signed requests to a bucket in OSS, the object storage."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from urllib.parse import quote

from smscode.aliyun import oss_signature
from smscode.aliyun.exchange import Answer
from smscode.credentials import Credentials
from smscode.settings import Endpoint

_CODE = re.compile(rb"<Code>([A-Za-z.]{1,64})</Code>")


@dataclass(frozen=True, slots=True)
class OssRequest:
    """What is asked of a bucket; without a key, of the bucket itself."""

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
        from smscode.aliyun import session  # noqa: PLC0415 - a refused call must not pay for it

        resource = f"/{self.name}/{request.key}"
        headers = oss_signature.sign(
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
        return partial(session.send, request.method, endpoint, target, headers, request.body)


def code_of(answer: Answer) -> str | None:
    """Return the error code of *answer*; None for a good one."""
    if answer.status == 200:  # noqa: PLR2004
        return None
    code = _CODE.search(answer.body)
    return code[1].decode() if code else f"HTTP {answer.status}"
