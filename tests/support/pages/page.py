"""One Markdown page: its sections, code blocks, tables, links and names in code spans."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from support.paths import ROOT

_HEADING: Final = re.compile(r"(#+) (.+)")
_RULE: Final = re.compile(r"\|[-:| ]+\|")
_LINK: Final = re.compile(r"\]\(([^()\s]+)\)")
_SPAN: Final = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of code."""

    language: str
    text: str


@dataclass(slots=True)
class Section:
    """What stands between one heading and the next one of any level."""

    level: int
    title: str
    prose: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return heading and prose, tables included, blocks left out."""
        return "\n".join([self.title, *self.prose])

    @property
    def links(self) -> list[str]:
        """Return where its links lead, as they are written."""
        return _LINK.findall(_SPAN.sub("", self.text))

    @property
    def names(self) -> list[str]:
        """Return what stands in code spans, tables left out."""
        lines = (line for line in self.prose if not line.startswith("|"))
        return spans(" ".join([self.title, *lines]))


def spans(text: str) -> list[str]:
    """Return what stands in code spans of *text*."""
    return [re.sub(r"\s+", " ", name) for name in _SPAN.findall(text)]


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and where it is."""

    path: Path
    sections: tuple[Section, ...]

    @property
    def name(self) -> str:
        """Return the path below the root."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def anchors(self) -> list[str]:
        """Return the anchor of each heading, in order, as GitHub makes them."""
        seen: dict[str, int] = {}
        found = []
        for section in self.sections[1:]:
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", section.title)
            slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
            count = seen[slug] = seen.get(slug, -1) + 1
            found.append(f"{slug}-{count}" if count else slug)
        return found

    def section(self, title: str) -> Section:
        """Return the section with this title."""
        (found,) = (section for section in self.sections if section.title == title)
        return found

    def blocks(self, language: str) -> list[str]:
        """Return the text of each block in one language."""
        return [b.text for s in self.sections for b in s.blocks if b.language == language]


@cache
def read(path: Path) -> Page:
    """Return the page at *path*; before its first heading is a section without a title."""
    sections = [Section(0, "")]
    lines = iter(path.read_text(encoding="utf-8").splitlines())
    in_table = False
    for line in lines:
        heading = _HEADING.fullmatch(line)
        if line.startswith("```"):
            sections[-1].blocks.append(Block(line[3:].strip(), _fenced(lines)))
        elif heading:
            sections.append(Section(len(heading[1]), heading[2]))
        else:
            sections[-1].prose.append(line)
        if line.startswith("|") and not _RULE.fullmatch(line):
            if not in_table:
                sections[-1].tables.append([])
            sections[-1].tables[-1].append(_cells(line))
        in_table = line.startswith("|")
    return Page(path, tuple(sections))


def _fenced(lines: Iterator[str]) -> str:
    return "\n".join(iter(lambda: next(lines), "```"))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip()[1:-1].split("|")]


def every_page() -> list[Page]:
    """Return every page of the repository that a reader may come to."""
    paths = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return [read(path) for path in sorted(paths)]


def english_pages() -> list[Page]:
    """Return the pages that are not a translation."""
    return [page for page in every_page() if not page.name.endswith(".zh-CN.md")]


def in_chinese(page: Page) -> Path:
    """Return where the same page in Chinese would be."""
    return page.path.with_name(f"{page.path.stem}.zh-CN.md")
