"""The stores on Alibaba Cloud, as a test needs to know them: what they share has one test each."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox
from support.instance import KEYED, Instance
from support.stand_ins import log_lines

TEXT: Final = json.dumps(KEYED)
TTL: Final = 300.0


@dataclass(frozen=True, slots=True)
class Store:
    """One of the stores.

    Attributes:
        scheme: Of its URI, and how its log lines begin.
        action: What it asks its service for.
        rest: Of its URI, up to the endpoint.
        put: Puts a document where the function looks for it.
        missing, denied, expired, bad_signature: The service's codes.
        passing: The service's codes for what will pass.
    """

    scheme: str
    action: str
    rest: str
    put: Callable[[Sandbox, str], None]
    missing: str
    denied: str
    expired: str
    bad_signature: str
    passing: tuple[str, ...]

    def uri(self, endpoint: str) -> str:
        """Return the `CONFIG_URI` for a server at *endpoint*."""
        return f"{self.scheme}:{self.rest}?region=cn-hangzhou&endpoint={endpoint}"


def put_secret(sandbox: Sandbox, text: str) -> None:
    """Put *text* into KMS."""
    sandbox.secrets["sms-code"] = text


def put_object(sandbox: Sandbox, text: str) -> None:
    """Put *text* into OSS, beside something else."""
    sandbox.objects["sms-config", "other.json"] = b"{}"
    sandbox.objects["sms-config", "config.json"] = text.encode()


KMS: Final = Store(
    "aliyun-kms",
    "GetSecretValue",
    "sms-code",
    put_secret,
    "Forbidden.ResourceNotFound",
    "Forbidden.NoPermission",
    "InvalidSecurityToken.Expired",
    "SignatureDoesNotMatch",
    ("Rejected.Throttling", "InternalFailure", "ServiceUnavailableTemporary"),
)
OSS: Final = Store(
    "aliyun-oss",
    "GetObject",
    "sms-config/config.json",
    put_object,
    "NoSuchKey",
    "AccessDenied",
    "SecurityTokenExpired",
    "SignatureDoesNotMatch",
    ("QpsLimitExceeded", "InternalError", "ServiceUnavailable"),
)
STORES: Final = (KMS, OSS)
PASSING: Final = [(store, code) for store in STORES for code in store.passing]
each_store = pytest.mark.parametrize("store", STORES, ids=lambda store: store.scheme)


def refused(instance: Instance, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Return the outcome of a call that finds no config, and the reason that the log gives."""
    document = instance.call()
    line = log_lines(capsys)[-1]
    assert line["outcome"] == document["code"]
    return str(document["code"]), str(line["reason"])
