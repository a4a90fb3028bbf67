"""What docs/troubleshooting.md and docs/ops/runbook.md say of an outcome, a code or a reason.

The pages are the one place of that, in both languages. Their tables are compared with the code by
tests/docs, so each outcome, each code of Aliyun's and each reason of a 401 has its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ops.language import Language

_ROOT = Path(__file__).resolve().parents[2]
_DOCS = _ROOT / "docs"
_CODE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\[([^\]]*)\]\(([^()\s]+)\)")


class Advice(NamedTuple):
    """One row: what it means, which may be empty, and what to do."""

    means: str
    todo: str


class _Row(NamedTuple):
    section: str
    cells: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """What stands in code spans of the first cell."""
        return _CODE.findall(self.cells[0])


class Pages:
    """The tables of both pages in one language."""

    def __init__(self, language: Language) -> None:
        suffix = ".zh-CN.md" if language == "zh" else ".md"
        self._troubleshooting = _DOCS / f"troubleshooting{suffix}"
        self._runbook = _DOCS / "ops" / f"runbook{suffix}"
        self._by_name = {name: row for row in _rows(self._troubleshooting) for name in row.names}
        self._causes = list(_rows(self._runbook))

    def of(self, name: str) -> Advice | None:
        """Return the row of an outcome, of a code without its prefix, or of a reason for a 401."""
        row = self._by_name.get(name)
        if row is None:
            return None
        # In the table of codes the outcome stands between.
        means = row.cells[2] if _CODE.fullmatch(row.cells[1]) else row.cells[1]
        return self._advice(self._troubleshooting, means, row)

    def of_reason(self, outcome: str, reason: str) -> Advice | None:
        """Return what the runbook's entry for *outcome* says of *reason*, else its own row."""
        known = self.of(reason)
        entry = (row for row in self._causes if outcome in row.section)
        found = [(len(name), row) for row in entry for name in row.names if name in reason]
        if not found:
            return known
        row = max(found, key=lambda each: each[0])[1]
        return self._advice(self._runbook, "", row)._replace(means=known.means if known else "")

    @staticmethod
    def _advice(page: Path, means: str, row: _Row) -> Advice:
        return Advice(_plain(means, page), _plain(row.cells[-1], page))


def _rows(page: Path) -> Iterator[_Row]:
    section = ""
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            section = line.lstrip("# ")
        elif line.startswith("|"):
            yield _Row(section, tuple(cell.strip() for cell in line[1:-1].split("|")))


def _plain(text: str, page: Path) -> str:
    """Return *text* for a terminal: without marks, a link as its words and where it leads."""

    def place(link: re.Match[str]) -> str:
        path, anchor, name = link[2].partition("#")
        there = link[2]
        if "://" not in link[2]:
            target = (page.parent / path).resolve() if path else page
            there = f"{target.relative_to(_ROOT).as_posix()}{anchor}{name}"
        return f"{link[1]} ({there})"

    return _LINK.sub(place, text).replace("`", "")
