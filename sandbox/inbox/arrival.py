"""What happens in an inbox: an SMS arrives, or what had arrived is cleared."""

from dataclasses import dataclass

from sandbox.aliyun.journal import Message
from sandbox.inbox.phone import comparable
from sandbox.wire import Request


@dataclass(frozen=True, slots=True)
class Arrival:
    """An SMS, and the request that it came by."""

    number: int
    message: Message
    request: Request

    @property
    def phone(self) -> str:
        """Return the number in the form that numbers are compared in."""
        return comparable(self.message.phone)

    @property
    def code(self) -> str:
        """Return what the person types: templates have that variable, and at most the minutes."""
        return next(value for name, value in self.message.params.items() if name != "min")

    @property
    def parts(self) -> tuple[str, str, str]:
        """Return the text before the code, the code, and the text after it."""
        signed = len(self.message.sign) + len("【】")
        start = self.message.text.index(self.code, signed)
        end = start + len(self.code)
        return self.message.text[:start], self.code, self.message.text[end:]

    @property
    def lang(self) -> str:
        """Return the language that the text, its sign left out, is in: for fonts and voices."""
        text = self.message.text[len(self.message.sign) + len("【】") :]
        return "zh-CN" if any("一" <= character <= "鿿" for character in text) else "en"


@dataclass(frozen=True, slots=True)
class Clearing:
    """The removal of what had arrived before: all of it, or what one number got."""

    number: int
    phone: str = ""

    def removes(self, change: "Change") -> bool:
        """Tell whether a change before it is no longer told."""
        return not self.phone or (isinstance(change, Arrival) and change.phone == self.phone)


Change = Arrival | Clearing
