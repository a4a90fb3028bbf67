"""An object in the config document, and what in it means nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

# Before the first model is built, for which pydantic would look through the metadata of every
# package for plugins: 15 ms, and foreign code between a secret and its model.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

NonEmpty = Annotated[str, Field(min_length=1)]


def _camel(name: str) -> str:
    """Return *name* as the document writes it; pydantic's own takes four regular expressions."""
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)


class Member(BaseModel):
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
    if isinstance(value, Member):
        yield from value.unknown_members(path)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _unknown_below(item, f"{path}/{index}")
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _unknown_below(item, f"{path}/{name}")
