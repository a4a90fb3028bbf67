"""A secret store that is down, or holds what does not load: what holds then, and for how long."""

from typing import Final

import pytest

from smscode.outcome import MISCONFIGURED, UNAVAILABLE, OutcomeError, failure
from support.cache_bench import FIRST, SECOND, TTL, CacheBench, signature
from support.documents import SECRETS, document
from support.stand_ins import log_lines

DOWN: Final = failure(UNAVAILABLE, "store is down")
#: What a store answers or raises, which outcome that is without a good config, and why.
FAILURES: Final[list[tuple[str | BaseException, str, str]]] = [
    (DOWN, "unavailable", "store is down"),
    (failure(MISCONFIGURED, "no such secret"), "misconfigured", "no such secret"),
    (RuntimeError(f"GET /{SECRETS[0]} failed"), "unavailable", "config: RuntimeError"),
    (KeyboardInterrupt(SECRETS[0]), "unavailable", "config: KeyboardInterrupt"),
    (SystemExit(SECRETS[0]), "unavailable", "config: SystemExit"),
    (f'{{"accessKeyId": "{SECRETS[0]}",}}', "misconfigured", "config: not JSON: "),
    (document(signName=[]), "misconfigured", "config: /signName: "),
]
each_failure = pytest.mark.parametrize(
    ("answer", "kind", "reason"), FAILURES, ids=[row[2] for row in FAILURES]
)


def refusal(bench: CacheBench) -> OutcomeError:
    """Return why there is no config."""
    with pytest.raises(OutcomeError) as caught:
        bench.current()
    return caught.value


@each_failure
def test_last_good_one_goes_on(
    answer: str | BaseException, kind: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a good config in hand a failure costs nothing but a log line, which says why."""
    bench = CacheBench(FIRST)
    config = bench.current()
    bench.store.holds = answer
    bench.clock.sleep(TTL)
    assert bench.current() is config, kind
    _, line = log_lines(capsys)
    assert (line["event"], line["level"], line["lastGood"]) == ("config_not_read", "error", True)
    assert line["reason"].startswith(reason)
    assert not [secret for secret in SECRETS if secret in str(line)]


@each_failure
def test_first_read_fails(
    answer: str | BaseException, kind: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without one the call is told what the store said: that it is down is safe to repeat."""
    error = refusal(CacheBench(answer))
    assert error.outcome.kind.code == kind
    assert str(error.outcome.reason).startswith(reason)
    (line,) = log_lines(capsys)
    assert (line["event"], line["lastGood"]) == ("config_not_read", False)
    assert not [secret for secret in SECRETS if secret in f"{line} {error.outcome}"]


def test_failed_first_read_stands_for_a_second() -> None:
    """A failed first read answers the calls of the next second too, and no later ones."""
    bench = CacheBench(DOWN)
    reasons = [refusal(bench).outcome.reason for _ in range(3)]
    bench.clock.sleep(0.9)
    reasons.append(refusal(bench).outcome.reason)
    assert reasons == ["store is down"] * 4
    assert bench.store.reads == 1
    bench.clock.sleep(0.1)
    bench.store.holds = FIRST
    assert signature(bench.current()) == "first"
    assert bench.store.reads == 2


def test_look_after_a_failed_one() -> None:
    """With a good config in hand, a failed look is repeated after 10 s and not before."""
    bench = CacheBench(FIRST)
    bench.current()
    bench.store.holds = DOWN
    bench.clock.sleep(TTL)
    bench.current()
    bench.store.holds = SECOND
    bench.clock.sleep(9.9)
    assert signature(bench.current()) == "first"
    assert bench.store.reads == 2
    bench.clock.sleep(0.1)
    assert signature(bench.current()) == "second"
