"""docs/architecture.md: the folders, files and tables that it names are there."""

from typing import Final

import smscode.callers
import smscode.claim_stores
import smscode.secret_stores
import smscode.senders
import smscode.triggers
from pages.page import ROOT, read, spans

PAGE: Final = read(ROOT / "docs/architecture.md")


def test_tables_are_where_the_page_says() -> None:
    """Each table has its name, in its folder, and the example fits its kind."""
    told = " ".join(section.text for section in PAGE.sections)
    for module, name in (
        (smscode.triggers, "TRIGGERS"),
        (smscode.callers, "CALLERS"),
        (smscode.secret_stores, "STORES"),
        (smscode.senders, "SENDERS"),
        (smscode.claim_stores, "CLAIM_STORES"),
    ):
        folder = module.__name__.rpartition(".")[2]
        assert f"Table: `{name}` in `{folder}/__init__.py`" in told
        assert len(getattr(module, name)) > 1


def test_folders_and_files_exist() -> None:
    """Every row of the table, and every node of the diagram, is in the source; none is left out."""
    source = ROOT / "src/smscode"
    rows = PAGE.sections[1].tables[0][1:]
    named = {name for row in rows for name in spans(row[0])}
    assert {name for name in named if not (source / name).exists()} == set()
    folders = {f"{path.name}/" for path in source.iterdir() if (path / "__init__.py").exists()}
    assert folders == {name for name in named if name.endswith("/")}
    (diagram,) = PAGE.blocks("mermaid")
    nodes = {part.partition('"]')[0] for part in diagram.split('["')[1:]}
    assert {name for name in nodes if not (source / name).exists()} == set()


def test_the_middle_knows_no_cloud() -> None:
    """What the table says knows values alone imports no adapter's library."""
    rows = {row[0]: row[2] for row in PAGE.sections[1].tables[0][1:]}
    (middle,) = (names for names, knows in rows.items() if knows.startswith("values alone"))
    for name in spans(middle):
        source = (ROOT / "src/smscode" / name).read_text(encoding="utf-8")
        for foreign in ("boto3", "requests", "Tea", "alibabacloud", "http.client", "redis"):
            assert f"import {foreign}" not in source
            assert f"from {foreign}" not in source
