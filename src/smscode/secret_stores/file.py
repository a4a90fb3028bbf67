"""``file:PATH``: a local file, for development and tests."""

from __future__ import annotations

from pathlib import Path

from smscode.outcome import MISCONFIGURED, failure


class File:
    """A JSON document in a file."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def read(self) -> str:
        """Return the file's text."""
        problem = ""
        try:
            # As it is: text would lose a CR. What is not UTF-8 its reader tells.
            return self._path.read_bytes().decode(errors="surrogateescape")
        except (OSError, ValueError) as error:
            problem = type(error).__name__
        raise failure(MISCONFIGURED, f"file store: {problem}")

    def read_previous(self) -> str | None:
        """Return None: a file has no versions."""
        return None
