"""A claim store in trouble: it costs a call 0.3 s at most, and no send, and no truth."""

from collections.abc import Callable
from typing import Final, TypeVar

import pytest

from claims.book import ENTRY, RECEIPT, Book, Sends
from smscode.claim import Claim
from smscode.claim_stores import ClaimStore
from smscode.claims_access import ClaimsAccess, StoreDownError, StoreOpeningError
from smscode.clock import Deadline
from smscode.ledger import Ledger
from smscode.limits import Counter
from smscode.outcome import (
    DUPLICATE,
    KINDS,
    QUOTA_EXHAUSTED,
    RATE_LIMITED,
    SENT,
    UNCERTAIN,
    Kind,
    Outcome,
)

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

    def run(self, operation: Callable[[ClaimStore], T], seconds: float) -> T:
        """Work, or fail; what is down already fails at once."""
        self._left -= 1
        if self._left > 0:
            return operation(self._book.store)
        if not self.has_failed:
            self.cost += seconds
            self._book.clock.sleep(seconds)
        self.has_failed = True
        raise StoreDownError


class Slow:
    """The way to a store that takes as long as every visitor is just ready to wait."""

    def __init__(self, book: Book) -> None:
        """Cost nothing yet."""
        self._book = book
        self.cost = 0.0

    def run(self, operation: Callable[[ClaimStore], T], seconds: float) -> T:
        """Work, in the end."""
        self.cost += seconds
        self._book.clock.sleep(seconds)
        return operation(self._book.store)


class Opening:
    """The way to a store that is not open before its visitor number *visit*."""

    def __init__(self, book: Book, visit: int) -> None:
        """Open nothing yet."""
        self._book = book
        self._left = visit
        self.cost = 0.0

    def run(self, operation: Callable[[ClaimStore], T], seconds: float) -> T:
        """Work once it is open; let nobody wait longer than they would."""
        self.cost += seconds
        self._left -= 1
        if self._left > 0:
            raise StoreOpeningError
        return operation(self._book.store)


class OpeningInVain:
    """The way to a store that is down, as is seen when it has been opened."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._errors = iter((StoreOpeningError, StoreDownError))

    def run(self, operation: Callable[[ClaimStore], T], seconds: float) -> T:  # noqa: ARG002
        """Fail."""
        raise next(self._errors)


def ask(book: Book, access: ClaimsAccess, send: Callable[[], Outcome]) -> Outcome:
    """Ask through *access* with a caller's whole patience ahead."""
    deadline = Deadline(book.clock, book.clock.now + PATIENCE)
    entry = ENTRY._replace(counters=(HOUR,))
    return Ledger(access, book.clock).once(entry, deadline, send)


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


def test_what_was_sent_before_the_store_opened_is_not_sent_again() -> None:
    """A store that opens while the vendor is asked still learns of the receipt and counts it."""
    book, send = Book(), Sends(RECEIPT)
    access = Opening(book, 2)
    first = ask(book, access, send)
    assert (first.kind, first.biz_id, first.store_failed) == (SENT, RECEIPT.biz_id, False)
    assert first.reason == "claim store opened late"
    assert access.cost <= PER_CALL
    assert book.store.get(HOUR.key) == "1"
    assert ask(book, access, send).kind is DUPLICATE
    assert send.times == 1


@pytest.mark.parametrize("kind", [RATE_LIMITED, UNCERTAIN], ids=lambda kind: kind.code)
def test_what_was_not_sent_before_the_store_opened_can_be_asked_for(kind: Kind) -> None:
    """No claim is left of it; what may have been sent is counted, what certainly was not is not."""
    book = Book()
    access, send = Opening(book, 2), Sends(Outcome(kind, reason="the vendor's"), RECEIPT)
    answer = ask(book, access, send)
    assert (answer.kind, answer.reason) == (kind, "the vendor's; claim store opened late")
    assert book.store.get(HOUR.key) == ("1" if kind is UNCERTAIN else None)
    assert ask(book, access, send).kind is SENT


def test_what_was_sent_before_the_store_opened_takes_no_claim_of_others() -> None:
    """Another instance that has claimed the same meanwhile settles its claim itself."""
    book, claimed = Book(), Claim("another", "asked for").in_flight()

    def send_while_another_claims() -> Outcome:
        book.store.put(ENTRY.key, claimed, 10.0)
        return RECEIPT

    assert ask(book, Opening(book, 2), send_while_another_claims).kind is SENT
    assert book.store.get(ENTRY.key) == claimed


def test_a_store_that_never_opens() -> None:
    """The outcome is the vendor's, the call says that it went without, and costs 0.3 s at most."""
    book = Book()
    access = Opening(book, 9)
    answer = ask(book, access, Sends(RECEIPT))
    assert (answer.kind, answer.biz_id, answer.store_failed) == (SENT, RECEIPT.biz_id, True)
    assert answer.reason == "claim store not open yet"
    assert access.cost <= PER_CALL


def test_a_store_that_opens_late_and_is_down() -> None:
    """The call says that it is down, as any other does that finds it so."""
    book = Book()
    answer = ask(book, OpeningInVain(), Sends(RECEIPT))
    assert (answer.kind, answer.reason, answer.store_failed) == (SENT, DOWN, True)


@pytest.mark.parametrize("visit", range(2, 6))
def test_a_store_that_fails_a_waiting_call(visit: int) -> None:
    """Who cannot learn what became of the first call is told `uncertain`, in time, and no SMS."""
    book = Book()
    book.store.put(ENTRY.key, Claim("first", "asked for").in_flight(), 10.0)
    access, send, began = Failing(book, visit), Sends(RECEIPT), book.clock.now
    assert ask(book, access, send).kind is UNCERTAIN
    assert access.has_failed
    assert access.cost <= PER_CALL
    assert book.clock.now - began < 1.0
    assert send.times == 0


def test_who_waits_on_a_slow_store_stops_in_time() -> None:
    """However long each look takes, the caller has its answer before it stops waiting."""
    book = Book()
    book.store.put(ENTRY.key, Claim("first", "asked for").in_flight(), 60.0)
    began = book.clock.now
    assert ask(book, Slow(book), Sends(RECEIPT)).kind is UNCERTAIN
    assert PATIENCE - 0.5 <= book.clock.now - began <= PATIENCE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "\n",
        '{"attempt": "first", "fingerprint": "asked for"}',
        "first\nasked for\n",
        "first\nasked for\nsent",
        "first\nasked for\nno such code\n\n\n\n",
        "first\nasked for\nno_such_code\n\n\n\n",
        "first\nasked for\nsent\nsoon\n\n\n",
        f"first\nasked for\nsent\n{'9' * 5000}\n\n\n",
        "first\nasked for\nsent\n\n\n\n\n",
        "\n" * 100_000,
    ],
    ids=lambda text: text[:20],
)
def test_nonsense_where_a_claim_should_be(text: str) -> None:
    """What nobody of us wrote is waited for like a claim in flight, and nothing is sent."""
    book, send = Book(), Sends(RECEIPT)
    book.store.put(ENTRY.key, text, 60.0)
    began = book.clock.now
    assert book.ask(send).kind in KINDS
    assert book.clock.now - began <= PATIENCE
    assert send.times == 0
