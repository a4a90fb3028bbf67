"""Every link and every file name in every page leads somewhere."""

import re
from typing import Final

import pytest

from support.pages.page import Page, every_page, read, spans
from support.paths import ROOT

each_page = pytest.mark.parametrize("page", every_page(), ids=lambda page: page.name)
#: How a file of the repository is named in prose.
FILE: Final = re.compile(
    r"(?:src|ops|local|events|sandbox|docs|tests|bundle)/[\w./-]+\.(?:py|json|md|yml|txt)"
)


@each_page
def test_links_resolve(page: Page) -> None:
    """A relative link has its file, and an anchor its heading."""
    lost = []
    for link in (link for section in page.sections for link in section.links):
        target, _, anchor = link.partition("#")
        path = (page.path.parent / target).resolve() if target else page.path
        if "://" in link:
            continue
        if not path.exists() or (anchor and anchor not in read(path).anchors):
            lost.append(link)
    assert lost == []


def test_files_exist() -> None:
    """A file that a page names by its path is there."""
    lost = []
    for page in every_page():
        text = " ".join(section.text for section in page.sections)
        code = " ".join(block.text for section in page.sections for block in section.blocks)
        named = set(FILE.findall(" ".join(spans(text)) + " " + code))
        lost += [(page.name, name) for name in named if not (ROOT / name).exists()]
    assert lost == []
