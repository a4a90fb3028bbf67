"""An object in the config document, what its parts are made of, and what in it means nothing."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, Strict

# Before the first model is built, for which pydantic would look through the metadata of every
# package for plug-ins: time on a cold start, and foreign code between a secret and its model.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

#: What a tag of a union begins with: it is no part of a pointer, see :mod:`smscode.config.errors`.
TAG = "~"
_ASCII = re.compile(r"[!-~]*")
# Control characters, formats such as U+200B, half characters, and separators of lines.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# What is drawn as nothing, though its category is that of letters, marks or symbols.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SELECTORS = range(0xFE00, 0xFE10)  # of a glyph's variant


def _visible(text: str) -> str:
    """Refuse what a person does not see, and the vendor compares."""
    if text != text.strip():
        raise ValueError("must not begin or end with white space")
    hidden = next(filter(_is_invisible, text), None)
    if hidden is not None:
        raise ValueError(f"must have no invisible character (U+{ord(hidden):04X})")
    return text


def _is_invisible(character: str) -> bool:
    is_blank = character in _BLANK or ord(character) in _SELECTORS
    return is_blank or unicodedata.category(character) in _INVISIBLE


def printable(secret: SecretStr) -> SecretStr:
    """Refuse what no header can hold: the call would fail when it is written."""
    if not _ASCII.fullmatch(secret.get_secret_value()):
        raise ValueError("must be printable ASCII characters without spaces")
    return secret


def _typed(secret: SecretStr) -> SecretStr:
    """Refuse a password that nobody can have typed; spaces inside are one's own."""
    _visible(secret.get_secret_value())
    return secret


Visible = Annotated[str, Field(min_length=1), AfterValidator(_visible)]
Secret = Annotated[SecretStr, Field(min_length=1), AfterValidator(printable)]
Password = Annotated[SecretStr, Field(min_length=1), AfterValidator(_typed)]
Flag = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(ge=1)]
CountOrNone = Annotated[int, Strict(), Field(ge=0)]
Locale = Annotated[str, Field(max_length=100), AfterValidator(_visible)]


def _camel(name: str) -> str:
    """Return *name* as the document writes it; pydantic's own takes four regular expressions."""
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)


class ConfigModel(BaseModel):
    """An object in the document: frozen, tolerant of members it does not know, silent in repr."""

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        alias_generator=_camel,
        hide_input_in_errors=True,
        defer_build=True,  # only the document as a whole validates
    )

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Show the members that are known; what is unknown may be a secret with a typing error."""
        return ((name, getattr(self, name)) for name in type(self).model_fields)

    def unknown_members(self, path: str = "") -> Iterator[str]:
        """Yield the JSON Pointer of every member that has no meaning."""
        yield from (f"{path}/{_escaped(name)}" for name in self.model_extra or {})
        for name, field in type(self).model_fields.items():
            yield from _unknown_below(getattr(self, name), f"{path}/{field.alias or name}")


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _unknown_below(value: object, path: str) -> Iterator[str]:
    if isinstance(value, ConfigModel):
        yield from value.unknown_members(path)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _unknown_below(item, f"{path}/{index}")
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _unknown_below(item, f"{path}/{name}")
