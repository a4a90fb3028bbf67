"""docs/architecture.md: the folders, files and tables that it names are there."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

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


def test_the_middle_loads_no_cloud() -> None:
    """Nor does anything that it imports, however far down, until there is an SMS to send."""
    modules = "service, delivery, ledger, limits"
    code = f"from smscode import {modules}; import sys; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "smscode" in loaded
    assert loaded & {"http", "pydantic", "socket", "ssl", *HOMES} == set()


#: Where in src/smscode a client's library may be imported.
HOMES: Final = {
    "alibabacloud_dysmsapi20170525": ("aliyun/sdk.py",),
    "alibabacloud_tea_openapi": ("aliyun/sdk.py",),
    "darabonba": ("aliyun/gate.py", "aliyun/sdk.py"),
    "requests": ("aliyun/session.py",),
    "urllib3": ("aliyun/session.py",),
    "boto3": ("aws.py",),
    "botocore": ("aws.py",),
    "redis": ("claim_stores/redis.py",),
}


@pytest.mark.parametrize("library", HOMES)
def test_each_library_has_its_home(library: str) -> None:
    """Who looks for an SDK finds it in one place, and nobody else knows it."""
    source = ROOT / "src/smscode"
    found = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if library in _imports(path)
    }
    assert found == set(HOMES[library])


def _imports(path: Path) -> set[str]:
    """Return the packages that a file imports, at its top or within."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {name.partition(".")[0] for node in ast.walk(tree) for name in _names(node)}


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
