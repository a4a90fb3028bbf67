"""The config in hand: when the store is read, how often, and for how long a call waits for it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from smscode.outcome import OutcomeError
from support.cache_bench import SECOND, TTL, CacheBench, signature
from support.documents import SECRETS, document
from support.elapsed import at_most, seconds_of
from support.stand_ins import PATIENCE, log_lines


@pytest.fixture
def bench() -> CacheBench:
    """Return a cache that nobody has asked yet."""
    return CacheBench()


def test_nothing_is_read_before_it_is_asked_for(bench: CacheBench) -> None:
    """Making a cache touches no store; the first call does."""
    assert bench.store.reads == 0
    assert signature(bench.current()) == "first"
    assert bench.store.reads == 1


def test_time_to_live(bench: CacheBench) -> None:
    """A config serves for its time without a look, and is read again after it."""
    config = bench.current()
    bench.store.holds = SECOND
    bench.clock.sleep(TTL - 0.1)
    assert bench.current() is config
    assert bench.store.reads == 1
    bench.clock.sleep(0.1)
    assert signature(bench.current()) == "second"
    assert bench.store.reads == 2


def test_unchanged_text_is_the_same_config(
    bench: CacheBench, capsys: pytest.CaptureFixture[str]
) -> None:
    """A look that finds the same text changes nothing, and is not worth a line."""
    config = bench.current()
    bench.clock.sleep(TTL)
    assert bench.current() is config
    assert bench.store.reads == 2
    assert [line["event"] for line in log_lines(capsys)] == ["config_read"]


def test_first_read_hangs(bench: CacheBench) -> None:
    """A call whose time is up before the store has answered is safe to repeat."""
    bench.store.open.clear()
    with pytest.raises(OutcomeError) as caught:
        bench.current(seconds=0.05)
    assert caught.value.outcome.kind.code == "unavailable"
    bench.store.open.set()
    assert signature(bench.current()) == "first"
    assert bench.store.reads == 1


def test_one_look_for_many_calls(bench: CacheBench) -> None:
    """However many calls need the first config, the store is read once, and all get it."""
    bench.store.open.clear()
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(bench.current) for _ in range(8)]
        assert bench.store.entered.acquire(timeout=PATIENCE)
        assert not bench.store.entered.acquire(timeout=0.1)
        bench.store.open.set()
        configs = [call.result(PATIENCE) for call in calls]
    assert {id(config) for config in configs} == {id(bench.current())}
    assert bench.store.reads == 1


def slow_look() -> tuple[float, float]:
    """Return the seconds that a look at a slow store costs one call, and a hundred beside it."""
    bench = CacheBench()
    config = bench.current()
    bench.store.holds = SECOND
    bench.store.open.clear()
    bench.clock.sleep(TTL)
    waited = seconds_of(lambda: bench.current() is config)
    beside = seconds_of(lambda: all(bench.current() is config for _ in range(100)))
    assert bench.store.reads == 2
    bench.store.open.set()
    assert signature(bench.cache.after_refused_key(config, bench.deadline())) == "second"
    assert bench.store.reads == 2
    assert waited >= 0.9
    return waited, beside


def test_slow_store() -> None:
    """With a config in hand a look costs one call a second, and the calls beside it nothing."""
    assert at_most(1.5, lambda: slow_look()[0])
    assert at_most(0.5, lambda: slow_look()[1])


def test_slow_store_and_a_short_deadline() -> None:
    """A call with less time than that waits no longer than it has."""

    def measure() -> float:
        bench = CacheBench()
        config = bench.current()
        bench.store.open.clear()
        bench.clock.sleep(TTL)
        seconds = seconds_of(lambda: bench.current(seconds=0.05) is config)
        bench.store.open.set()
        return seconds

    assert at_most(0.9, measure)


STRANGE = {"limitz": 1, "callers": {"nobody": {"secret": SECRETS[1]}}}


@pytest.mark.parametrize(
    ("extra", "named"), [({}, None), (STRANGE, ["/limitz", "/callers/nobody"])]
)
def test_unknown_members_are_logged(
    extra: dict[str, object], named: list[str] | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says that a config was read, and names what of it has no meaning."""
    bench = CacheBench(document(**extra))
    bench.current()
    bench.current()
    (line,) = log_lines(capsys)
    assert (line["event"], line["level"]) == ("config_read", "info")
    assert line.get("unknownMembers") == named
    assert not [secret for secret in SECRETS if secret in str(line)]
