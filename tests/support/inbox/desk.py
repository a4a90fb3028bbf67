"""An inbox in this process, with a sandbox that it hears and a function behind its form."""

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from itertools import count
from typing import Any

from aliyun_sms_sandbox.aliyun import catalogue
from aliyun_sms_sandbox.aliyun.account import Account
from aliyun_sms_sandbox.aliyun.flow_control import UNLIMITED, FlowLimits
from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.inbox.box import Box
from aliyun_sms_sandbox.inbox.front import Front
from aliyun_sms_sandbox.inbox.pages import Surroundings
from aliyun_sms_sandbox.inbox.server import Inbox
from aliyun_sms_sandbox.loopback import LoopbackServer
from aliyun_sms_sandbox.wire import Request
from local.clouds import trigger
from local.clouds.trigger import Trigger

TOKEN = "token-of-the-test"
PHONE = "13800138000"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over the wire."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        """Return the body's JSON."""
        return json.loads(self.body)


def ask(address: str, method: str, target: str, body: str = "", **headers: str) -> Answer:
    """Send one request to host and port; a header's name is written with underscores."""
    connection = http.client.HTTPConnection(address, timeout=60)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, target, body.encode() or None, named)
        response = connection.getresponse()
        text = response.read().decode()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, text)
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts, and what the function was called with."""

    box: Box
    sandbox: Sandbox
    inbox: Inbox
    front: Front
    calls: list[Any] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Return host and port."""
        return self.inbox.endpoint.removeprefix("http://")

    def ask(self, method: str, target: str, body: str = "", **headers: str) -> Answer:
        """Send one request; a header's name is written with underscores."""
        return ask(self.address, method, target, body, **headers)

    def deliver(self, phone: str = PHONE, code: str = "123456", **changes: str) -> str:
        """Let an SMS arrive, without Aliyun, and return its BizId."""
        message = sms(phone, code, **changes)
        self.box.hear(Request("POST", "/", "PhoneNumbers=1%2B2&TemplateCode=SMS_1", {"host": "a"}))
        self.box.deliver(message)
        return message.biz_id


def sms(
    phone: str = PHONE, code: str = "123456", sign: str = "速通科技", text: str = "您的验证码为{}"
) -> Message:
    """Return an SMS."""
    biz_id = f"{next(_numbers)}^0"
    body, now = f"【{sign}】{text.format(code)}", datetime.now(timezone.utc)
    return Message(phone, sign, "SMS_1", {"code": code}, body, None, biz_id, now)


@contextmanager
def desk(
    reply: object = None,
    *,
    with_function: bool = True,
    flow: FlowLimits = UNLIMITED,
    box: Box | None = None,
) -> Iterator[Desk]:
    """Run all of it around *box*; the function answers everything with *reply*."""
    calls: list[Any] = []

    def handler(event: Any, _context: object) -> object:  # noqa: ANN401 - JSON
        calls.append(json.loads(event))
        return reply

    box = box or Box()
    owned = replace(catalogue.load(), flow_limits=flow)
    sandbox = Sandbox(Account.of(owned), box.journal())
    function = LoopbackServer(trigger.create_app(handler, Trigger.FC.platform))
    front = Front(f"{function.endpoint}/", TOKEN, ("SignIn", "Register"))
    key = owned.access_keys["sandbox-access-key-id"]
    around = Surroundings(sandbox.endpoint, key, owned, front if with_function else None)
    inbox = Inbox(box, sandbox, around)
    try:
        yield Desk(box, sandbox, inbox, front, calls)
    finally:
        for part in (inbox, function, sandbox):
            part.stop()
