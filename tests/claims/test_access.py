"""The way to a claim store: in time or not at all, and the log says when it is down."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest

from smscode.claims.access import Guarded, Immediate, Patience, StoreDownError
from smscode.claims.stores import ClaimStore
from smscode.claims.stores.memory import Memory
from smscode.clock import Clock
from smscode.logs import Log
from support.stand_ins import PATIENCE, HeldClock, HurriedClock, log_lines

REST: Final = 5.0  # s for which a store is left alone
FAILURES_IN_A_ROW: Final = 3
LONG: Final = Patience(PATIENCE)
SHORT: Final = Patience(0.05)
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
    assert access.run(works, Patience(0.0)) == "done"
    with pytest.raises(StoreDownError):
        access.run(raises(RuntimeError()), Patience(0.0))


def test_a_store_is_opened_when_it_is_needed_and_once() -> None:
    """Opening imports a library, so that it waits for the first call; all others share it."""
    clock = HeldClock()
    opening = Opening(clock)
    access = guarded(opening, clock)
    assert opening.times == 0
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda _: access.run(works, LONG), range(16)))
    assert results == ["done"] * 16
    assert opening.times == 1


def fail(access: Guarded, error: BaseException, times: int = 1) -> None:
    """Let operations fail, some times in a row."""
    for _ in range(times):
        with pytest.raises(StoreDownError) as caught:
            access.run(raises(error), LONG)
        assert caught.value.__context__ is None


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_whatever_an_operation_raises_means_down(
    error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    """The one who asks hears `StoreDownError` only, without a trace of what the library said."""
    clock = HeldClock()
    fail(guarded(Opening(clock), clock), error, FAILURES_IN_A_ROW)
    (line,) = log_lines(capsys)
    assert (line["level"], line["event"], line["store"]) == ("error", "claims_down", "redis")
    assert line["reason"] == type(error).__name__
    assert "secret" not in str(line)


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_a_store_that_cannot_be_opened_is_down(error: BaseException) -> None:
    """A library that is not installed, or an address that it does not take, is its failure."""

    def make() -> ClaimStore:
        raise error

    with pytest.raises(StoreDownError):
        guarded(make, HeldClock()).run(works, LONG)


def test_an_operation_is_given_up_in_time(hang: Callable[[ClaimStore], str]) -> None:
    """Who asks a store that has answered before waits for as long as was said, and no longer."""
    clock = HurriedClock()
    access = guarded(Opening(clock), clock)
    access.run(works, LONG)
    with pytest.raises(StoreDownError):
        access.run(hang, Patience(0.05, at_first=PATIENCE))
    assert clock.waited == pytest.approx(0.05)


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "opening"])
def test_the_first_answer_may_take_longer(
    hang: Callable[[ClaimStore], str], *, is_open: bool
) -> None:
    """Until a store has answered once, who asks waits for as long as is said of the first time."""
    clock, may_open = HurriedClock(), threading.Event()
    opening = Opening(clock)

    def open_slowly() -> ClaimStore:
        may_open.wait(PATIENCE)
        return opening()

    access = guarded(opening if is_open else open_slowly, clock)
    with pytest.raises(StoreDownError):
        access.run(hang, Patience(0.05, at_first=0.2))
    assert clock.waited == pytest.approx(0.2)
    may_open.set()


def test_opening_and_first_answer_share_the_time(hang: Callable[[ClaimStore], str]) -> None:
    """What the opening has taken is gone for the operation."""
    clock = HurriedClock()

    def open_slowly() -> ClaimStore:
        clock.now += 0.15
        return Memory(clock)

    with pytest.raises(StoreDownError):
        guarded(open_slowly, clock).run(hang, Patience(0.0, at_first=0.2))
    assert clock.waited == pytest.approx(0.05)


def test_an_opening_goes_on_without_those_who_waited() -> None:
    """What one call could not wait for is there for a later one."""
    clock, may_open = HurriedClock(), threading.Event()
    opening = Opening(clock)

    def open_slowly() -> ClaimStore:
        may_open.wait(PATIENCE)
        return opening()

    access = guarded(open_slowly, clock)
    for _ in range(2):
        with pytest.raises(StoreDownError):
            access.run(works, SHORT)
    may_open.set()
    assert access.run(works, LONG) == "done"
    assert opening.times == 1


def test_an_opening_that_fails_is_tried_again() -> None:
    """The next call opens the store anew: what it needs may have come."""
    clock, answers = HeldClock(), iter([ImportError("no module"), None])
    opening = Opening(clock)

    def open_at_last() -> ClaimStore:
        error = next(answers)
        if error is not None:
            raise error
        return opening()

    access = guarded(open_at_last, clock)
    with pytest.raises(StoreDownError):
        access.run(works, LONG)
    assert access.run(works, LONG) == "done"


def test_one_failure_switches_nothing_off(capsys: pytest.CaptureFixture[str]) -> None:
    """However often an operation fails, the next is tried as long as three have not in a row."""
    clock = HeldClock()
    access = guarded(Opening(clock), clock)
    for _ in range(4):
        fail(access, ConnectionError(), FAILURES_IN_A_ROW - 1)
        assert access.run(works, LONG) == "done"
    assert not log_lines(capsys)


def test_a_store_that_is_down_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """After three failures nothing is asked for 5 s; then it is, and one line says each change."""
    clock = HeldClock()
    access = guarded(Opening(clock), clock)
    asked = []

    def note_and_fail(_store: ClaimStore) -> None:
        asked.append(clock.now)
        raise ConnectionError

    began = clock.now
    for _ in range(30):
        with pytest.raises(StoreDownError):
            access.run(note_and_fail, LONG)
        clock.sleep(0.5)
    assert asked == [began, began + 0.5, began + 1.0, began + 1.0 + REST, began + 1.0 + 2 * REST]
    assert [line["event"] for line in log_lines(capsys)] == ["claims_down"]
    clock.sleep(REST)
    assert access.run(works, LONG) == "done"
    assert access.run(works, LONG) == "done"
    assert [line["event"] for line in log_lines(capsys)] == ["claims_up"]
    fail(access, ConnectionError(), FAILURES_IN_A_ROW)
    assert [line["event"] for line in log_lines(capsys)] == ["claims_down"]


def test_after_its_rest_one_call_at_a_time_tries_it() -> None:
    """While one finds out whether the store is back, the others do not wait for it."""
    clock = HeldClock()
    access = guarded(Opening(clock), clock)
    fail(access, ConnectionError(), FAILURES_IN_A_ROW)
    clock.sleep(REST)
    tried, may_end = threading.Event(), threading.Event()

    def work_slowly(_store: ClaimStore) -> str:
        tried.set()
        may_end.wait(PATIENCE)
        return "done"

    with ThreadPoolExecutor(1) as threads:
        trial = threads.submit(access.run, work_slowly, LONG)
        assert tried.wait(PATIENCE)
        with pytest.raises(StoreDownError):
            access.run(works, LONG)
        may_end.set()
        assert trial.result() == "done"
    assert access.run(works, LONG) == "done"


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
            access.run(fail_together, LONG)
        return caught.type

    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(ask, range(16))) == [StoreDownError] * 16
    assert [line["event"] for line in log_lines(capsys)] == ["claims_down"]


def test_what_ends_too_late_is_undone() -> None:
    """An operation that nobody waits for any more is undone with its result, when it has ended."""
    clock, may_end, undone = HurriedClock(), threading.Event(), threading.Event()
    access = guarded(Opening(clock), clock)
    results: list[str] = []

    def work_slowly(_store: ClaimStore) -> str:
        may_end.wait(PATIENCE)
        return "late"

    def undo(_store: ClaimStore, result: str) -> None:
        results.append(result)
        undone.set()

    with pytest.raises(StoreDownError):
        access.run(work_slowly, SHORT, undo)
    assert not results
    may_end.set()
    assert undone.wait(PATIENCE)
    assert results == ["late"]


def test_what_ends_in_time_is_not_undone() -> None:
    """Its result is its caller's."""
    clock = HeldClock()
    undone: list[str] = []
    access = guarded(Opening(clock), clock)
    assert access.run(works, LONG, lambda _store, result: undone.append(result)) == "done"
    assert not undone
