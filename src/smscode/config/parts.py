"""Building blocks of the config document: field types, the base model, and unknown members."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, Strict

# This comes before the first model is built. Pydantic would search the metadata of every package
# for plug-ins, which costs time on a cold start and puts foreign code between a secret and its
# model.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

#: The prefix of union tags, which are no part of a pointer, see :mod:`smscode.config.errors`.
TAG = "~"
_ASCII = re.compile(r"[!-~]*")
# Control and format characters such as U+200B, surrogates, and line and paragraph separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Characters that are drawn as nothing, though their category is letter, mark or symbol.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SELECTORS = range(0xFE00, 0xFE10)  # variation selectors


def _visible(text: str) -> str:
    """Refuse characters that a person cannot see but that the vendor compares."""
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
    """Refuse characters that no header can hold: writing the request would fail."""
    if not _ASCII.fullmatch(secret.get_secret_value()):
        raise ValueError("must be printable ASCII characters without spaces")
    return secret


def _typed(secret: SecretStr) -> SecretStr:
    """Refuse a password that nobody can have typed; spaces inside it are allowed."""
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
    """Return *name* in camel case; pydantic's own function runs four regular expressions."""
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)


class ConfigModel(BaseModel):
    """An object in the document: frozen, and tolerant of unknown members, which its repr omits."""

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        alias_generator=_camel,
        hide_input_in_errors=True,
        defer_build=True,  # only the document as a whole is validated
    )

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Yield the known members: an unknown one may be a secret whose name is misspelt."""
        return ((name, getattr(self, name)) for name in type(self).model_fields)

    def unknown_members(self, path: str = "") -> Iterator[str]:
        """Yield the JSON Pointer of every unknown member."""
        yield from (f"{path}/{_escaped(name)}" for name in self.model_extra or {})
        for name, field in type(self).model_fields.items():
            yield from unknown_below(getattr(self, name), f"{path}/{field.alias or name}")


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def unknown_below(value: object, path: str) -> Iterator[str]:
    """Yield the JSON Pointer of every unknown member of the objects in *value*, at *path*."""
    if isinstance(value, ConfigModel):
        yield from value.unknown_members(path)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from unknown_below(item, f"{path}/{index}")
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from unknown_below(item, f"{path}/{name}")
