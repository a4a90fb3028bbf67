"""What a bundle's size is made of."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from bundle.parts import Part
from bundle.pins import Pin

_KINDS: Final = {".py": "source", ".pyc": "bytecode", ".so": "native"}
_COLUMNS: Final = ("source", "bytecode", "native", "other", "unpacked", "zipped")


def table(parts: Sequence[Part], zipped: Mapping[str, int], left_out: Iterable[Pin] = ()) -> str:
    """Return a row for each part, the largest first, and their sum, in bytes.

    Above it stands what was left out.
    """
    rows = {_title(part): _measured(part, zipped) for part in parts}
    largest_first = sorted(rows, key=lambda title: -rows[title]["zipped"])
    total = sum(rows.values(), Counter())
    lines = [f"left out: {pin.name} {pin.version}" for pin in left_out]
    lines.append(_line("bytes", *_COLUMNS))
    lines += [_line(title, *(f"{rows[title][c]:,}" for c in _COLUMNS)) for title in largest_first]
    lines.append(_line("total", *(f"{total[column]:,}" for column in _COLUMNS)))
    return "\n".join(lines) + "\n"


def _measured(part: Part, zipped: Mapping[str, int]) -> Counter[str]:
    sizes = Counter[str]()
    for path, content in part.files.items():
        sizes[_KINDS.get(PurePosixPath(path).suffix, "other")] += len(content)
        sizes["unpacked"] += len(content)
        sizes["zipped"] += zipped[path]
    return sizes


def _title(part: Part) -> str:
    return f"{part.name} {part.wheel.pin.version}" if part.wheel else part.name


def _line(title: str, *cells: str) -> str:
    return f"{title:<40}" + "".join(f"{cell:>12}" for cell in cells)
