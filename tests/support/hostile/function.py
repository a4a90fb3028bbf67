"""The function wired to a sandbox, and what came of one call of it."""

import io
import json
import sys
import time
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final, TypeAlias

from aliyun_sms_sandbox.aliyun.server import Sandbox
from smscode.app import App
from smscode.clock import Clock, SystemClock
from smscode.wiring import wire
from support.hostile.envelopes import TOKEN

KEY: Final = {
    "accessKeyId": "sandbox-access-key-id",
    "accessKeySecret": "sandbox-access-key-secret",
}
CONFIG: Final = {
    **KEY,
    "signName": "速通科技",
    "templates": [{"usageType": "Generic", "templateCode": "SMS_1000004"}],
    "callers": {"generic": {"tokens": ["another-token-that-is-good-too", TOKEN]}},
}
NO_CONTEXT: Final = SimpleNamespace()
#: Status, outcome, requests and messages that left, and whether log line and document agree.
Seen: TypeAlias = tuple[int, str, int, int, bool]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller sees, what the operator sees, and what reached the vendor.

    Attributes:
        status: The HTTP status, or the one in the document of a direct invocation.
        document: The JSON document; None where the caller is told something else.
        code: The outcome in the log line; empty for the health check, which leaves none.
        request_id: The request id in the log line.
        caller: Whose dialect it was taken for, as the log line has it; empty for nobody's.
        reason: Why, in the log line.
        reached: Requests that arrived at the vendor.
        messages: Messages that the vendor accepted.
    """

    status: int
    document: Mapping[str, object] | None
    code: str
    request_id: str
    caller: str
    reason: str
    reached: int
    messages: int

    @property
    def tells_the_same(self) -> bool:
        """Whether the document has the outcome and the request id of the log line."""
        told = self.document or {}
        return (told.get("code"), told.get("requestId")) == (self.code, self.request_id)

    @property
    def seen(self) -> Seen:
        """What every refusal is judged by; a table's are compared at once."""
        traceable = bool(self.request_id) and self.tells_the_same
        return self.status, self.code, self.reached, self.messages, traceable


def refused(status: int, code: str) -> Seen:
    """Return what is seen of a refusal: it has left a request id, and sent nothing."""
    return status, code, 0, 0, True


class Function:
    """One instance of the function; what it sends goes to *sandbox*."""

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        environment: Mapping[str, str] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._sandbox = sandbox
        given = environment_for(sandbox.endpoint) if environment is None else environment
        self._app: App = wire(given, clock or SystemClock(), time.monotonic())

    def call(self, event: object, context: object = NO_CONTEXT) -> Answer:
        """Call the handler as a runtime does, which turns its reply into JSON."""
        self._sandbox.clear()
        # As strict as the clouds' own: a StringIO would take what no pipe can carry.
        stdout = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        with redirect_stdout(stdout):
            reply = self._app(event, context)
        output = stdout.buffer.getvalue().decode()
        sys.stdout.write(output)
        line = _call_line(output)
        status, document = _opened(json.loads(json.dumps(reply, ensure_ascii=False).encode()))
        return Answer(
            status=status,
            document=document,
            code=line.get("outcome", ""),
            request_id=line.get("requestId", ""),
            caller=line.get("caller", ""),
            reason=line.get("reason", ""),
            reached=len(self._sandbox.requests),
            messages=len(self._sandbox.messages),
        )


def _call_line(output: str) -> dict[str, str]:
    """Return the one line that a call leaves; what the last resort says is `misconfigured`."""
    lines = [json.loads(line) for line in output.splitlines()]
    calls = [line for line in lines if line["event"] in ("call", "failed")]
    assert len(calls) <= 1
    return {"outcome": "misconfigured", **calls[0]} if calls else {}


def environment_for(endpoint: str, config: Mapping[str, object] = CONFIG) -> dict[str, str]:
    """Return what the operator of this function has set."""
    return {
        "CONFIG_URI": "env:CONFIG",
        "CONFIG": json.dumps(config),
        "DYSMSAPI_ENDPOINT": endpoint,
        "GLOBE_ENDPOINT": endpoint,
    }


def _opened(reply: dict[str, Any]) -> tuple[int, dict[str, Any] | None]:
    """Return status and document; an HTTP reply must be one that a gateway takes."""
    if "statusCode" not in reply:
        return reply.get("status", 200), reply
    assert all(value.isprintable() for value in _header_values(reply))
    status: int = reply["statusCode"]
    try:
        document = json.loads(reply["body"])
    except ValueError:
        return status, None
    return status, document if isinstance(document, dict) else None


def _header_values(reply: dict[str, Any]) -> list[str]:
    lists = reply.get("multiValueHeaders", {}).values()
    return [*reply.get("headers", {}).values(), *(value for values in lists for value in values)]
