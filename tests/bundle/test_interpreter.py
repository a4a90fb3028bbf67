"""A Python of the target's version on this machine."""

import platform
import stat
import sys
from pathlib import Path

import pytest

from bundle import interpreter

HERE = ".".join(platform.python_version_tuple()[:2])
ABSENT = "3.99"


def program(folder: Path, name: str, *lines: str) -> None:
    """Write a program that can be started by its name."""
    path = folder / name
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def introduces(version: str, implementation: str = "CPython") -> str:
    """Return the shell line of a Python that says this of itself."""
    return f"printf '/there/python\\n{implementation}\\n{version}\\n'"


def test_the_python_that_builds_is_taken_when_it_fits() -> None:
    """No other is looked for."""
    found = interpreter.find(HERE)
    assert found is not None
    assert (found.executable, found.version) == (sys.executable, platform.python_version())


@pytest.mark.parametrize(
    ("lines", "version"),
    [
        ([introduces("3.99.1")], "3.99.1"),
        # pyenv's: it starts nothing unless the version is chosen.
        (['test -n "$PYENV_VERSION" || exit 127', introduces("3.99.2")], "3.99.2"),
        ([introduces("3.98.0")], None),
        ([introduces("3.990.0")], None),
        ([introduces("3.99.1", "PyPy")], None),
        (["exit 127"], None),
    ],
)
def test_the_usual_name_is_tried(
    lines: list[str], version: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What its name starts must be a CPython of that minor version."""
    monkeypatch.delenv("PYENV_VERSION", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    program(tmp_path, f"python{ABSENT}", *lines)
    found = interpreter.find(ABSENT)
    assert (found.version if found else None) == version


def test_no_such_python_is_no_error() -> None:
    """A machine without it can still build."""
    assert interpreter.find(ABSENT) is None
