"""Tables of text, in English or Chinese: the same on the terminal and on the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.figures import Figure

_HUNDRED, _TEN = 100, 10

Words = Mapping[str, str]
ENGLISH: Final[Words] = {}


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and rows of as many cells; what is a word in them is English until it is written.

    A cell with a figure in it is no word.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]

    def words(self) -> set[str]:
        """Return what stands in the heading and in the first column, to be translated."""
        return {*self.header, *(row[0] for row in self.rows)} - {""}

    def markdown(self, words: Words = ENGLISH) -> str:
        """Return the table in Markdown, its columns aligned, in the language of *words*."""
        lines = [[words.get(cell, cell) for cell in line] for line in (self.header, *self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.header))]
        rule = [
            "-" * width if not column else "-" * (width - 1) + ":"
            for column, width in enumerate(widths)
        ]
        aligned = [_aligned(line, widths) for line in lines]
        return "\n".join(f"| {' | '.join(line)} |" for line in (aligned[0], rule, *aligned[1:]))


def _aligned(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = line
    cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
    return [first.ljust(widths[0]), *cells]


def number(value: float) -> str:
    """Return a number with three digits that mean something."""
    if abs(value) >= _HUNDRED:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= _TEN else f"{value:.2f}"


def spread(figure: Figure) -> str:
    """Return the median of several runs and, in brackets, the half of them that is nearest."""
    if figure.runs == 1:
        return number(figure.median)
    return f"{number(figure.median)} ({number(figure.lower)}–{number(figure.upper)})"
