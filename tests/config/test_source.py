"""The version before, in the cache: when it is taken, what is told of it, how long it may take."""

import pytest

from smscode.outcome import MISCONFIGURED, UNAVAILABLE, OutcomeError, failure
from support.cache_bench import FIRST, SECOND, TTL, CacheBench, signature
from support.documents import SECRETS, document
from support.stand_ins import log_lines

BROKEN = document(signName=[])
BROKEN_OTHERWISE = f'{{"accessKeyId": "{SECRETS[0]}",}}'
LOOK_AGAIN = 10.0
Output = pytest.CaptureFixture[str]


def bench_with(holds: str | BaseException, held: str | BaseException | None) -> CacheBench:
    """Return a cache over a store with two versions."""
    bench = CacheBench(holds)
    bench.store.held = held
    return bench


def events(capsys: Output) -> list[tuple[str, str]]:
    """Return what was logged, and the beginning of why."""
    lines = log_lines(capsys)
    assert not [secret for secret in SECRETS if secret in str(lines)]
    return [(line["event"], str(line.get("reason"))[:24]) for line in lines]


def test_each_change_is_told_once(capsys: Output) -> None:
    """While it stands in, a line comes when what is wrong changes, and not at each look."""
    bench = bench_with(BROKEN, FIRST)
    for holds in (BROKEN, BROKEN, BROKEN_OTHERWISE, BROKEN_OTHERWISE, BROKEN):
        bench.store.holds = holds
        assert signature(bench.current()) == "first"
        assert bench.cache.serves_previous
        bench.clock.sleep(LOOK_AGAIN)
    assert events(capsys) == [
        ("config_previous", "config: /signName: must "),
        ("config_previous", "config: not JSON: Expect"),
        ("config_previous", "config: /signName: must "),
    ]
    assert bench.store.reads == 5


def test_the_same_text_becomes_the_current_one() -> None:
    """An operator who puts the version before back has a config that is current."""
    bench = bench_with(BROKEN, FIRST)
    bench.current()
    bench.store.holds = FIRST
    bench.clock.sleep(LOOK_AGAIN)
    assert signature(bench.current()) == "first"
    assert not bench.cache.serves_previous


def test_a_refused_key_looks_for_a_current_one() -> None:
    """A look that is forced reads the current version, and takes it when it is good."""
    bench = bench_with(BROKEN, FIRST)
    stale = bench.current()
    assert bench.cache.after_refused_key(stale, bench.deadline()) is stale
    bench.store.holds = SECOND
    bench.clock.sleep(LOOK_AGAIN)
    assert signature(bench.cache.after_refused_key(stale, bench.deadline())) == "second"
    assert not bench.cache.serves_previous


def test_reading_twice_stays_inside_the_deadline() -> None:
    """A call whose time is up before the version before has come is safe to repeat."""
    bench = bench_with(BROKEN, FIRST)
    bench.store.open_before.clear()
    with pytest.raises(OutcomeError) as caught:
        bench.current(seconds=0.05)
    assert caught.value.outcome.kind.code == "unavailable"
    bench.store.open_before.set()
    assert signature(bench.current()) == "first"
    assert bench.store.reads == 1


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (None, ""),
        (failure(MISCONFIGURED, "no such version"), "; previous version: no such version"),
        (failure(UNAVAILABLE, "store is down"), "; previous version: store is down"),
        (RuntimeError(SECRETS[0]), "; previous version: config: RuntimeError"),
        (KeyboardInterrupt(SECRETS[0]), "; previous version: config: KeyboardInterrupt"),
        ("[]", "; previous version: config: /: must be an object"),
    ],
)
def test_none_can_be_had(held: str | BaseException | None, why: str, capsys: Output) -> None:
    """Without a version before, the operator must act, and is told both reasons."""
    bench = bench_with(BROKEN_OTHERWISE, held)
    with pytest.raises(OutcomeError) as caught:
        bench.current()
    assert caught.value.outcome.kind.code == "misconfigured"
    assert why in str(caught.value.outcome.reason)
    assert ("previous" in str(caught.value.outcome.reason)) is bool(why)
    assert [event for event, _ in events(capsys)] == ["config_not_read"]
    bench.store.held = FIRST
    bench.clock.sleep(1.0)
    assert signature(bench.current()) == "first"


def test_it_is_not_kept_beyond_a_good_one(capsys: Output) -> None:
    """Once a current version has been good, that is the last good one."""
    bench = bench_with(BROKEN, FIRST)
    bench.current()
    bench.store.holds = SECOND
    bench.clock.sleep(LOOK_AGAIN)
    bench.current()
    bench.store.holds = BROKEN
    bench.clock.sleep(TTL)
    assert signature(bench.current()) == "second"
    assert not bench.cache.serves_previous
    assert [event for event, _ in events(capsys)] == [
        "config_previous",
        "config_read",
        "config_not_read",
    ]
