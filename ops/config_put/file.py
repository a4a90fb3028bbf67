"""``file:PATH``, for development; the file is readable by its owner only."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from smscode.outcome import MISCONFIGURED, Text, failure


class FileWriter:
    """A writer for a local file, which it writes completely or not at all."""

    missing = "file store: FileNotFoundError"

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def create(self, text: str) -> Text:
        """Create the file, unless there is one."""
        return self._put(text, lambda new: os.link(new, self._path))

    def replace(self, text: str) -> Text:
        """Replace the file with a new one that has the same permissions."""

        def take_its_place(new: Path) -> None:
            shutil.copymode(self._path, new)
            new.replace(self._path)

        return self._put(text, take_its_place)

    def _put(self, text: str, settle: Callable[[Path], None]) -> Text:
        problem = None
        try:
            with tempfile.TemporaryDirectory(
                dir=self._path.parent, prefix=".config-put-"
            ) as folder:
                new = Path(folder, self._path.name)
                new.touch(mode=0o600)
                new.write_bytes(text.encode())
                settle(new)
        except OSError as error:
            problem = failure(MISCONFIGURED, f"file store: {type(error).__name__}")
        if problem is not None:
            raise problem
        return Text(str(self._path), str(self._path))
