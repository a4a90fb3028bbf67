"""Functions of a few lines, for trying what a runtime does with them."""

from pathlib import Path
from textwrap import dedent


def function_in(folder: Path, source: str) -> Path:
    """Write `index.py`, a function's only module, and return its code folder."""
    (folder / "index.py").write_text(dedent(source), encoding="utf-8")
    return folder
