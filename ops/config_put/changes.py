"""The changes between two documents: where they are, never what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One member that is added (``+``), taken away (``-``) or changed (``~``).

    Attributes:
        path: Its JSON Pointer (RFC 6901), safe for a terminal.
        note: How many items, for a list.
    """

    mark: str
    path: str
    note: str = ""

    def __str__(self) -> str:
        """Return the line that shows it."""
        return f"{self.mark} {self.path}{f'  ({self.note})' if self.note else ''}"


def changes(before: object, after: object, path: str = "") -> Iterator[Change]:
    """Yield what is not the same in *after* as in *before*, both as JSON has them."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [*after, *(name for name in before if name not in after)]:
            yield from _member(before, after, name, f"{path}/{_escaped(name)}")
    elif isinstance(before, list) and isinstance(after, list):
        if not _same(before, after):
            yield Change("~", path or "/", _items(before, after))
    elif not _same(before, after):
        yield Change("~", path or "/")


def _member(
    before: dict[str, object], after: dict[str, object], name: str, path: str
) -> Iterator[Change]:
    if name not in before:
        yield Change("+", path, _count(after[name]))
    elif name not in after:
        yield Change("-", path, _count(before[name]))
    else:
        yield from changes(before[name], after[name], path)


def _items(before: list[object], after: list[object]) -> str:
    if len(before) != len(after):
        return f"{len(before)} -> {len(after)} items"
    different = sum(not _same(*pair) for pair in zip(before, after, strict=True))
    return f"{different} of {len(after)} items"


def _count(value: object) -> str:
    if not isinstance(value, list):
        return ""
    return "1 item" if len(value) == 1 else f"{len(value)} items"


def _same(one: object, other: object) -> bool:
    """Return whether both are the same JSON: for Python, ``1`` is ``true``."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _escaped(name: str) -> str:
    """Return *name* as a pointer has it, without what a terminal would act on."""
    return json.dumps(name)[1:-1].replace("~", "~0").replace("/", "~1")
