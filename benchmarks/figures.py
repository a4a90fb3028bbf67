"""What was measured: named series of numbers, and the one file that keeps them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """The middle of several runs, and how far they spread: their quartiles and extremes."""

    unit: str
    runs: int
    median: float
    lower: float
    upper: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float], unit: str) -> "Figure":
        """Return the figure of at least one value."""
        low, _, high = quantiles(values, method="inclusive") if len(values) > 1 else [values[0]] * 3
        numbers = (median(values), low, high, min(values), max(values))
        return cls(unit, len(values), *(_rounded(number) for number in numbers))


def _rounded(number: float) -> float:
    return float(f"{number:.5g}")


@dataclass(frozen=True, slots=True)
class Results:
    """One run of the benchmark.

    Attributes:
        machine: The facts about where it ran.
        figures: By name: `cold/fc/ours/wall`, for example.
    """

    machine: Mapping[str, str]
    figures: Mapping[str, Figure]

    def median(self, name: str) -> float:
        """Return the median of one figure."""
        return self.figures[name].median

    def ratio(self, name: str, base: str) -> float:
        """Return how many times *base* one figure is, by their medians."""
        return self.median(name) / self.median(base)

    def save(self, path: Path) -> None:
        """Write the file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Results":
        """Read the file."""
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        figures = {name: Figure(**fields) for name, fields in document["figures"].items()}
        return cls(document["machine"], figures)
