"""Every page that has a Chinese twin says the same in it: sections, commands, tables and links.

What fails names the section and what is missing in which of the two: it is what to translate.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import pytest

from support.pages.page import Page, Section, english_pages, in_chinese, read, spans

PAIRS: Final = [
    pytest.param(page, read(in_chinese(page)), id=page.name)
    for page in english_pages()
    if in_chinese(page).exists()
]
#: Pages that a Chinese reader needs in Chinese.
IN_BOTH: Final = {
    "README.md",
    "docs/aliyun-setup.md",
    "docs/architecture.md",
    "docs/check.md",
    "docs/deploy-aws.md",
    "docs/deploy-fc.md",
    "docs/ops/runbook.md",
    "docs/performance.md",
    "docs/receipts.md",
    "docs/sandbox.md",
    "docs/security.md",
    "docs/troubleshooting.md",
}
each_pair = pytest.mark.parametrize(("english", "chinese"), PAIRS)


def paired(english: Page, chinese: Page) -> Iterator[tuple[Section, Section]]:
    """Yield the sections of both, side by side; ends where one of them ends."""
    yield from zip(english.sections, chinese.sections, strict=False)


def differences(mine: Section, english: list[str], chinese: list[str]) -> list[str]:
    """Return what either list has more often than the other."""
    theirs, ours = Counter(english), Counter(chinese)
    lacks = [f"'{mine.title}': Chinese lacks {each}" for each in (theirs - ours).elements()]
    extra = [f"'{mine.title}': only Chinese has {each}" for each in (ours - theirs).elements()]
    return lacks + extra


def listed(found: list[str]) -> str:
    """Return all that is out of step, one a line, which pytest would cut short."""
    return "\n" + "\n".join(found)


def place(page: Page, link: str) -> str:
    """Return where *link* leads, in whichever language: a host, or a page and its nth heading."""
    if "://" in link:
        return urlsplit(link).netloc
    target, _, anchor = link.partition("#")
    path = (page.path.parent / target).resolve() if target else page.path
    there = read(path).anchors if anchor and path.exists() else []
    which = f" heading {there.index(anchor)}" if anchor in there else ""
    return f"{path.name.replace('.zh-CN.md', '.md')}{which}"


def test_the_key_pages_are_in_both_languages() -> None:
    """None of them lost its Chinese twin."""
    assert IN_BOTH - {pair.id for pair in PAIRS} == set()


@each_pair
def test_headings(english: Page, chinese: Page) -> None:
    """Both have sections of the same levels in the same order."""
    rows = [
        f"{'#' * theirs.level} {theirs.title} | {'#' * ours.level} {ours.title}"
        for theirs, ours in paired(english, chinese)
        if theirs.level != ours.level
    ]
    assert rows == [], listed(rows)
    longer = max(english, chinese, key=lambda page: len(page.sections))
    shorter = min(len(english.sections), len(chinese.sections))
    assert [section.title for section in longer.sections[shorter:]] == []


def comparable(language: str, text: str) -> str:
    """Return a block without the remarks behind its commands, which are translated."""
    if language != "console":
        return f"{language}: {text}"
    return f"{language}: " + re.sub(r" +# .*$", "", text, flags=re.MULTILINE)


@each_pair
def test_commands_and_samples(english: Page, chinese: Page) -> None:
    """Both show the same code, in the same sections."""
    found = []
    for theirs, ours in paired(english, chinese):
        of_theirs = [comparable(block.language, block.text) for block in theirs.blocks]
        of_ours = [comparable(block.language, block.text) for block in ours.blocks]
        found += differences(theirs, of_theirs, of_ours)
    assert found == [], listed(found)


def row(cells: list[str]) -> str:
    """Return what a row is known by in both languages: its numbers and the code in its cells."""
    return f"row of {len(cells)}: {' | '.join(known(cell) for cell in cells)}"


def known(cell: str) -> str:
    """Return the part of *cell* that is not translated."""
    if re.fullmatch(r"[\d.,]+", cell):
        return cell
    return " ".join(f"`{name}`" for name in sorted(spans(cell)))


@each_pair
def test_tables(english: Page, chinese: Page) -> None:
    """Both have the same tables, with the same code in the same cells."""
    found = []
    for theirs, ours in paired(english, chinese):
        if len(theirs.tables) != len(ours.tables):
            found.append(f"'{theirs.title}': {len(theirs.tables)} tables, {len(ours.tables)}")
        of_theirs = [row(cells) for table in theirs.tables for cells in table]
        of_ours = [row(cells) for table in ours.tables for cells in table]
        found += differences(theirs, of_theirs, of_ours)
    assert found == [], listed(found)


@each_pair
def test_links(english: Page, chinese: Page) -> None:
    """Both lead to the same places; from a Chinese page, to a Chinese one where there is one."""
    found = []
    for theirs, ours in paired(english, chinese):
        of_theirs = [place(english, link) for link in theirs.links]
        found += differences(theirs, of_theirs, [place(chinese, link) for link in ours.links])
        for link in ours.links:
            target = (chinese.path.parent / link.partition("#")[0]).resolve()
            twin = target.with_name(f"{target.stem}.zh-CN.md")
            if target != english.path and target.suffix == ".md" and twin.exists():
                found.append(f"'{ours.title}': {link} is there in Chinese")
    assert found == [], listed(found)


@each_pair
def test_names(english: Page, chinese: Page) -> None:
    """Both name the same settings, fields, files and values in the prose of each section."""
    found = []
    for theirs, ours in paired(english, chinese):
        found += differences(theirs, sorted(set(theirs.names)), sorted(set(ours.names)))
    assert found == [], listed(found)
