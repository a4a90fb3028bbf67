"""OSS: ``PutObject``, encrypted by the server.

The API: help.aliyun.com/zh/oss/developer-reference/putobject.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from types import MappingProxyType

from smscode.aliyun import oss
from smscode.aliyun.oss import OssRequest
from smscode.clock import Clock
from smscode.credentials import Credentials
from smscode.outcome import Text
from smscode.secret_stores import aliyun, aliyun_oss
from smscode.secret_stores.aliyun import Address

_HEADERS = MappingProxyType(
    {"content-type": "application/json", "x-oss-server-side-encryption": "AES256"}
)
_ONCE = 1  # repeating a write may create two identical versions


class OssWriter:
    """A writer for an object."""

    missing = "aliyun-oss: NoSuchKey"

    def __init__(
        self, address: Address, role: Callable[[], Credentials | None], clock: Clock
    ) -> None:
        self._bucket, self._key = aliyun_oss.place_of(address)
        self._role = role
        self._clock = clock

    def create(self, text: str) -> Text:
        """Create the object; a bucket that keeps no versions refuses if there is one already."""
        return self._put(text, {**_HEADERS, "x-oss-forbid-overwrite": "true"})

    def replace(self, text: str) -> Text:
        """Replace the object, which makes a new version in a bucket that keeps them."""
        return self._put(text, _HEADERS)

    def _put(self, text: str, headers: Mapping[str, str]) -> Text:
        request = OssRequest("PUT", self._key, headers=headers, body=text.encode())

        def put(credentials: Credentials) -> Callable[[], None]:
            now = datetime.fromtimestamp(self._clock.time(), timezone.utc)
            return self._bucket.prepare(request, credentials, now)

        answer = aliyun.fetch("aliyun-oss", self._role, self._clock, put, oss.code_of, tries=_ONCE)
        version = answer.headers.get("x-oss-version-id")
        if version:
            return Text(f"version {version}", f"版本 {version}")
        command = f"aliyun oss bucket-versioning --method put oss://{self._bucket.name} enabled"
        return Text(
            "no version: the bucket keeps none, so a broken document would have no previous one "
            f"({command})",
            f"没有版本：存储空间未开启版本控制，配置写坏时没有上一版可用（{command}）",
        )
