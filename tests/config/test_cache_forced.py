"""Looks that are forced: by a key that Aliyun refused, and by a credential that nobody knows."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Final

import pytest

from smscode.clock import Deadline
from smscode.config.model import Config
from support.cache_bench import FIRST, SECOND, TTL, CacheBench, signature
from support.stand_ins import PATIENCE

REFUSED_KEY: Final = "refused key"
UNKNOWN_CREDENTIAL: Final = "unknown credential"


class Bench(CacheBench):
    """A cache with FIRST in hand, which a call has found too old for one of two reasons."""

    def __init__(self, reason: str, pool: ThreadPoolExecutor) -> None:
        """Read the store once."""
        super().__init__(FIRST)
        self.stale = self.current()
        self.store.entered.acquire()
        self._pool = pool
        forced = self.cache.after_refused_key
        if reason == UNKNOWN_CREDENTIAL:
            forced = self.cache.after_unknown_credential
        self.look: Callable[[Deadline], Config] = partial(forced, self.stale)

    def forced(self, seconds: float = PATIENCE) -> Config:
        """Return what a call that has so much time gets."""
        return self.look(self.deadline(seconds))

    def waiting(self, look: Callable[[Deadline], Config]) -> Future[Config]:
        """Start a call in a thread, and return once it waits for a look."""
        return self.call(self._pool, look)

    @property
    def looks(self) -> int:
        """How often the store was read since the first time."""
        return self.store.reads - 1


@pytest.fixture(params=[REFUSED_KEY, UNKNOWN_CREDENTIAL])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Return a bench for each reason; whoever still waits at the end is let go."""
    with ThreadPoolExecutor(16) as pool:
        made = Bench(request.param, pool)
        yield made
        made.store.open.set()


def test_newer_config_is_found_at_once(bench: Bench) -> None:
    """A rotation is seen within the call that needs it, long before the time is up."""
    bench.store.holds = SECOND
    newer = bench.forced()
    assert signature(newer) == "second"
    assert bench.current() is newer
    assert bench.looks == 1


def test_newer_config_in_hand_needs_no_look(bench: Bench) -> None:
    """A call that began with the old config takes the new one that another has found."""
    bench.store.holds = SECOND
    newer = bench.cache.after_refused_key(bench.stale, bench.deadline())
    assert bench.forced() is newer
    assert bench.looks == 1


@pytest.mark.parametrize("answer", [FIRST, "{", RuntimeError()], ids=["same", "broken", "down"])
def test_nothing_new(bench: Bench, answer: str | BaseException) -> None:
    """A look that finds the same, or fails, leaves the config that there is."""
    bench.store.holds = answer
    assert bench.forced() is bench.stale
    assert bench.looks == 1


@pytest.mark.parametrize(
    ("bench", "rest"), [(REFUSED_KEY, 10), (UNKNOWN_CREDENTIAL, 30)], indirect=["bench"]
)
def test_rest_after_a_look_that_brought_nothing(bench: Bench, rest: float) -> None:
    """None is forced for 10 s (a refused key) or 30 s (a stranger) after one in vain."""
    bench.forced()
    bench.store.holds = SECOND
    bench.clock.sleep(rest - 0.1)
    assert [bench.forced() for _ in range(5)] == [bench.stale] * 5
    assert bench.looks == 1
    bench.clock.sleep(0.1)
    assert signature(bench.forced()) == "second"
    assert bench.looks == 2


def test_one_look_for_many_calls(bench: Bench) -> None:
    """Of many calls one looks, and the others wait for it: in vain too, the store is read once."""
    bench.store.open.clear()
    calls = [bench.waiting(bench.look) for _ in range(8)]
    bench.store.open.set()
    assert {id(call.result(PATIENCE)) for call in calls} == {id(bench.stale)}
    assert bench.looks == 1


def test_storm(bench: Bench) -> None:
    """A storm of calls that know no better makes us read once, however they fall."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: bench.forced(), range(400)))
    assert bench.looks == 1


def test_newcomers_during_a_look_get_what_it_brings(bench: Bench) -> None:
    """A rotation has no gap: who comes while the look is under way is served by its result."""
    bench.store.holds = SECOND
    bench.store.open.clear()
    calls = [bench.waiting(bench.look) for _ in range(8)]
    bench.store.open.set()
    assert {signature(call.result(PATIENCE)) for call in calls} == {"second"}
    assert bench.looks == 1


def test_routine_look_that_began_too_early(bench: Bench) -> None:
    """A routine look may have read the old document: who joined it in vain looks again itself."""
    bench.store.open.clear()
    bench.clock.sleep(TTL)
    routine = bench.waiting(bench.cache.current)
    assert bench.store.entered.acquire(timeout=PATIENCE)
    bench.store.holds = SECOND
    call = bench.waiting(bench.look)
    bench.store.open.set()
    assert signature(call.result(PATIENCE)) == "second"
    assert routine.result(PATIENCE)
    assert bench.looks == 2


def test_look_that_hangs(bench: Bench) -> None:
    """A call does not wait for a look beyond its own time: it goes on with what there is."""
    bench.store.open.clear()
    assert bench.forced(0.05) is bench.stale
