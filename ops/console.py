"""The operator's terminal: shows sentences in their language, and takes their answers."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from typing import Protocol

from ops.language import Language, in_language
from smscode.outcome import Text


class Console(Protocol):
    """The operator, as a command sees them."""

    @property
    def has_person(self) -> bool:
        """Whether somebody is there to answer."""

    def say(self, text: Text) -> None:
        """Show *text*."""

    def ask(self, question: Text) -> str:
        """Show *question* and return the answer."""

    def ask_secret(self, question: Text) -> str:
        """Show *question* and return the answer, which is not shown."""


class Terminal:
    """Standard output, and the person at standard input if it is a terminal."""

    def __init__(self, language: Language) -> None:
        self._language = language

    @property
    def has_person(self) -> bool:
        """Whether standard input is a terminal."""
        return sys.stdin.isatty()

    def say(self, text: Text) -> None:
        """Print *text*."""
        print(in_language(self._language, text), flush=True)  # noqa: T201 - a command's own words

    def ask(self, question: Text) -> str:
        """Print *question* and return what is typed."""
        return self._typed(input, question)

    def ask_secret(self, question: Text) -> str:
        """Do so without showing it."""
        return self._typed(getpass.getpass, question)

    def _typed(self, prompt: Callable[[str], str], question: Text) -> str:
        try:
            return prompt(in_language(self._language, question)).strip()
        except EOFError:
            raise KeyboardInterrupt from None  # whoever ends the input wants to leave, as by Ctrl-C
