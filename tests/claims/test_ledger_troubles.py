"""A claim store in trouble: it costs a call 0.3 s at most, and no truth, nor a send unless told."""

import threading
from collections.abc import Callable
from typing import Final, TypeVar

import pytest

from smscode.claims.access import ClaimsAccess, Guarded, Patience, StoreDownError
from smscode.claims.claim import Claim
from smscode.claims.ledger import Ledger
from smscode.claims.limits import Counter
from smscode.claims.stores import ClaimStore
from smscode.claims.stores.memory import Memory
from smscode.clock import Deadline
from smscode.logs import Log
from smscode.outcome import (
    QUOTA_EXHAUSTED,
    RATE_LIMITED,
    SENT,
    UNAVAILABLE,
    UNCERTAIN,
    Kind,
    Outcome,
)
from support.claims.book import ENTRY, RECEIPT, Book, Sends
from support.stand_ins import HurriedClock

T = TypeVar("T")
PER_CALL: Final = 0.3 + 1e-9  # s; the sum of two waits is no round number
PATIENCE: Final = 8.0  # s
DOWN: Final = "claim store down"
HOUR: Final = Counter("hour", 9, 60, QUOTA_EXHAUSTED, "perHour")


class Failing:
    """The way to a store that fails from one visit on, after as long as the visitor would wait."""

    def __init__(self, book: Book, visit: int) -> None:
        """Let visits before number *visit* work, at once."""
        self._book = book
        self._left = visit
        self.has_failed = False
        self.cost = 0.0

    def run(
        self,
        operation: Callable[[ClaimStore], T],
        patience: Patience,
        undo: Callable[[ClaimStore, T], None] | None = None,  # noqa: ARG002
    ) -> T:
        """Work, or fail; what is down already fails at once."""
        self._left -= 1
        if self._left > 0:
            return operation(self._book.store)
        if not self.has_failed:
            self.cost += patience.seconds
            self._book.clock.sleep(patience.seconds)
        self.has_failed = True
        raise StoreDownError


class Slow:
    """The way to a store that takes as long as every visitor is just ready to wait."""

    def __init__(self, book: Book) -> None:
        """Cost nothing yet."""
        self._book = book
        self.cost = 0.0

    def run(
        self,
        operation: Callable[[ClaimStore], T],
        patience: Patience,
        undo: Callable[[ClaimStore, T], None] | None = None,  # noqa: ARG002
    ) -> T:
        """Work, in the end."""
        self.cost += patience.seconds
        self._book.clock.sleep(patience.seconds)
        return operation(self._book.store)


class Silent:
    """The way to a store that has never answered; notes for how long it was waited for."""

    def __init__(self) -> None:
        """Be asked nothing yet."""
        self.waited: list[Patience] = []

    def run(
        self,
        operation: Callable[[ClaimStore], T],  # noqa: ARG002
        patience: Patience,
        undo: Callable[[ClaimStore, T], None] | None = None,  # noqa: ARG002
    ) -> T:
        """Fail."""
        self.waited.append(patience)
        raise StoreDownError


def ask(book: Book, access: ClaimsAccess, send: Callable[[], Outcome]) -> Outcome:
    """Ask through *access* with a caller's whole patience ahead."""
    deadline = Deadline(book.clock, book.clock.now + PATIENCE)
    entry = ENTRY._replace(counters=(HOUR,))
    return Ledger(access, book.clock).once(entry, deadline, send)


def ask_or_refuse(book: Book, access: ClaimsAccess, send: Callable[[], Outcome]) -> Outcome:
    """Ask for what is not to be sent without the store."""
    deadline = Deadline(book.clock, book.clock.now + PATIENCE)
    return Ledger(access, book.clock).once(ENTRY._replace(needs_store=True), deadline, send)


@pytest.mark.parametrize("visit", [1, 2], ids=["claim", "settle"])
@pytest.mark.parametrize("kind", [SENT, RATE_LIMITED, UNCERTAIN], ids=lambda kind: kind.code)
def test_the_outcome_is_the_vendors(visit: int, kind: Kind) -> None:
    """Whenever the store fails, one SMS is asked for, and what came of it is the answer."""
    send = Sends(Outcome(kind, biz_id="receipt", retry_after=60))
    answer = ask(book := Book(), access := Failing(book, visit), send)
    assert access.has_failed
    assert send.times == 1
    assert (answer.kind, answer.biz_id, answer.retry_after) == (kind, "receipt", 60)


@pytest.mark.parametrize("visit", [1, 2])
@pytest.mark.parametrize(
    ("reason", "logged"), [(None, DOWN), ("the vendor's", f"the vendor's; {DOWN}")]
)
def test_every_call_that_went_without_a_store_says_so(
    visit: int, reason: str | None, logged: str
) -> None:
    """The reason in the call's log line is what such calls are counted by."""
    book = Book()
    answer = ask(book, Failing(book, visit), Sends(Outcome(RATE_LIMITED, reason=reason)))
    assert answer.reason == logged


