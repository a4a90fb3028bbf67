"""The way to a claim store: in time or not at all, and the log says once that it is down."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest

from smscode.claim_stores import ClaimStore
from smscode.claim_stores.memory import Memory
from smscode.claims_access import Guarded, Immediate, StoreDownError, StoreOpeningError
from smscode.clock import Clock
from smscode.logs import Log
from stand_ins import PATIENCE, HeldClock, HurriedClock, log_lines

REST: Final = 5.0  # s for which a store is left alone
SHORT: Final = 0.05  # s
FAILURES: Final = (RuntimeError("text with a secret"), ImportError("no module"), SystemExit(1))


class Opening:
    """Opens a store, and counts how often."""

    def __init__(self, clock: Clock) -> None:
        """Open nothing yet."""
        self.times = 0
        self._clock = clock

    def __call__(self) -> ClaimStore:
        """Return an empty store."""
        self.times += 1
        return Memory(self._clock)


def guarded(make: Callable[[], ClaimStore], clock: Clock) -> Guarded:
    """Return the guarded way to the store that *make* opens."""
    return Guarded("redis", make, clock, Log())


def works(store: ClaimStore) -> str:
    """Do what every store can."""
    assert store.put_if_absent("key", "value", 1.0) in (None, "value")
    return "done"


def raises(error: BaseException) -> Callable[[ClaimStore], str]:
    """Return an operation that fails so."""

    def operation(_store: ClaimStore) -> str:
        raise error

    return operation


@pytest.fixture
def hang() -> Iterator[Callable[[ClaimStore], str]]:
    """Give an operation that does not end before the test does."""
    released = threading.Event()

    def operation(_store: ClaimStore) -> str:
        released.wait(PATIENCE)
        return "late"

    yield operation
    released.set()


def test_a_store_in_this_process_is_simply_asked() -> None:
    """The result comes back; whatever is raised means that the store has not done its part."""
    access = Immediate(Memory(HeldClock()))
    assert access.run(works, 0.0) == "done"
    with pytest.raises(StoreDownError):
        access.run(raises(RuntimeError()), 0.0)


def test_a_store_is_opened_when_it_is_needed_and_once() -> None:
    """Opening imports a library, so that it waits for the first call; all others share it."""
    clock = HeldClock()
    opening = Opening(clock)
    access = guarded(opening, clock)
    assert opening.times == 0
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda _: access.run(works, PATIENCE), range(16)))
    assert results == ["done"] * 16
    assert opening.times == 1


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_whatever_an_operation_raises_means_down(
    error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    """The one who asks hears `StoreDownError` only, without a trace of what the library said."""
    clock = HeldClock()
    with pytest.raises(StoreDownError) as caught:
        guarded(Opening(clock), clock).run(raises(error), PATIENCE)
    assert caught.value.__context__ is None
    (line,) = log_lines(capsys)
    assert (line["level"], line["event"], line["store"]) == ("error", "claims_down", "redis")
    assert line["reason"] == type(error).__name__
    assert "secret" not in str(line)


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_a_store_that_cannot_be_opened_is_down(error: BaseException) -> None:
    """A library that is not installed, or an address that it does not take, costs no send."""

    def make() -> ClaimStore:
        raise error

    with pytest.raises(StoreDownError):
        guarded(make, HeldClock()).run(works, PATIENCE)


def test_an_operation_is_given_up_in_time(hang: Callable[[ClaimStore], str]) -> None:
    """Who asks waits for as long as was said, and no longer."""
    clock = HurriedClock()
    access = guarded(Opening(clock), clock)
    access.run(works, PATIENCE)
    with pytest.raises(StoreDownError):
        access.run(hang, SHORT)
    assert clock.waited == pytest.approx(SHORT)


def test_an_opening_goes_on_without_those_who_waited(capsys: pytest.CaptureFixture[str]) -> None:
    """While a store opens each call waits for as long as was said, and the next finds it open."""
    clock, may_open = HurriedClock(), threading.Event()
    opening = Opening(clock)

    def open_slowly() -> ClaimStore:
        may_open.wait(PATIENCE)
        return opening()

    access = guarded(open_slowly, clock)
    for _ in range(2):
        with pytest.raises(StoreOpeningError):
            access.run(works, SHORT)
    assert clock.waited == pytest.approx(2 * SHORT)
    may_open.set()
    assert access.run(works, PATIENCE) == "done"
    assert opening.times == 1
    assert log_lines(capsys) == []  # it was never down


def test_an_opening_that_leaves_no_time_is_no_failure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is left of a call's time after the opening may be too short to judge the store by."""
    clock = HeldClock()

    def open_slowly() -> ClaimStore:
        clock.sleep(0.15)
        return Memory(clock)

    access = guarded(open_slowly, clock)
    asked: list[ClaimStore] = []
    with pytest.raises(StoreOpeningError):
        access.run(asked.append, 0.2)
    assert not asked
    assert not log_lines(capsys)
    assert access.run(works, 0.2) == "done"


def test_an_opening_that_fails_is_tried_again() -> None:
    """After its rest the store is opened anew: what it needs may have come."""
    clock, answers = HeldClock(), iter([ImportError("no module"), None])
    opening = Opening(clock)

    def open_at_last() -> ClaimStore:
        error = next(answers)
        if error is not None:
            raise error
        return opening()

    access = guarded(open_at_last, clock)
    for _ in range(2):
        with pytest.raises(StoreDownError) as caught:
            access.run(works, PATIENCE)
        assert caught.type is StoreDownError
    clock.sleep(REST)
    assert access.run(works, PATIENCE) == "done"


def test_a_store_that_is_down_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """After a failure nothing is asked for 5 s; then it is, and one line says each change."""
    clock = HeldClock()
    access = guarded(Opening(clock), clock)
    asked = []

    def fail(_store: ClaimStore) -> None:
        asked.append(clock.now)
        raise ConnectionError

    began = clock.now
    for _ in range(30):
        with pytest.raises(StoreDownError):
            access.run(fail, PATIENCE)
        clock.sleep(0.5)
    assert asked == [began, began + REST, began + 2 * REST]
    assert [line["event"] for line in log_lines(capsys)] == ["claims_down"]
    assert access.run(works, PATIENCE) == "done"
    assert access.run(works, PATIENCE) == "done"
    assert [line["event"] for line in log_lines(capsys)] == ["claims_up"]
    with pytest.raises(StoreDownError):
        access.run(fail, PATIENCE)
    assert [line["event"] for line in log_lines(capsys)] == ["claims_down"]


def test_many_at_once_say_once_that_it_is_down(capsys: pytest.CaptureFixture[str]) -> None:
    """However many calls find the store down together, the log has one line."""
    clock = HeldClock()
    access = guarded(Opening(clock), clock)
    together = threading.Barrier(16)

    def fail_together(_store: ClaimStore) -> None:
        together.wait(PATIENCE)
        raise ConnectionError

    def ask(_number: int) -> type[BaseException] | None:
        with pytest.raises(StoreDownError) as caught:
            access.run(fail_together, PATIENCE)
        return caught.type

    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(ask, range(16))) == [StoreDownError] * 16
    assert [line["event"] for line in log_lines(capsys)] == ["claims_down"]
