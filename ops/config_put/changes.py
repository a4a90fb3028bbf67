"""Changes between two documents: where they are, never their values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from ops.language import counted
from smscode.outcome import Text


@dataclass(frozen=True, slots=True)
class Change:
    """One member that is added (``+``), removed (``-``) or changed (``~``).

    Attributes:
        mark: ``+``, ``-`` or ``~``.
        path: Its JSON Pointer (RFC 6901), safe for a terminal.
        note: For a list, the number of items.
    """

    mark: str
    path: str
    note: Text | None = None

    def told(self) -> Text:
        """Return the line that shows the change."""
        line = f"{self.mark} {self.path}"
        if self.note is None:
            return Text(line, line)
        return Text(f"{line}  ({self.note.english})", f"{line}  （{self.note.chinese}）")


def changes(before: object, after: object, path: str = "") -> Iterator[Change]:
    """Yield the changes from *before* to *after*, which are parsed JSON."""
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


def _items(before: list[object], after: list[object]) -> Text:
    old, new = len(before), len(after)
    if old != new:
        return Text(*(f"{old} -> {items}" for items in counted(new, "item", "项")))
    different = sum(not _same(*pair) for pair in zip(before, after, strict=True))
    items = counted(new, "item", "项")
    return Text(f"{different} of {items.english}", f"共 {items.chinese}，变更 {different} 项")


def _count(value: object) -> Text | None:
    if not isinstance(value, list):
        return None
    return counted(len(value), "item", "项")


def _same(one: object, other: object) -> bool:
    """Return whether both are the same JSON; in Python, ``1`` equals ``True``."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _escaped(name: str) -> str:
    """Return *name* escaped for a JSON Pointer, and for a terminal."""
    return json.dumps(name)[1:-1].replace("~", "~0").replace("/", "~1")
