"""The requirements files: whole closures of exact versions with the hashes of their files."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

_COMMENT: Final = re.compile(r"(^|\s)#.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pin:
    """One version of one package, where the marker holds, as one of the files with these hashes."""

    name: NormalizedName
    version: str
    hashes: frozenset[str]
    marker: Marker | None = None

    def __str__(self) -> str:
        """As pip takes it: the version and its hashes."""
        hashes = (f"--hash=sha256:{digest}" for digest in sorted(self.hashes))
        return " ".join([f"{self.name}=={self.version}", *hashes])


def read(path: Path) -> tuple[Pin, ...]:
    """Return the pins of a requirements file, in its order.

    Raises:
        OSError: It cannot be read.
    """
    text = _COMMENT.sub("", path.read_text(encoding="utf-8").replace("\\\n", " "))
    return tuple(_pin(line) for line in text.splitlines() if line.strip())


def _pin(line: str) -> Pin:
    requirement, *hashes = re.split(r"\s+--hash=sha256:", line.strip())
    parsed = Requirement(requirement)
    (exact,) = parsed.specifier
    name = canonicalize_name(parsed.name)
    return Pin(name, exact.version, frozenset(hashes), parsed.marker)
