"""What must hold in each run: ratios where a ratio says it, absolute bounds where none does."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.figures import Results


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on one figure, or on its ratio to another.

    Attributes:
        figure: Its name.
        most: The bound.
        base: The figure that it is divided by.
    """

    figure: str
    most: float
    base: str | None = None

    def measured(self, results: Results) -> float:
        """Return what *results* have of it."""
        if self.base is None:
            return results.median(self.figure)
        return results.ratio(self.figure, self.base)

    def is_met(self, results: Results) -> bool:
        """Return whether *results* keep to the bound."""
        return self.measured(results) <= self.most

    def is_judged_by(self, results: Results) -> bool:
        """Return whether *results* have what it takes: a run of one part lacks the others."""
        return {self.figure, self.base or self.figure} <= results.figures.keys()


def _of_naive(cloud: str, measure: str, most: float) -> Target:
    return Target(f"cold/{cloud}/ours/{measure}", most, f"cold/{cloud}/naive/{measure}")


TARGETS: Final = (
    _of_naive("fc", "wall", 0.45),
    _of_naive("fc", "cpu", 0.45),
    _of_naive("fc", "peak", 0.60),
    _of_naive("fc tls", "wall", 0.45),
    _of_naive("fc tls", "cpu", 0.45),
    # Not its memory, most of which is boto3's and the runtime's in both.
    _of_naive("aws", "wall", 0.65),
    _of_naive("aws", "cpu", 0.65),
    Target("size/fc", 6.0),
    Target("size/aws arm64", 6.0),
    Target("size/aws x86_64", 6.0),
    Target("refused/no credential", 200),
    Target("refused/wrong credential", 200),
    Target("warm/ours/own share", 300),
    Target("load/growth", 1.0),
    Target("load/more descriptors", 0),
)


def judged(results: Results) -> Iterator[Target]:
    """Yield the targets that *results* can be held against."""
    return (target for target in TARGETS if target.is_judged_by(results))
