"""One instance of the function on Function Compute, with a sandbox for all of Aliyun."""

import json
import time
from collections.abc import Mapping
from typing import Any, Final

from aliyun_sms_sandbox.aliyun.catalogue import AccessKey
from aliyun_sms_sandbox.aliyun.server import Sandbox
from local.clouds.fc import Context, Credentials, Function
from smscode.clock import Clock, SystemClock
from smscode.wiring import wire

KEYLESS: Final[Mapping[str, Any]] = {
    "signName": "速通科技",
    "templates": [{"usageType": "Generic", "templateCode": "SMS_1000004"}],
    "callers": {"generic": {"tokens": ["token-of-the-test-0000000000000000"]}},
}
KEYED: Final[Mapping[str, Any]] = {
    **KEYLESS,
    "accessKeyId": "sandbox-access-key-id",
    "accessKeySecret": "sandbox-access-key-secret",
}
TOKEN_HEADERS: Final = ("x-acs-security-token", "x-oss-security-token")


class LeapingClock(SystemClock):
    """The machine's clock, whose monotonic part can be moved on; the date may be *ahead*."""

    def __init__(self, ahead: float = 0.0) -> None:
        """Begin with the machine."""
        self._ahead = ahead
        self._leapt = 0.0

    def time(self) -> float:
        """Return seconds since the epoch."""
        return super().time() + self._ahead

    def leap(self, seconds: float) -> None:
        """Let so much time have passed, for all that measures it in spans."""
        self._leapt += seconds

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back."""
        return super().monotonic() + self._leapt


class Instance:
    """The real handler; its environment can be changed while it lives."""

    def __init__(self, environment: dict[str, str], clock: Clock | None = None) -> None:
        """Wire it, as the runtime does by importing it."""
        self.environment = environment
        self.handler = wire(environment, clock or SystemClock(), time.monotonic())

    def call(
        self, *, role: Credentials | None = None, limit: int = 15, **fields: str
    ) -> Mapping[str, Any]:
        """Ask directly for one SMS and return the document.

        *role* is what the context says of the role, *limit* the function's own timeout in seconds,
        *fields* are those of the request that are not as usual.
        """
        event = {"phone": "+8613800138000", "usageType": "SignIn", "code": "123456", **fields}
        context = Context("1-request-of-a-test", function=Function(timeout=limit), credentials=role)
        document = self.handler(json.dumps(event).encode(), context)
        assert isinstance(document, dict)
        return document


def environment_for(
    sandbox: Sandbox, config: str | Mapping[str, Any], role: Credentials | None = None
) -> dict[str, str]:
    """Return the environment of a function that has nothing but *sandbox* to talk to.

    *config* is a `CONFIG_URI`, or the document itself; *role* is in the environment as in that of
    the Python 3.12 runtime.
    """
    environment = dict.fromkeys(
        ("DYSMSAPI_ENDPOINT", "DYPNSAPI_ENDPOINT", "GLOBE_ENDPOINT"), sandbox.endpoint
    )
    if isinstance(config, str):
        environment["CONFIG_URI"] = config
    else:
        environment |= {"CONFIG_URI": "env:CONFIG", "CONFIG": json.dumps(config)}
    return environment | (variables(role) if role else {})


def variables(role: Credentials) -> dict[str, str]:
    """Return the variables in which the runtime gives a function its role."""
    return {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": role.access_key_id,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": role.access_key_secret,
        "ALIBABA_CLOUD_SECURITY_TOKEN": role.security_token,
    }


def issue(sandbox: Sandbox, name: str) -> Credentials:
    """Let *sandbox* know STS credentials, and return them."""
    key = AccessKey(f"STS.{name}", f"secret of {name}", f"token-of-{name}")
    sandbox.access_keys[key.id] = key
    return Credentials(key.id, key.secret, str(key.token))


def actions(sandbox: Sandbox) -> list[str]:
    """Return what was asked for, request by request."""
    return [request.headers.get("x-acs-action", "GetObject") for request in sandbox.requests]


def tokens(sandbox: Sandbox) -> list[str | None]:
    """Return with which security token, request by request; None where there was none."""
    return [
        next((request.headers[name] for name in TOKEN_HEADERS if name in request.headers), None)
        for request in sandbox.requests
    ]