@pytest.mark.parametrize("visit", [1, 2])
def test_a_failing_store_costs_no_more_than_it_may(visit: int) -> None:
    """One visit in vain is all that a call makes."""
    book = Book()
    access = Failing(book, visit)
    ask(book, access, Sends(RECEIPT))
    assert 0 < access.cost <= PER_CALL


def test_a_slow_store_costs_no_more_than_it_may() -> None:
    """Claim and settlement together are within what a store may cost."""
    book = Book()
    access = Slow(book)
    assert ask(book, access, Sends(RECEIPT)) == RECEIPT
    assert access.cost == pytest.approx(PER_CALL)


@pytest.mark.parametrize("left", [8.0, 4.5, 1.5, 0.1])
def test_a_store_is_waited_for_as_long_as_there_is_time_to_send(left: float) -> None:
    """Before its first answer a call gives it all but the 1.5 s that the send takes."""
    book, access = Book(), Silent()
    deadline = Deadline(book.clock, book.clock.now + left)
    assert Ledger(access, book.clock).once(ENTRY, deadline, Sends(RECEIPT)).kind is SENT
    assert [patience.at_first for patience in access.waited] == [max(0.0, left - 1.5)]


def test_who_needs_the_store_is_refused_without_it() -> None:
    """Nothing is sent when it fails before the send, and the call's line says why."""
    book, send = Book(), Sends(RECEIPT)
    answer = ask_or_refuse(book, Failing(book, 1), send)
    assert (answer.kind, answer.reason, answer.store_failed) == (UNAVAILABLE, DOWN, True)
    assert send.times == 0


@pytest.mark.parametrize("kind", [SENT, RATE_LIMITED, UNCERTAIN], ids=lambda kind: kind.code)
def test_a_settlement_that_fails_changes_nothing(kind: Kind) -> None:
    """Who needs the store is told what came of the send all the same."""
    book = Book()
    answer = ask_or_refuse(book, Failing(book, 2), Sends(Outcome(kind, biz_id="receipt")))
    assert (answer.kind, answer.biz_id, answer.store_failed) == (kind, "receipt", True)


def test_an_admission_that_comes_too_late_is_taken_back() -> None:
    """Whoever asks next finds neither claim nor count of it."""
    book, may_end, undone = Book(), threading.Event(), threading.Event()

    class Late(Memory):
        def add(self, key: str, amount: int, seconds: float) -> int:
            may_end.wait(30)
            total = super().add(key, amount, seconds)
            if not total:
                undone.set()
            return total

    store, clock = Late(book.clock), HurriedClock()
    access = Guarded("redis", lambda: store, clock, Log())
    access.run(lambda _: None, Patience(30.0))
    entry = ENTRY._replace(counters=(HOUR,), needs_store=True)
    answer = Ledger(access, clock).once(entry, Deadline(clock, clock.now + 8), Sends(RECEIPT))
    assert answer.kind is UNAVAILABLE
    assert store.get(ENTRY.key) is not None
    may_end.set()
    assert undone.wait(30)
    assert (store.get(ENTRY.key), store.get(HOUR.key)) == (None, None)


@pytest.mark.parametrize("visit", range(2, 6))
def test_a_store_that_fails_a_waiting_call(visit: int) -> None:
    """Who cannot learn what became of the first call is told `uncertain`, in time, and no SMS."""
    book = Book()
    book.store.put(ENTRY.key, Claim("first", ENTRY.key, int(book.clock.time())).in_flight(), 10.0)
    access, send, began = Failing(book, visit), Sends(RECEIPT), book.clock.now
    assert ask(book, access, send).kind is UNCERTAIN
    assert access.has_failed
    assert access.cost <= PER_CALL
    assert book.clock.now - began < 1.0
    assert send.times == 0


def test_who_waits_on_a_slow_store_stops_in_time() -> None:
    """However long each look takes, the caller has its answer before it stops waiting."""
    book = Book()
    book.store.put(ENTRY.key, Claim("first", ENTRY.key, int(book.clock.time())).in_flight(), 60.0)
    began = book.clock.now
    assert ask(book, Slow(book), Sends(RECEIPT)).kind is UNCERTAIN
    assert PATIENCE - 0.5 <= book.clock.now - began <= PATIENCE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "null",
        "[]",
        '{"v":2,"attempt":"first","fingerprint":"asked for","since":1}',
        '{"v":1,"attempt":"first"}',
        '{"v":1,"attempt":"first","fingerprint":5,"since":1}',
        '{"v":1,"attempt":"first","fingerprint":"asked for","since":1,"outcome":5}',
        "[" * 100_000,
        "first\nasked for",  # as versions before the first wrote a claim
        "first\nasked for\nsent\n\n9006^0\n\n",
    ],
    ids=lambda text: text[:20],
)
def test_nonsense_where_a_claim_should_be(text: str) -> None:
    """What no instance of this version wrote may be a claim: nothing is sent."""
    book, send = Book(), Sends(RECEIPT)
    book.store.put(ENTRY.key, text, 60.0)
    began = book.clock.now
    assert book.ask(send).kind is UNCERTAIN
    assert book.clock.now - began <= PATIENCE
    assert send.times == 0
