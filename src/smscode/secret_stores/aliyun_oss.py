"""``aliyun-oss:BUCKET/KEY?region=&endpoint=``: a private, server-side encrypted object.

This store costs nothing, while a KMS instance costs hundreds a month. The API:
help.aliyun.com/zh/oss/developer-reference/getobject, and for versions document_detail/112467.

The previous version is the one that the bucket keeps, whoever wrote the current one. A backup copy
would exist only if the writer had made one, and whoever pushes a broken document has not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime, timezone
from functools import partial

from smscode.aliyun import oss
from smscode.aliyun.oss import Bucket, OssRequest
from smscode.clock import Clock
from smscode.credentials import Credentials
from smscode.secret_stores import aliyun
from smscode.secret_stores.aliyun import Address
from smscode.settings import Endpoint, SettingsError

_NAMES = re.compile(r"(?P<bucket>[a-z0-9][a-z0-9-]{1,61}[a-z0-9])/(?P<key>[^/].{0,1022})")
_VERSION = re.compile(r"<Version>(.*?)</Version>", re.DOTALL)
_MEMBER = re.compile(r"<(Key|VersionId|IsLatest)>([^<]*)</")
_ENOUGH = "10"  # of the newest versions: those of the key itself come before those of longer keys


class AliyunOss:
    """An object whose content is the document, read with the function role's credentials."""

    def __init__(
        self, address: Address, role: Callable[[], Credentials | None], clock: Clock
    ) -> None:
        self._bucket, self._key = place_of(address)
        self._role = role
        self._clock = clock

    def read(self) -> str:
        """Return the object's text."""
        return self._text(OssRequest("GET", self._key))

    def read_previous(self) -> str | None:
        """Return the text of the previous version; None if the bucket keeps no versions."""
        query = {"versions": "", "prefix": self._key, "max-keys": _ENOUGH}
        for version in _VERSION.findall(self._text(OssRequest("GET", query=query))):
            members = dict(_MEMBER.findall(version))
            is_ours = html.unescape(members.get("Key", "")) == self._key
            if is_ours and members.get("IsLatest") == "false" and "VersionId" in members:
                query = {"versionId": members["VersionId"]}
                return self._text(OssRequest("GET", self._key, query))
        return None

    def _text(self, request: OssRequest) -> str:
        prepare = partial(self._prepare, request)
        answer = aliyun.fetch("aliyun-oss", self._role, self._clock, prepare, oss.code_of)
        return answer.body.decode(errors="surrogateescape")  # the parser reports what is not UTF-8

    def _prepare(self, request: OssRequest, credentials: Credentials) -> Callable[[], None]:
        now = datetime.fromtimestamp(self._clock.time(), timezone.utc)
        return self._bucket.prepare(request, credentials, now)


def place_of(address: Address) -> tuple[Bucket, str]:
    """Return the bucket and the key that *address* names.

    Raises:
        SettingsError: It does not name both.
    """
    names = _NAMES.fullmatch(address.name)
    if names is None:
        raise SettingsError("CONFIG_URI: must be aliyun-oss:BUCKET/KEY")
    return Bucket(names["bucket"], address.region, _endpoint(address)), names["key"]


def _endpoint(address: Address) -> Endpoint:
    if address.endpoint is not None:
        return address.endpoint
    # Inside its own region, a function reaches OSS over the internal network.
    network = "-internal" if address.is_at_home else ""
    host = f"oss-{address.region}{network}.aliyuncs.com"
    return Endpoint("https", host, is_loopback=False)
