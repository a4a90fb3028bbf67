"""What is in an inbox: SMS, and the sends that came to nothing."""

import json
from dataclasses import dataclass
from datetime import datetime

from sandbox.aliyun import parameters
from sandbox.aliyun.delivery import DeliveryState
from sandbox.aliyun.journal import Message
from sandbox.inbox.phone import comparable
from sandbox.trouble import Hang, Late, Reply, Reset
from sandbox.wire import Request


@dataclass(frozen=True, slots=True)
class Arrival:
    """An SMS that was accepted, and the request that it came by."""

    number: int
    message: Message
    request: Request

    @property
    def phone(self) -> str:
        """Return the number in the form that numbers are compared in."""
        return comparable(self.message.phone)

    @property
    def reached_the_phone(self) -> bool:
        """Whether somebody can read it."""
        return self.message.delivery.state is DeliveryState.DELIVERED

    @property
    def code(self) -> str:
        """Return what the person types, which is the first value in the text but the minutes.

        Empty where there is none: a notification need not have a value, and a request may give
        more than its template has.
        """
        values = (value for name, value in self.message.params.items() if name != "min")
        return next((value for value in values if value in self._unsigned), "")

    @property
    def parts(self) -> tuple[str, str, str]:
        """Return the text before the code, the code, and the text after it."""
        if not self.code:
            return self.message.text, "", ""
        before, code, after = self._unsigned.partition(self.code)
        return f"【{self.message.sign}】{before}", code, after

    @property
    def lang(self) -> str:
        """Return the language that the text, its sign left out, is in: for fonts and voices."""
        is_chinese = any("一" <= character <= "鿿" for character in self._unsigned)
        return "zh-CN" if is_chinese else "en"

    @property
    def _unsigned(self) -> str:
        return self.message.text[len(self.message.sign) + len("【】") :]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request to send that no SMS came of, and what it got instead."""

    number: int
    request: Request
    reply: Reply

    @property
    def to(self) -> str:
        """Return the number or numbers as the request has them."""
        given = parameters.read(self.request)
        return given.get("PhoneNumbers") or given.get("PhoneNumber") or ""

    @property
    def phone(self) -> str:
        """Return the number in the form that numbers are compared in."""
        return comparable(self.to)

    @property
    def time(self) -> datetime:
        """Return when it came."""
        return self.request.received_at

    @property
    def reason(self) -> tuple[str, str]:
        """Return the vendor's code and words; of what says neither, what a client sees of it."""
        if isinstance(self.reply, Hang):
            return "hang", ""
        if isinstance(self.reply, Reset):
            return "reset", ""
        answer = self.reply.answer if isinstance(self.reply, Late) else self.reply
        try:
            document = json.loads(answer.body)
            return str(document["Code"]), str(document["Message"])
        except (ValueError, TypeError, LookupError):
            return f"HTTP {answer.status}", ""


Entry = Arrival | Refusal
