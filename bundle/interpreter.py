"""A Python of the target's version on the machine that builds, if there is one."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_INTRODUCE: Final = (
    "import platform, sys; "
    "print(sys.executable, platform.python_implementation(), platform.python_version(), sep='\\n')"
)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A CPython: where it is, and its whole version, such as 3.12.1."""

    executable: str
    version: str


def find(python: str) -> Interpreter | None:
    """Return a CPython of that minor version: this one, else what the usual names start."""
    for command, environment in _candidates(python):
        found = _introduced(command, environment)
        if found is not None and found.version.startswith(f"{python}."):
            return found
    return None


def _candidates(python: str) -> Iterator[tuple[Sequence[str], Mapping[str, str]]]:
    yield [sys.executable], os.environ
    yield [f"python{python}"], os.environ
    # pyenv's python3.12 starts nothing unless 3.12 is chosen, which for others means nothing.
    yield [f"python{python}"], {**os.environ, "PYENV_VERSION": python}
    yield ["py", f"-{python}"], os.environ  # Windows


def _introduced(command: Sequence[str], environment: Mapping[str, str]) -> Interpreter | None:
    try:
        told = subprocess.run(  # noqa: S603 - the names above
            [*command, "-I", "-c", _INTRODUCE],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    executable, implementation, version = told.stdout.splitlines()
    return Interpreter(executable, version) if implementation == "CPython" else None
