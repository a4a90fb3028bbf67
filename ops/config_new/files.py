"""The files that are written: the document, for its owner only, and ``.env``."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

_LINE = re.compile(r"(?P<name>[A-Z][A-Z0-9_]*)=")


def write_for_owner(path: Path, text: str) -> None:
    """Write *text* to *path*, whole or not at all; nobody else can read it."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".config-new-") as folder:
        new = Path(folder, path.name)
        new.touch(mode=0o600)
        new.write_text(text, encoding="utf-8")
        new.replace(path)


def with_settings(text: str, settings: Mapping[str, str]) -> str:
    """Return *text*, lines of ``NAME=value``, in which *settings* have their values."""
    return "".join(_with_settings(text.splitlines(), settings))


def _with_settings(lines: list[str], settings: Mapping[str, str]) -> Iterator[str]:
    missing = dict(settings)
    for line in lines:
        named = _LINE.match(line)
        name = named["name"] if named else ""
        yield f"{name}={missing.pop(name)}\n" if name in missing else f"{line}\n"
    for name, value in missing.items():
        yield f"{name}={value}\n"
