"""samconfig.toml for tests: as it stands, and with another processor."""

from pathlib import Path
from typing import Final

from support.paths import ROOT

SAMCONFIG: Final = ROOT / "samconfig.toml"


def configured(folder: Path, architecture: str) -> Path:
    """Write samconfig.toml into *folder* as who edits its one word has it; return where it is."""
    text = SAMCONFIG.read_text(encoding="utf-8")
    ours = '"Architecture=arm64"'
    assert text.count(ours) == 1
    path = folder / SAMCONFIG.name
    path.write_text(text.replace(ours, f'"Architecture={architecture}"'), encoding="utf-8")
    return path
