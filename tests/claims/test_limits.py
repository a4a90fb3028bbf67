"""The operator's limits: never one send too many, and what was not sent is given back."""

import secrets
from threading import Lock
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smscode.claims import limits
from smscode.claims.limits import Counter
from smscode.claims.stores.memory import Memory
from smscode.outcome import QUOTA_EXHAUSTED, RATE_LIMITED
from support.claims.case import STORES, Case
from support.stand_ins import HeldClock

pytest_plugins = ["support.claims.fixtures"]
each_store = pytest.mark.parametrize("case", STORES, indirect=True)
MIDNIGHT_IN_CHINA: Final = 1_800_028_800  # 2027-01-16T00:00:00+08:00


def minute(most: int) -> Counter:
    """Return a limit on one number."""
    return Counter(secrets.token_hex(8), most, 60, RATE_LIMITED, "perNumber")


def hour(most: int) -> Counter:
    """Return a limit on all numbers."""
    return Counter(secrets.token_hex(8), most, 3600, QUOTA_EXHAUSTED, "perHour")


@given(now=st.floats(0, 4e9), seconds=st.integers(1, 400_000))
def test_windows_follow_each_other_without_a_gap(now: float, seconds: int) -> None:
    """The moment is in its window; the next one begins where this one ends."""
    number, left = limits.window(now, seconds)
    assert 1 <= left <= seconds
    assert limits.window(int(now) + left - 1, seconds) == (number, 1)
    assert limits.window(int(now) + left, seconds) == (number + 1, seconds)


def test_days_begin_at_midnight_in_china() -> None:
    """The last second of a day in China is in one window, the next in another."""
    before, left = limits.window(MIDNIGHT_IN_CHINA - 1, 86_400)
    assert left == 1
    assert limits.window(MIDNIGHT_IN_CHINA, 86_400) == (before + 1, 86_400)


def test_a_full_window_is_a_breach() -> None:
    """As many sends as the limit says; the next one is told which limit, and until when."""
    memory = Memory(HeldClock())
    counter = Counter("key", 2, 17, RATE_LIMITED, "perNumber 2 in 60 s")
    assert [limits.take(memory, [counter]) for _ in range(2)] == [None, None]
    for _ in range(3):
        breach = limits.take(memory, [counter])
        assert breach is not None
        assert (breach.kind, breach.retry_after) == (RATE_LIMITED, 17)
        assert breach.reason == "limit perNumber 2 in 60 s"


def test_a_limit_of_nothing_lets_nothing_through() -> None:
    """A region with 0 a day is closed."""
    closed = Counter("key", 0, 60, QUOTA_EXHAUSTED, "perRegionDay")
    breach = limits.take(Memory(HeldClock()), [closed])
    assert breach is not None
    assert breach.kind is QUOTA_EXHAUSTED


def test_no_limits_count_nothing() -> None:
    """Without limits the store is not asked."""
    memory = Memory(HeldClock())
    assert limits.take(memory, []) is None
    assert len(memory) == 0


@pytest.mark.parametrize("counters", [(minute(5), hour(3)), (hour(3), minute(5))])
def test_a_breach_counts_nowhere(counters: tuple[Counter, ...]) -> None:
    """A refused send leaves every window as it was, those before the full one too."""
    memory = Memory(HeldClock())
    assert [limits.take(memory, counters) for _ in range(3)] == [None] * 3
    breaches = [limits.take(memory, counters) for _ in range(9)]
    assert {breach.kind for breach in breaches if breach} == {QUOTA_EXHAUSTED}
    assert len([breach for breach in breaches if breach]) == 9
    assert [memory.get(counter.key) for counter in counters] == ["3", "3"]


def test_what_is_given_back_can_be_taken_again() -> None:
    """A send that certainly did not happen takes no place in any window."""
    memory = Memory(HeldClock())
    both = (minute(1), hour(2))
    for _ in range(10):
        assert limits.take(memory, both) is None
        limits.give_back(memory, both)
    assert limits.take(memory, both) is None
    assert limits.take(memory, both) is not None


def test_giving_back_late_takes_nothing_from_the_next_window() -> None:
    """A send that fails after its window has ended gives back to that one."""
    clock = HeldClock()
    memory = Memory(clock)
    old, new = (Counter(f"window {n}", 1, 1, RATE_LIMITED, "perNumber") for n in (1, 2))
    assert limits.take(memory, [old]) is None
    clock.sleep(10)
    assert limits.take(memory, [new]) is None
    limits.give_back(memory, [old])
    assert (memory.get(old.key), memory.get(new.key)) == (None, "1")


@each_store
@pytest.mark.parametrize("spare", [1, 3])
def test_never_one_too_many(case: Case, spare: int) -> None:
    """Of many at once as many get through as the limit says, neither more nor fewer."""
    counter = minute(most := case.crowd - spare)
    assert case.at_once(lambda _: limits.take(case.store, [counter])).count(None) == most
    assert case.at_once(lambda _: limits.take(case.store, [counter])).count(None) == 0


@each_store
def test_never_one_too_many_of_several_limits(case: Case) -> None:
    """The tightest of several limits holds, and no window counts what was refused."""
    counters = (minute(case.crowd - 1), hour(most := case.crowd // 2))
    through = case.at_once(lambda _: limits.take(case.store, counters)).count(None)
    assert 1 <= through <= most
    assert [case.store.add(counter.key, 1, 60) for counter in counters] == [through + 1] * 2


class UnderWay:
    """How many sends are under way, and how many at most have been."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = Lock()
        self._now = 0
        self.peak = 0

    def add(self, number: int) -> None:
        """Count one that begins, or with -1 one that ends."""
        with self._lock:
            self._now += number
            self.peak = max(self.peak, self._now)


@each_store
def test_never_too_many_while_others_give_back(case: Case) -> None:
    """While sends fail and give back, no more than the limit are under way at any time."""
    counter = minute(most := case.crowd // 4)
    under_way = UnderWay()

    def send_and_fail(_number: int) -> None:
        for _ in range(5):
            if limits.take(case.store, [counter]) is None:
                under_way.add(1)
                under_way.add(-1)
                limits.give_back(case.store, [counter])

    case.at_once(send_and_fail)
    assert 1 <= under_way.peak <= most
    assert case.at_once(lambda _: limits.take(case.store, [counter])).count(None) == most
