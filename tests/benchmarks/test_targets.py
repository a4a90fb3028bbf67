"""What must hold in each run."""

from dataclasses import replace

import pytest

from benchmarks.figures import Figure, Results
from benchmarks.targets import TARGETS, Target, judged


def with_figure(results: Results, name: str, value: float) -> Results:
    """Return the run with one figure changed."""
    return replace(results, figures={**results.figures, name: Figure.of([value], "")})


@pytest.mark.parametrize(
    ("figure", "base", "measured"),
    [("size/fc", None, 5.5), ("warm/ours/own share", "warm/ours/SDK", 0.4)],
)
def test_a_bound_may_be_reached(
    figure: str, base: str | None, measured: float, results: Results
) -> None:
    """A figure, or its ratio to another, may be as large as the bound and no larger."""
    assert Target(figure, measured, base).measured(results) == pytest.approx(measured)
    assert Target(figure, measured, base).is_met(results)
    assert not Target(figure, measured - 0.01, base).is_met(results)


def test_every_target_is_judged_in_a_whole_run(results: Results) -> None:
    """No target names a figure that there is not."""
    assert tuple(judged(results)) == TARGETS


def test_a_part_is_judged_by_its_own_targets() -> None:
    """A run of one part is not held against figures of the others."""
    results = Results({}, {"size/fc": Figure.of([7.0], "MB")})
    assert [(target.figure, target.is_met(results)) for target in judged(results)] == [
        ("size/fc", False)
    ]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: str(target.figure))
def test_each_target_can_be_missed(target: Target, results: Results) -> None:
    """A figure above the bound is a miss, whichever it is."""
    base = results.median(target.base) if target.base else 1.0
    assert not target.is_met(with_figure(results, target.figure, (target.most + 0.01) * base))
    assert target.is_met(with_figure(results, target.figure, target.most * base))
