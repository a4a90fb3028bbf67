"""The terminal of the operator who puts a config: what is said, and the question."""

from __future__ import annotations

import sys
from typing import Protocol


class Console(Protocol):
    """Whom the command talks to."""

    def say(self, line: str) -> None:
        """Show *line*."""

    def agrees(self, question: str) -> bool:
        """Return whether *question* is answered with yes."""


class Terminal:
    """Standard output and input."""

    def say(self, line: str) -> None:
        """Print."""
        print(line, flush=True)  # noqa: T201 - a command's own words

    def agrees(self, question: str) -> bool:
        """Ask a person; without one nobody agrees."""
        if not sys.stdin.isatty():
            self.say("This is no terminal to ask on: YES=1 writes without asking.")
            return False
        try:
            return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
        except EOFError:
            return False


class Unattended(Terminal):
    """The same, where the operator has agreed beforehand."""

    def agrees(self, question: str) -> bool:
        """Say so."""
        self.say(f"{question} YES=1.")
        return True
