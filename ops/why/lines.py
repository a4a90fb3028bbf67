"""The function's log lines in whatever they were exported to, and those that a question is about.

An export is read for the JSON objects in it, wherever they stand:

- our lines as they are, with any prefix, and over several lines (``sam logs`` indents them);
- ``s logs``, which puts instance and time before a line and paints words such as ``error``
  (github.com/devsapp/fc3, src/subCommands/logs);
- JSON with a line as text or as an object in some member: ``message`` of Log Service,
  ``events[].message`` of CloudWatch's FilterLogEvents, ``@message`` of Logs Insights;
- CSV of both consoles, which doubles the quotes of a cell (RFC 4180).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

Line: TypeAlias = Mapping[str, object]

_EVENTS = ("call", "receipt", "failed")
_PAINT = re.compile(r"\x1b\[[0-9;]*m")
_IN_CSV = '{""'
_SHOWN_DIGITS = 4  # what smscode.phone.masked leaves of a number
_object_at = json.JSONDecoder().raw_decode


def lines_in(text: str) -> list[Line]:
    """Return the function's lines in *text* that are about calls and SMS, by time, each once."""
    lines = {json.dumps(line, sort_keys=True): line for line in _in_text(text)}
    return sorted(lines.values(), key=lambda line: member(line, "time"))


def member(line: Line, name: str) -> str:
    """Return the member *name* of *line* as text; empty if it has none."""
    value = line.get(name)
    return "" if value is None else str(value)


def _in_text(text: str) -> Iterator[Line]:
    text = _PAINT.sub("", text)
    if _IN_CSV in text:
        text = text.replace('""', '"')
    place = text.find("{")
    while place >= 0:
        try:
            value, end = _object_at(text, place)
            yield from list(_in_value(value))
        except (ValueError, RecursionError):
            end = place + 1  # a brace of somebody else's
        place = text.find("{", end)


def _in_value(value: object) -> Iterator[Line]:
    if isinstance(value, dict) and value.get("event") in _EVENTS and "requestId" in value:
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _in_value(part)
    elif isinstance(value, str):
        yield from _in_text(value)


class Question(NamedTuple):
    """What is looked for.

    Attributes:
        member: The member of a line: ``requestId``, ``bizId`` or ``phone``.
        value: What it is; of a ``phone`` its last digits.
    """

    member: str
    value: str

    @classmethod
    def about(cls, member: str, value: str) -> Question:
        """Return the question; of a number, whole or not, only what a line can show is kept."""
        if member != "phone":
            return cls(member, value.strip())
        return cls(member, "".join(filter(str.isdigit, value))[-_SHOWN_DIGITS:])

    def answered_by(self, lines: Sequence[Line]) -> list[Line]:
        """Return the lines that it is about, and those of the same SMS: its send, its reports."""
        found = [line for line in lines if self._fits(line)]
        sms = {member(line, "bizId") for line in found} - {""}
        return [line for line in lines if line in found or member(line, "bizId") in sms]

    def _fits(self, line: Line) -> bool:
        value = member(line, self.member)
        return value.endswith(self.value) if self.member == "phone" else value == self.value
