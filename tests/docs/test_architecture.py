"""docs/architecture.md: the folders, files and tables that it names are there."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import smscode.callers
import smscode.claims.stores
import smscode.secret_stores
import smscode.senders
import smscode.triggers
from support.pages.page import read, spans
from support.paths import ROOT

PAGE: Final = read(ROOT / "docs/architecture.md")


def test_tables_are_where_the_page_says() -> None:
    """Each table has its name, in its folder, and the example fits its kind."""
    told = " ".join(section.text for section in PAGE.sections)
    for module, name in (
        (smscode.triggers, "TRIGGERS"),
        (smscode.callers, "CALLERS"),
        (smscode.secret_stores, "STORES"),
        (smscode.senders, "SENDERS"),
        (smscode.claims.stores, "CLAIM_STORES"),
    ):
        folder = module.__name__.removeprefix("smscode.").replace(".", "/")
        assert f"Table: `{name}` in `{folder}/__init__.py`" in told
        assert len(getattr(module, name)) > 1


SOURCE: Final = ROOT / "src/smscode"
#: The rooms of the page's table, from the top; those of one floor do not know one another.
FLOORS: Final = (
    ("index",),
    ("wiring",),
    ("app",),
    ("triggers", "receipts"),
    ("callers", "delivery"),
    ("claims", "senders"),
    ("config",),
    ("secret_stores",),
    ("aliyun",),
    ("aws",),
)


def rooms() -> list[Path]:
    """Return the folders and files of our package; not what an editor or an interpreter left."""
    entries = (path for path in SOURCE.iterdir() if not path.name.startswith("__"))
    return [path for path in entries if path.suffix == ".py" or (path / "__init__.py").exists()]


#: The values and the tools, at the bottom: among themselves they have any order without a circle.
BELOW: Final = frozenset(path.stem for path in rooms() if path.suffix == ".py") - {
    room for floor in FLOORS for room in floor
}


def named_rooms() -> list[str]:
    """Return the folders and files of the page's table, in its order."""
    return [name for row in PAGE.sections[1].tables[0][1:] for name in spans(row[0])]


def test_folders_and_files_exist() -> None:
    """Every row of the table, and every node of the diagram, is there; no folder is left out."""
    named = named_rooms()
    assert {name for name in named if not (SOURCE / name).exists()} == set()
    folders = {path.name for path in rooms() if path.is_dir()}
    assert folders - {name.rstrip("/") for name in named} == set()
    (diagram,) = PAGE.blocks("mermaid")
    nodes = {part.partition('"]')[0] for part in diagram.split('["')[1:]}
    assert {name for name in nodes if not (SOURCE / name).exists()} == set()


def room_of(module: str) -> str:
    """Return the room that a module of ours is in."""
    return (module.removeprefix("smscode").strip(".").split(".") or [""])[0]


def arrows() -> Iterator[tuple[str, str]]:
    """Yield each import between two rooms, those for types and those inside functions too."""
    for path in (SOURCE.parent).rglob("*.py"):
        here = path.relative_to(SOURCE.parent).with_suffix("").as_posix().replace("/", ".")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("smscode"):
                module = str(node.module)
                targets = (
                    [f"smscode.{alias.name}" for alias in node.names]
                    if module == "smscode"
                    else [module]
                )
                for target in targets:
                    if room_of(target) != (room_of(here) if "." in here else here):
                        yield (room_of(here) if "." in here else here), room_of(target)


def test_every_folder_is_on_a_floor() -> None:
    """A new one has a place in the order; a new file is a value or a tool."""
    on_a_floor = {room for floor in FLOORS for room in floor}
    assert {path.name for path in rooms() if path.is_dir()} - on_a_floor == set()
    assert on_a_floor - {path.stem for path in rooms()} == {"index"}


def test_imports_point_down() -> None:
    """A room knows only those below it; the values and the tools know nothing of the rooms."""
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    floor |= dict.fromkeys(BELOW, len(FLOORS))
    wrong = {(a, b) for a, b in arrows() if floor[a] >= floor[b] and not {a, b} <= BELOW}
    assert wrong == set()


def test_values_and_tools_have_no_circle() -> None:
    """Each can be read before those that use it."""
    uses = {room: {b for a, b in arrows() if a == room and b in BELOW} for room in BELOW}
    while uses:
        free = {room for room, others in uses.items() if not others & uses.keys()}
        assert free, uses
        for room in free:
            del uses[room]


def test_the_middle_loads_no_cloud() -> None:
    """Nor does anything that it imports, however far down, until there is an SMS to send."""
    modules = "smscode.delivery, smscode.claims.ledger"
    code = f"import {modules}, sys; print(*sys.modules)"
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
    "darabonba": ("aliyun/sdk.py",),
    "requests": ("aliyun/adapter.py",),
    "urllib3": ("aliyun/adapter.py",),
    "boto3": ("aws.py",),
    "botocore": ("aws.py",),
    "redis": ("claims/stores/redis.py",),
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
