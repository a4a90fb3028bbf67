"""``aliyun-oss:BUCKET/KEY?region=&endpoint=``: a private, server-side encrypted object.

The store that costs nothing: a KMS instance costs hundreds a month. The API:
help.aliyun.com/zh/oss/developer-reference/getobject.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timezone
from urllib.parse import quote

from smscode.aliyun import oss_signature
from smscode.aliyun.exchange import Answer
from smscode.clock import Clock
from smscode.credentials import Credentials
from smscode.outcome import MISCONFIGURED, failure
from smscode.secret_stores import aliyun
from smscode.secret_stores.aliyun import Address
from smscode.settings import Endpoint, SettingsError

_CODE = re.compile(rb"<Code>([A-Za-z.]{1,64})</Code>")
_NAMES = re.compile(r"(?P<bucket>[a-z0-9][a-z0-9-]{1,61}[a-z0-9])/(?P<key>[^/].{0,1022})")


class AliyunOss:
    """An object whose content is the document, read with the function role's credentials."""

    def __init__(
        self, address: Address, role: Callable[[], Credentials | None], clock: Clock
    ) -> None:
        names = _NAMES.fullmatch(address.name)
        if names is None:
            raise SettingsError("CONFIG_URI: must be aliyun-oss:BUCKET/KEY")
        self._resource = f"/{address.name}"
        self._region = address.region
        self._endpoint, self._path = _location(address, names["bucket"], names["key"])
        self._role = role
        self._clock = clock

    def read(self) -> str:
        """Return the object's text."""
        answer = aliyun.fetch("aliyun-oss", self._role, self._clock, self._get, _code)
        try:
            return answer.body.decode()
        except UnicodeDecodeError:
            pass
        raise failure(MISCONFIGURED, "aliyun-oss: the object is not UTF-8")

    def _get(self, credentials: Credentials) -> None:
        from smscode.aliyun import session  # noqa: PLC0415 - a refused call must not pay for it

        now = datetime.fromtimestamp(self._clock.time(), timezone.utc)
        headers = oss_signature.sign(
            "GET", self._resource, region=self._region, credentials=credentials, now=now
        )
        session.get(self._endpoint, self._path, headers)


def _location(address: Address, bucket: str, key: str) -> tuple[Endpoint, str]:
    """Return host and path: the bucket is part of the host, on this machine of the path."""
    given = address.endpoint
    if given is not None and given.is_loopback:
        return given, quote(f"/{bucket}/{key}", safe="/~")
    # Inside its own region a function reaches OSS without leaving the network.
    network = "-internal" if address.is_at_home else ""
    host = given.authority if given else f"oss-{address.region}{network}.aliyuncs.com"
    endpoint = Endpoint("https", f"{bucket}.{host}", is_loopback=False)
    return endpoint, quote(f"/{key}", safe="/~")


def _code(answer: Answer) -> str | None:
    if answer.status == 200:  # noqa: PLR2004
        return None
    code = _CODE.search(answer.body)
    return code[1].decode() if code else f"HTTP {answer.status}"
