"""`make config-put` as a process: a terminal, a pipe, and that the function knows nothing of it."""

import ast
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from ops.config_put.file import FileWriter
from smscode.outcome import OutcomeError
from support.config_putting import FIRST, NO_ALIYUN, SECOND
from support.documents import SECRETS
from support.paths import ROOT

COMMAND: Final = [sys.executable, "-m", "ops.config_put"]
LONGEST: Final = 180.0  # s
# Packages that only an operator runs.
COMMANDS: Final = {"check", "config_put"}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Return a store's file that holds FIRST, and a document that is SECOND."""
    stored, document = tmp_path / "config.json", tmp_path / "smscode.json"
    stored.write_text(FIRST, encoding="utf-8")
    document.write_text(SECOND, encoding="utf-8")
    return stored, document


def environment() -> dict[str, str]:
    """Return what the command needs of its surroundings."""
    path = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    return {**path, **NO_ALIYUN}


def ran(*arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(  # noqa: S603 - our own module
        [*COMMAND, *arguments],
        env=environment(),
        stdin=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )


@pytest.mark.parametrize(
    ("answer", "status", "then"),
    [(b"y\n", 0, SECOND), (b"yes\n", 0, SECOND), (b"n\n", 1, FIRST), (b"\n", 1, FIRST)],
)
def test_on_a_terminal(answer: bytes, status: int, then: str, files: tuple[Path, Path]) -> None:
    """A person is asked, and only a yes writes."""
    stored, document = files
    ours, theirs = pty.openpty()
    try:
        os.write(ours, answer)
        done = ran(f"file:{stored}", str(document), stdin=theirs)
    finally:
        os.close(ours)
        os.close(theirs)
    assert (done.returncode, done.stderr) == (status, "")
    assert "Write it? [y/N] " in done.stdout
    assert stored.read_text(encoding="utf-8") == then
    assert not [secret for secret in SECRETS if secret in done.stdout]


def test_over_a_pipe(files: tuple[Path, Path]) -> None:
    """Nobody can be asked: nothing is written, unless that was agreed to beforehand."""
    stored, document = files
    done = ran(f"file:{stored}", str(document))
    assert done.returncode == 1
    assert "YES=1 writes without asking" in done.stdout
    assert stored.read_text(encoding="utf-8") == FIRST
    assert ran(f"file:{stored}", str(document), "--yes").returncode == 0
    assert stored.read_text(encoding="utf-8") == SECOND


def test_make(files: tuple[Path, Path]) -> None:
    """The make command takes the place and the document by name, and says what it lacks."""
    stored, document = files
    make = ["make", "--silent", "-o", ".venv/run", "config-put"]
    place = f"CONFIG_URI=file:{stored}"

    def made(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own Makefile
            [*make, *more],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST,
            check=False,
        )

    assert "usage: make config-put CONFIG_URI=" in made(f"FILE={document}").stderr
    assert "smscode.json cannot be read" in made(place).stdout
    assert made(place, f"FILE={document}", "YES=0").returncode == 2
    assert stored.read_text(encoding="utf-8") == FIRST
    assert made(place, f"FILE={document}", "YES=1").returncode == 0
    assert stored.read_text(encoding="utf-8") == SECOND


def imports(path: Path) -> set[str]:
    """Return what a module of ours imports, anywhere in it."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom):
            named |= {node.module or "", *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            named |= {name.name for name in node.names}
    return named


def test_the_function_does_not_import_it() -> None:
    """No module of the function imports a command's, even where it is only needed at times."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        if not COMMANDS & set(path.parts):
            assert not [n for n in imports(path) if COMMANDS & set(n.split("."))], path
    assert "ops.config_put.put" in imports(ROOT / "ops/config_put/__main__.py")


def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    """It is made readable for nobody else, and keeps what permissions it is given."""
    path = tmp_path / "config.json"
    writer = FileWriter(str(path))
    writer.create(FIRST)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    writer.replace('{"短信": 1}')
    assert path.read_text(encoding="utf-8") == '{"短信": 1}'
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["config.json"]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    """What cannot be written is told by its kind, and leaves nothing behind."""
    for name in ("nowhere/config.json", "config.json"):
        path = tmp_path / name
        if path.parent.exists():
            path.write_text(FIRST, encoding="utf-8")
        with pytest.raises(OutcomeError) as caught:
            FileWriter(str(path)).create(SECOND)
        assert str(caught.value.outcome.reason).startswith("file store: File")
        assert not path.exists() or path.read_text(encoding="utf-8") == FIRST
    assert [each.name for each in tmp_path.iterdir()] == ["config.json"]
