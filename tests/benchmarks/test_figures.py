"""Figures: the middle of several runs, their spread, and the file that keeps them."""

from pathlib import Path

import pytest

from benchmarks.figures import Figure, Results


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([7.0], (7, 7, 7, 7, 7)),
        ([2.0, 1.0], (1.5, 1.25, 1.75, 1, 2)),
        ([5.0, 1.0, 3.0], (3, 2, 4, 1, 5)),
        ([1.0, 1.0, 1.0, 1000.0], (1, 1, 250.75, 1, 1000)),
        ([0.123456789], (0.12346,) * 5),
    ],
)
def test_a_figure_is_a_median_and_its_spread(
    values: list[float], expected: tuple[float, ...]
) -> None:
    """Quartiles and extremes stand beside the median, each with five digits."""
    figure = Figure.of(values, "ms")
    assert (figure.unit, figure.runs) == ("ms", len(values))
    numbers = (figure.median, figure.lower, figure.upper, figure.least, figure.most)
    assert numbers == pytest.approx(expected, rel=1e-4)


def test_a_run_is_kept(tmp_path: Path, results: Results) -> None:
    """What is read from the file is what was written to it."""
    path = tmp_path / "not there yet" / "bench.json"
    results.save(path)
    assert Results.load(path) == results


def test_a_ratio_is_of_the_medians() -> None:
    """A slow run of either does not move it."""
    figures = {
        "ours": Figure.of([2.0, 2.0, 90.0], "ms"),
        "naive": Figure.of([4.0, 4.0, 4.0], "ms"),
    }
    assert Results({}, figures).ratio("ours", "naive") == 0.5
