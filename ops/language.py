"""The language of a command's messages: English, or Chinese where the operator's locale is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from smscode.outcome import Text

Language = Literal["en", "zh"]


def language_of(environment: Mapping[str, str]) -> Language:
    """Return the language of messages, in POSIX's order of variables."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environment[name] for name in names if environment.get(name)), "")
    return "zh" if locale.startswith("zh") else "en"


def counted(number: int, singular: str, chinese: str) -> Text:
    """Return *number* with what is counted; *chinese* begins with its measure word."""
    plural = "" if number == 1 else "s"
    return Text(f"{number} {singular}{plural}", f"{number} {chinese}")


def in_language(language: Language, text: Text) -> str:
    """Return *text* in *language*."""
    return text.chinese if language == "zh" else text.english
