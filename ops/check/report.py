"""Reports the findings of a check: for a terminal, as JSON, and as an exit status."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from enum import IntEnum
from typing import TextIO
from unicodedata import east_asian_width

from ops.check.finding import Finding, Level
from ops.language import Language, in_language
from smscode.outcome import Text

_STYLES = {
    Level.OK: "32",
    Level.NOTE: "36",
    Level.WARNING: "33",
    Level.UNCHECKED: "35",
    Level.ERROR: "31",
}
_WORDS = {
    Level.OK: Text("ok", "通过"),
    Level.NOTE: Text("note", "提示"),
    Level.WARNING: Text("warning", "警告"),
    Level.UNCHECKED: Text("unchecked", "未能检查"),
    Level.ERROR: Text("error", "错误"),
}


_COUNTABLE = ("note", "warning", "error")
_COLUMN = 11


class Status(IntEnum):
    """The exit status. 2 is argparse's own, for a command that is not valid."""

    #: Nothing needs to be done.
    READY = 0
    #: There is an error or, with ``--strict``, a warning.
    FAULTS = 1
    #: No fault was found, but not everything could be checked.
    UNCHECKED = 3


def status_of(findings: Iterable[Finding], faults: frozenset[Level]) -> Status:
    """Return the status of *findings*, of which those of the levels *faults* are faults."""
    levels = {finding.kind.level for finding in findings}
    if levels & faults:
        return Status.FAULTS
    return Status.UNCHECKED if Level.UNCHECKED in levels else Status.READY


def as_json(findings: Iterable[Finding], status: Status, language: Language) -> str:
    """Return the whole report as one JSON document."""
    findings = list(findings)
    counts = Counter(finding.kind.level for finding in findings)
    document = {
        "status": status.name.lower(),
        "exitStatus": int(status),
        "counts": {level.value: counts[level] for level in Level},
        "findings": [_document(finding, language) for finding in findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _document(finding: Finding, language: Language) -> dict[str, object]:
    todo = finding.todo(language)
    return {
        "id": finding.kind.id,
        "level": finding.kind.level.value,
        "subject": finding.subject,
        "message": finding.message(language),
        **({"todo": todo} if todo else {}),
    }


class Lines:
    """Writes findings to a stream as they come, in colour only if it is a terminal."""

    def __init__(self, stream: TextIO, language: Language) -> None:
        self._stream = stream
        self._language = language
        # https://no-color.org
        self._in_colour = stream.isatty() and "NO_COLOR" not in os.environ

    def write(self, finding: Finding) -> None:
        """Write one finding: its message, and below it what can be done."""
        level = finding.kind.level
        word = self._text(_WORDS[level])
        word = self._painted(level, word) + " " * (_COLUMN - _width(word))
        message = _printable(f"{finding.subject}: {finding.message(self._language)}")
        self._line(f"{word}{message} [{finding.kind.id}]")
        todo = finding.todo(self._language)
        if todo:
            self._line(f"{'':<{_COLUMN}}-> {todo}")

    def close(self, findings: Iterable[Finding]) -> None:
        """Write the number of findings of each level."""
        counts = Counter(finding.kind.level for finding in findings)
        self._line("")
        self._line(", ".join(self._counted(counts[each], each) for each in Level if counts[each]))

    def _counted(self, number: int, level: Level) -> str:
        word = self._text(_WORDS[level])
        return f"{number} {word}s" if word in _COUNTABLE and number > 1 else f"{number} {word}"

    def _text(self, text: Text) -> str:
        return in_language(self._language, text)

    def _painted(self, level: Level, text: str) -> str:
        return f"\x1b[{_STYLES[level]}m{text}\x1b[0m" if self._in_colour else text

    def _line(self, text: str) -> None:
        """Write a line; characters that the stream cannot encode are escaped."""
        encoding = self._stream.encoding or "utf-8"
        self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        self._stream.flush()


def _printable(text: str) -> str:
    """Return *text* without control characters: others typed the names in it."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _width(text: str) -> int:
    """Count terminal columns: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
