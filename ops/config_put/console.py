"""The operator's terminal: shows lines, and asks one question."""

from __future__ import annotations

import sys
from typing import Protocol


class Console(Protocol):
    """The operator, as the command sees them."""

    def say(self, line: str) -> None:
        """Show *line*."""

    def agrees(self, question: str) -> bool:
        """Return whether the operator answers *question* with yes."""


class Terminal:
    """Standard output and input."""

    def say(self, line: str) -> None:
        """Print *line*."""
        print(line, flush=True)  # noqa: T201 - a command's own words

    def agrees(self, question: str) -> bool:
        """Return whether a person answers yes; False if there is no terminal to ask on."""
        if not sys.stdin.isatty():
            self.say("There is no terminal to ask on: YES=1 writes without asking.")
            return False
        try:
            return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
        except EOFError:
            return False


class Unattended(Terminal):
    """Standard output, where the operator has agreed beforehand."""

    def agrees(self, question: str) -> bool:
        """Print *question* with its answer, and return True."""
        self.say(f"{question} YES=1.")
        return True
