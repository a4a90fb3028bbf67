"""The pages about performance: no figure on them is typed."""

import re
from pathlib import Path

import pytest

from benchmarks.figures import Results
from benchmarks.pages import PAGES, RESULTS, rendered
from benchmarks.report import tables
from benchmarks.tables import ENGLISH
from benchmarks.targets import TARGETS
from support.paths import ROOT

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
_MARK = re.compile(r"<!-- bench: ([a-z-]+) -->")
_COMMAND = re.compile(r"(?:`|\$ )make ([a-z-]+)")


def test_a_table_stands_between_its_marks(results: Results) -> None:
    """What was there goes, what is around it stays, and a second time changes nothing."""
    page = "before\n<!-- bench: sizes -->\n| old |\n<!-- bench: end -->\nafter\n"
    once = rendered(page, results, ENGLISH)
    assert once.startswith("before\n<!-- bench: sizes -->\n\n| bundle ")
    assert once.endswith(" |\n\n<!-- bench: end -->\nafter\n")
    assert "| old |" not in once
    assert rendered(once, results, ENGLISH) == once


def test_a_mark_that_names_no_table_is_found_out(results: Results) -> None:
    """A typing error on a page does not leave old figures there."""
    with pytest.raises(KeyError, match="size"):
        rendered("<!-- bench: size -->\n<!-- bench: end -->", results, ENGLISH)


@each_page
def test_the_page_has_the_committed_results(page: Path) -> None:
    """`make bench-docs` would change nothing."""
    text = page.read_text(encoding="utf-8")
    assert rendered(text, Results.load(RESULTS), PAGES[page]) == text


def test_every_table_is_on_both_pages(results: Results) -> None:
    """Each once, in both languages in the same order; the README has their headline."""
    english, chinese = (
        [*marks(ROOT / f"README{end}"), *marks(ROOT / f"docs/performance{end}")]
        for end in (".md", ".zh-CN.md")
    )
    assert sorted(english) == sorted(tables(results))
    assert chinese == english


def marks(page: Path) -> list[str]:
    """Return the names of the tables on a page, in order."""
    return [name for name in _MARK.findall(page.read_text(encoding="utf-8")) if name != "end"]


@each_page
def test_the_commands_are_the_makefiles(page: Path) -> None:
    """What the page says to run is a target."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = set(_COMMAND.findall(page.read_text(encoding="utf-8")))
    assert "bench" in commands
    assert commands <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


@each_page
def test_what_the_page_links_to_is_there(page: Path) -> None:
    """Every relative link leads to a file."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_committed_results_are_of_a_whole_run() -> None:
    """They can be held against every target."""
    results = Results.load(RESULTS)
    assert [target for target in TARGETS if not target.is_judged_by(results)] == []
    assert all(results.figures[f"cold/fc/{who}/cpu"].runs >= 11 for who in ("ours", "naive"))
