"""``file:PATH`` and ``env:NAME``: a local file or a variable, for development and tests.

Never use them in a deployment: consoles and deploy tools print a function's environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from smscode.outcome import MISCONFIGURED, failure


class EnvironmentVariable:
    """A JSON document in an environment variable."""

    def __init__(self, name: str, environment: Mapping[str, str]) -> None:
        self._name = name
        self._environment = environment

    def read(self) -> str:
        """Return the variable's value."""
        value = self._environment.get(self._name)
        if value is None:
            raise failure(MISCONFIGURED, "env store: the variable is not set")
        return value

    def read_previous(self) -> str | None:
        """Return None: a variable has no versions."""
        return None


class File:
    """A JSON document in a file."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def read(self) -> str:
        """Return the file's text."""
        problem = ""
        try:
            # Read as bytes: text mode would drop a CR. The parser reports what is not UTF-8.
            return self._path.read_bytes().decode(errors="surrogateescape")
        except (OSError, ValueError) as error:
            problem = type(error).__name__
        raise failure(MISCONFIGURED, f"file store: {problem}")

    def read_previous(self) -> str | None:
        """Return None: a file has no versions."""
        return None
