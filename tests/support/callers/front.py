"""The function behind a local HTTP trigger, the sandbox behind it, and an HTTP client before it."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

import requests

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from aliyun_sms_sandbox.loopback import LoopbackServer
from local.clouds.trigger import Trigger, create_app
from local.function import CONFIG
from smscode.clock import SystemClock
from smscode.outcome import (
    INVALID_PHONE,
    MISCONFIGURED,
    QUOTA_EXHAUSTED,
    RATE_LIMITED,
    REJECTED,
    UNAVAILABLE,
    UNCERTAIN,
    Kind,
)
from smscode.wiring import wire

#: What the vendor answers, as often as it is asked, and what becomes of it.
REFUSALS: Final[Mapping[str, Kind]] = {
    "isv.MOBILE_NUMBER_ILLEGAL": INVALID_PHONE,
    "isv.BLACK_KEY_CONTROL_LIMIT": REJECTED,
    "isv.BUSINESS_LIMIT_CONTROL": RATE_LIMITED,
    "isv.SMS_TEMPLATE_ILLEGAL": MISCONFIGURED,
    "isv.AMOUNT_NOT_ENOUGH": QUOTA_EXHAUSTED,
    "Throttling.User": UNAVAILABLE,
    "isp.SYSTEM_ERROR": UNCERTAIN,
    "biz.FREQUENCY": RATE_LIMITED,
    "FUNCTION_NOT_OPENED": MISCONFIGURED,
    "Never.Seen": MISCONFIGURED,
    "Success.Somehow": UNCERTAIN,
}
_TIMEOUT: Final = 120.0  # s


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Front:
    """A function that listens, and what can be done with it."""

    def __init__(self, url: str, sandbox: Sandbox) -> None:
        self.url = url
        self.sandbox = sandbox
        self._codes = count(400_000)
        self.client = requests.Session()
        self.client.trust_env = False  # no proxy stands before loopback

    def new_code(self) -> str:
        """Return a code that was not sent before: the same one would be a duplicate."""
        return str(next(self._codes))

    def post(self, path: str, body: bytes, headers: Mapping[str, str | bytes]) -> Answer:
        """Send one request, as it is, to a path with its query."""
        response = self.client.post(
            self.url + path, data=body, headers=dict(headers), timeout=_TIMEOUT
        )
        lower = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, lower, response.content)

    def refuse(self, code: str) -> None:
        """Have the vendor answer the next message with this, and the attempt after it too."""
        self.sandbox.clear()
        for _ in range(2):
            self.sandbox.answer_next(code, "触发分钟级流控Permits:1")


@contextmanager
def fronting(trigger: Trigger, config: Path = CONFIG) -> Iterator[Front]:
    """Run function and sandbox for the length of a `with` block."""
    with running() as sandbox:
        services = dict.fromkeys(("DYSMSAPI_ENDPOINT", "GLOBE_ENDPOINT"), sandbox.endpoint)
        environment = {"CONFIG_URI": f"file:{config}", **services}
        handler = wire(environment, SystemClock(), time.monotonic())
        server = LoopbackServer(create_app(handler, trigger.platform))
        try:
            yield Front(server.endpoint, sandbox)
        finally:
            server.stop()


def sandbox_config(**callers: object) -> dict[str, Any]:
    """Return the sandbox's config, with some callers' entries changed."""
    document: dict[str, Any] = json.loads(CONFIG.read_text(encoding="utf-8"))
    return {**document, "callers": {**document["callers"], **callers}}
