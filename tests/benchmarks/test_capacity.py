"""5,000 codes a second: instances, and what a quota of reads makes of a cold start of them all."""

import pytest

from benchmarks.capacity import (
    KMS_READS_PER_SECOND,
    SHORTEST_PATIENCE,
    instances,
    stampede,
)
from smscode.clock import TIMEOUTS
from smscode.secret_stores.aliyun import PAUSES


@pytest.mark.parametrize(
    ("rate", "seconds", "expected"), [(5000, 0.2, 1000), (5000, 0.1, 500), (1, 0.2, 1), (3, 0.5, 2)]
)
def test_instances_are_calls_under_way(rate: float, seconds: float, expected: int) -> None:
    """Each instance serves one call at a time (Little's law)."""
    assert instances(rate, seconds) == expected


def test_what_the_quota_allows_is_served_at_once() -> None:
    """450 instances that start together all read within the tenth of a second."""
    done = stampede(KMS_READS_PER_SECOND)
    assert done.served == KMS_READS_PER_SECOND
    assert done.last < 0.2


def test_a_thousand_starts_are_served_in_time_for_the_shortest_deadline() -> None:
    """With the pauses nearly all of them can still send; when all read twice at once, not half."""
    with_pauses = [stampede(1000, seed=seed) for seed in range(20)]
    assert min(done.served for done in with_pauses) >= 980
    assert max(done.last for done in with_pauses) <= SHORTEST_PATIENCE - TIMEOUTS.send
    assert stampede(1000, (0.0,)).served == KMS_READS_PER_SECOND


def test_the_pauses_end_before_the_shortest_deadline_does() -> None:
    """A read that was throttled to the last still leaves what a send needs, and its own time."""
    assert sum(PAUSES) <= SHORTEST_PATIENCE - TIMEOUTS.send - 0.3
