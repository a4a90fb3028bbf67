"""Plain, readable output: headings, JSON, and an SMS as the recipient's phone shows it."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TextIO
from unicodedata import category, east_asian_width

from aliyun_sms_sandbox.aliyun.delivery import DeliveryState
from aliyun_sms_sandbox.aliyun.journal import Message

_BUBBLE_COLUMNS = 40
#: Categories of what moves the cursor, turns a line round or cannot be seen: whoever sends an SMS
#: could write over the lines above, or change the title of the window.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Terminal:
    """Writes to one stream, in colour only when a person looks at it."""

    stream: TextIO

    def line(self, text: str = "") -> None:
        """Write a line. What the stream cannot encode is shown escaped rather than lost."""
        encoding = self.stream.encoding or "utf-8"
        self.stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        self.stream.flush()

    def heading(self, text: str) -> None:
        """Write a line that stands out."""
        self.line(self._painted("1", text))

    def document(self, document: object) -> None:
        """Write JSON, indented."""
        self.line(json.dumps(document, ensure_ascii=False, indent=2))

    def sms(self, message: Message) -> None:
        """Write one SMS in a speech bubble, below the number that it went to.

        What a terminal would act on is shown escaped.
        """
        sender = f" from {message.sign}" if message.by_globe and message.sign else ""
        self.heading(_shown(f"SMS to {message.phone}{sender}"))
        edge = "─" * (_BUBBLE_COLUMNS + 2)
        self.line(f"  ╭{edge}╮")
        for row in _rows(message.text):
            self.line(f"  │ {self._painted('32', row)}{' ' * (_BUBBLE_COLUMNS - _width(row))} │")
        self.line(f"  ╰{edge}╯")
        facts = map(_shown, message.facts)
        self.line("  " + " · ".join([f"{message.time:%H:%M:%S} UTC", *facts]))
        if message.delivery.state is not DeliveryState.DELIVERED:
            report = message.delivery.code or "no report"
            self.line(self._painted("33", f"  Accepted, but it never reaches the phone: {report}"))

    def _painted(self, style: str, text: str) -> str:
        # https://no-color.org
        if not self.stream.isatty() or "NO_COLOR" in os.environ:
            return text
        return f"\x1b[{style}m{text}\x1b[0m"


def _shown(text: str) -> str:
    return "".join(
        repr(character)[1:-1] if category(character) in _UNSEEN else character for character in text
    )


def _width(text: str) -> int:
    """Count terminal columns: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _rows(text: str) -> Iterator[str]:
    """Yield the rows of a bubble; a line end of the text begins another one."""
    for line in text.replace("\r\n", "\n").split("\n"):
        row = ""
        for character in _shown(line):
            if _width(row + character) > _BUBBLE_COLUMNS:
                yield row
                row = ""
            row += character
        yield row
