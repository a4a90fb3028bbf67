"""How long a call may take: what its deadline is counted from, and what is done near its end."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from support.app_bench import AppBench


def comes_to(outcome: str, bench: AppBench, call: Callable[[], str]) -> None:
    """Make sure that *call* sends, or is refused before it does.

    The clock stands still, but a send has the seconds that are left of the machine's own time: a
    busy one may lose an answer in them, three times hardly.
    """
    if outcome == "sent":
        assert any(call() == outcome for _ in range(3))
    else:
        assert call() == outcome
        assert not bench.sandbox.requests


@pytest.mark.parametrize(
    ("way", "outcome"),
    [
        *((way, "sent") for way in (None, 0.0, 3.0, 6.4)),
        *((way, "unavailable") for way in (6.6, 7.9, 8.1, 14.9)),
        *((way, "sent") for way in (15.1, 3600.0, -0.1, -3600.0)),
    ],
)
def test_deadline_begins_at_the_gateway(bench: AppBench, way: float | None, outcome: str) -> None:
    """The caller's 8 s run from the gateway's time stamp, which counts when it is 0-15 s old."""
    bench.direct({})  # so that the config is in hand
    comes_to(outcome, bench, lambda: bench.http(way=way).document["code"])


@dataclass
class LambdaContext:
    """Lambda's countdown."""

    seconds: float

    def get_remaining_time_in_millis(self) -> float:
        """Return what is left."""
        return self.seconds * 1000


@pytest.mark.parametrize(("seconds", "outcome"), [(1.7, "unavailable"), (1.9, "sent")])
def test_platform_has_the_last_word(bench: AppBench, seconds: float, outcome: str) -> None:
    """No send starts with less than 1.5 s left of what the platform gives, less 0.3 s."""
    bench.direct({})
    comes_to(outcome, bench, lambda: bench.direct(context=LambdaContext(seconds))["code"])


def test_cold_start_counts(bench: AppBench) -> None:
    """What the code took to load is the first call's time, and no other's."""
    bench.app = bench.wired(loading=7)
    assert [bench.direct()["code"] for _ in range(2)] == ["unavailable", "sent"]


@pytest.mark.parametrize("way", [-0.1, -3600.0, 15.1, 3600.0])
def test_time_stamp_that_is_not_believed(bench: AppBench, way: float) -> None:
    """A time stamp of the future or of long ago gives a late call no more time."""
    bench.app = bench.wired(loading=7)
    assert bench.http(way=way).document["code"] == "unavailable"
    assert not bench.sandbox.requests
