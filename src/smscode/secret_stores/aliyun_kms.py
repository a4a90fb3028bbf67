"""``aliyun-kms:NAME?region=&endpoint=``: Alibaba Cloud KMS, ``GetSecretValue``.

The API: alibabacloud.com/help/en/kms/key-management-service/developer-reference/, 2016-01-20.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from smscode import strict_json
from smscode.aliyun.exchange import Answer
from smscode.clock import Clock
from smscode.credentials import Credentials
from smscode.outcome import MISCONFIGURED, failure
from smscode.secret_stores import aliyun
from smscode.secret_stores.aliyun import Address
from smscode.settings import Endpoint


class AliyunKms:
    """A text secret, read with the function role's credentials."""

    def __init__(
        self, address: Address, role: Callable[[], Credentials | None], clock: Clock
    ) -> None:
        self._name = address.name
        self._endpoint = endpoint_of(address)
        self._role = role
        self._clock = clock

    def read(self) -> str:
        """Return the secret's current version."""
        return self._get({"SecretName": self._name})

    def read_previous(self) -> str | None:
        """Return the secret's previous version."""
        return self._get({"SecretName": self._name, "VersionStage": "ACSPrevious"})

    def _get(self, query: Mapping[str, str]) -> str:
        prepare = partial(self._prepare, query)
        answer = aliyun.fetch("aliyun-kms", self._role, self._clock, prepare, code_of)
        text = _document(answer).get("SecretData")
        if not isinstance(text, str):
            raise failure(MISCONFIGURED, "aliyun-kms: the answer has no SecretData")
        return text

    def _prepare(self, query: Mapping[str, str], credentials: Credentials) -> Callable[[], object]:
        from smscode.aliyun import sdk  # noqa: PLC0415 - a refused call must not pay for it

        return sdk.call_api(self._endpoint, credentials, "GetSecretValue", "2016-01-20", query)


def endpoint_of(address: Address) -> Endpoint:
    """Return the endpoint of the service: the URI's own, else the region's."""
    host = f"kms.{address.region}.aliyuncs.com"
    return address.endpoint or Endpoint("https", host, is_loopback=False)


def _document(answer: Answer) -> dict[str, object]:
    try:
        document = strict_json.parse(answer.body)
    except strict_json.JsonError:
        return {}
    return document if isinstance(document, dict) else {}


def code_of(answer: Answer) -> str | None:
    """Return the error code of *answer*; None for a good one."""
    if answer.status == 200:  # noqa: PLR2004
        return None
    code = _document(answer).get("Code")
    return code if isinstance(code, str) else f"HTTP {answer.status}"
