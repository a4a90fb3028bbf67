"""What a million codes cost: the arithmetic, by hand."""

import pytest

from benchmarks.costs import (
    CLOUDS,
    COLD_SHARE,
    WAIT_MS,
    Cloud,
    FunctionCompute,
    Lambda,
    Work,
    bill,
    work_of,
)
from benchmarks.figures import Results


def test_function_compute_bills_processor_memory_and_calls() -> None:
    """One second at 512 MB and 0.35 vCPU is 0.0075 + 0.35 + 0.075 CU of USD 0.00002."""
    assert FunctionCompute().usd(512, 1.0) == pytest.approx(0.4325 * 0.00002)


def test_lambda_bills_memory_and_calls() -> None:
    """Two seconds at 512 MB are one GB-second, and a call is USD 0.20 a million."""
    assert Lambda(0.00001).usd(512, 2.0) == pytest.approx(0.00001 + 0.0000002)


@pytest.mark.parametrize(
    ("processors", "seconds"), [(1.0, 0.2), (0.5, 0.3), (0.1, 1.1), (2.0, 0.2)]
)
def test_a_part_of_a_processor_stretches_computing_and_not_waiting(
    processors: float, seconds: float
) -> None:
    """100 ms of a processor and one request; more than one processor does not help."""
    work = Work(cpu_ms=100, requests=1)
    assert work.seconds(processors) == pytest.approx(seconds - 0.1 + WAIT_MS / 1e3)


def test_a_million_codes_are_cold_and_warm_calls() -> None:
    """Some calls start an instance; all others are warm."""
    cloud = Lambda(1.0, usd_per_call=0.0)
    a_processor = 1769
    found = bill(cloud, a_processor, Work(1000, 0), Work(100, 0))
    assert (found.cold_seconds, found.warm_seconds) == (1.0, 0.1)
    expected = 1e6 * a_processor / 1024 * (COLD_SHARE * 1.0 + (1 - COLD_SHARE) * 0.1)
    assert found.usd_per_million == pytest.approx(expected)


@pytest.mark.parametrize(("cloud", "cold"), [(FunctionCompute(), 10.0), (Lambda(1.0), 1.0)])
def test_lambda_starts_at_full_speed(cloud: Cloud, cold: float) -> None:
    """A second of computing takes a tenth of a processor ten seconds, but not on Lambda's start."""
    assert bill(cloud, 128, Work(1000, 0), Work(0, 0)).cold_seconds == pytest.approx(cold)


def test_a_call_is_what_was_measured(results: Results) -> None:
    """Cold, the CPU of a start and two requests; warm, the time of a send and one."""
    assert work_of(results, "fc") == (Work(80.0, 2), Work(0.7, 1))


@pytest.mark.parametrize("title", CLOUDS)
def test_more_memory_is_never_slower(title: str) -> None:
    """A larger instance has at least as much of a processor."""
    _, cloud = CLOUDS[title]
    shares = [cloud.processors(memory) for memory in (128, 256, 512, 1024, 2048)]
    assert shares == sorted(shares)
