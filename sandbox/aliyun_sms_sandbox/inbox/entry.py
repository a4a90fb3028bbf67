"""What is in an inbox: SMS, and the sends that came to nothing."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aliyun_sms_sandbox.aliyun import glosses, parameters, vendor
from aliyun_sms_sandbox.aliyun.delivery import DeliveryState
from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.inbox.phone import comparable
from aliyun_sms_sandbox.trouble import Hang, Late, Reply, Reset
from aliyun_sms_sandbox.wire import Request

#: What looks like a code in a text that is the caller's own: digits first, a name may hold some.
_CODES: Final = (
    re.compile(r"(?<![0-9A-Za-z])[0-9]{4,10}(?![0-9A-Za-z])"),
    re.compile(r"(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])[0-9A-Za-z]{4,10}(?![0-9A-Za-z])"),
)
_TO: Final = ("PhoneNumbers", "PhoneNumberJson", "PhoneNumber", "To")
_NAMES: Final = (vendor.MEMBERS, vendor.MEMBERS_ABROAD)


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
    def is_readable(self) -> bool:
        """Whether there is a code that somebody can read."""
        return self.reached_the_phone and bool(self.code)

    @property
    def code(self) -> str:
        """Return what the person types, which is the first value in the text but the minutes.

        Empty where there is none: a notification need not have a value, and a request may give
        more than its template has. In a text without a template it is what looks like a code.
        """
        if self.message.by_globe:
            found = (form.search(self.message.text) for form in _CODES)
            return next((match[0] for match in found if match), "")
        values = (value for name, value in self.message.params.items() if name != "min")
        return next((value for value in values if value in self._unsigned), "")

    @property
    def parts(self) -> tuple[str, str, str]:
        """Return the text before the code, the code, and the text after it."""
        if not self.code:
            return self.message.text, "", ""
        start = len(self.message.text) - len(self._unsigned)
        before, code, after = self._unsigned.partition(self.code)
        return self.message.text[:start] + before, code, after

    @property
    def lang(self) -> str:
        """Return the language that the text, its sign left out, is in: for fonts and voices."""
        return "zh-CN" if glosses.is_chinese(self._unsigned) else "en"

    @property
    def _unsigned(self) -> str:
        return self.message.text.removeprefix(f"【{self.message.sign}】")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request to send, or to do what is not there, that no SMS came of; and what it got."""

    number: int
    request: Request
    reply: Reply

    @property
    def action(self) -> str:
        """Return the action that was asked for."""
        return parameters.action(self.request)

    @property
    def to(self) -> str:
        """Return the number or numbers as the request has them."""
        given = parameters.read(self.request)
        return next((given[name] for name in _TO if given.get(name)), "")

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
            code, words = next(names for names in _NAMES if names[0] in document)
            return str(document[code]), str(document[words])
        except (ValueError, TypeError, LookupError, StopIteration):
            return f"HTTP {answer.status}", ""


Entry = Arrival | Refusal
