"""What a caller has named a request by: a key of its own, or the message that it has signed."""

from typing import Final

import pytest

from smscode.claims.access import Immediate
from smscode.claims.ledger import ClaimRequest, Ledger, NamedClaim
from smscode.claims.limits import Counter
from smscode.claims.stores.memory import Memory
from smscode.clock import Deadline
from smscode.outcome import (
    DUPLICATE,
    INVALID_REQUEST,
    KINDS,
    QUOTA_EXHAUSTED,
    SENT,
    UNAVAILABLE,
    UNCERTAIN,
    Kind,
    Outcome,
)
from support.claims.book import ENTRY, RECEIPT, WINDOW, Book, Sends
from support.claims.instance import Trouble, Vendor

NAMED_FOR: Final = 600.0  # s
DEAD_AFTER: Final = 10.0  # s
KEY: Final = NamedClaim("key", NAMED_FOR, is_signed=False)
MESSAGE: Final = NamedClaim("message", NAMED_FOR, is_signed=True)
CERTAIN: Final = [kind for kind in KINDS if kind not in (SENT, DUPLICATE, UNCERTAIN)]
each_name = pytest.mark.parametrize("name", [KEY, MESSAGE], ids=["key", "message"])


def under(name: NamedClaim, content: str = ENTRY.key, *counters: Counter) -> ClaimRequest:
    """Return a request by that name."""
    return ClaimRequest(content, WINDOW, name, counters)


@each_name
def test_a_name_outlives_the_content(name: NamedClaim) -> None:
    """What was sent under it is a duplicate for its whole window, and sent again after it."""
    book, send = Book(), Sends(RECEIPT)
    assert book.ask(send, under(name)) == RECEIPT
    for _ in range(5):
        book.clock.sleep(WINDOW + 1)
        repeat = book.ask(send, under(name))
        assert (repeat.kind, repeat.biz_id) == (DUPLICATE, RECEIPT.biz_id)
    assert send.times == 1
    book.clock.sleep(NAMED_FOR)
    assert book.ask(send, under(name)) == RECEIPT


@each_name
def test_uncertain_is_kept_under_a_name(name: NamedClaim) -> None:
    """What may have been sent under it is never sent again under it; without it, it may be."""
    book, send = Book(), Sends(Outcome(UNCERTAIN), RECEIPT)
    answers = [book.ask(send, under(name)) for _ in range(3)]
    assert [answer.kind for answer in answers] == [UNCERTAIN] * 3
    assert send.times == 1
    assert book.ask(send).kind is SENT


@each_name
@pytest.mark.parametrize("kind", CERTAIN, ids=lambda kind: kind.code)
def test_a_certain_failure_releases_a_name(name: NamedClaim, kind: Kind) -> None:
    """The repeat goes out at once, and its receipt is kept."""
    book, send = Book(), Sends(Outcome(kind), RECEIPT)
    kinds = [book.ask(send, under(name)).kind for _ in range(3)]
    assert kinds == [kind, SENT, DUPLICATE]


def test_keys_do_not_send_the_same_content_twice() -> None:
    """Without a key, under one and under another, one request is one SMS."""
    book, send = Book(), Sends(RECEIPT)
    entries = [ENTRY, under(KEY), under(KEY._replace(key="other")), under(MESSAGE)]
    answers = [book.ask(send, entry) for entry in entries]
    assert [answer.kind for answer in answers] == [SENT, DUPLICATE, DUPLICATE, DUPLICATE]
    assert {answer.biz_id for answer in answers} == {RECEIPT.biz_id}
    assert send.times == 1


def test_a_key_is_free_after_a_duplicate() -> None:
    """A duplicate that the content has shown was no send under the key: it is still to come."""
    book, send = Book(), Sends(RECEIPT)
    book.ask(send)
    assert book.ask(send, under(KEY)).kind is DUPLICATE
    book.clock.sleep(WINDOW)
    assert book.ask(send, under(KEY)).kind is SENT
    assert send.times == 2


def test_a_message_is_not_free_after_a_duplicate() -> None:
    """A message that was acknowledged as a duplicate sends nothing when it is caught and replayed.

    Supabase gives each of its own attempts at one code another id.
    """
    book, send = Book(), Sends(RECEIPT)
    book.ask(send)
    for _ in range(4):
        answer = book.ask(send, under(MESSAGE))
        assert (answer.kind, answer.biz_id) == (DUPLICATE, RECEIPT.biz_id)
        book.clock.sleep(WINDOW + 1)
    assert send.times == 1


@each_name
def test_a_name_stands_for_one_request(name: NamedClaim) -> None:
    """The same name with something else asked for is refused, and nothing sent."""
    book, send = Book(), Sends(RECEIPT)
    book.ask(send, under(name))
    misuse = book.ask(send, under(name, "something else"))
    assert misuse.kind is INVALID_REQUEST
    assert "Idempotency-Key" in misuse.errors[0].detail
    assert send.times == 1
    assert book.ask(send, ENTRY._replace(key="something else")).kind is SENT


@each_name
def test_a_name_in_flight_stands_for_one_request(name: NamedClaim) -> None:
    """Something else under it is refused at once, without waiting."""
    book = Book()
    book.in_flight(Vendor.SENDS, under(name))
    began = book.clock.now
    misuse = book.ask(Sends(RECEIPT), under(name, "something else"))
    assert misuse.kind is INVALID_REQUEST
    assert book.clock.now == began


@each_name
@pytest.mark.parametrize("vendor", Vendor, ids=lambda vendor: vendor.name)
def test_who_meets_a_name_in_flight_answers_as_the_first_does(
    name: NamedClaim, vendor: Vendor
) -> None:
    """A receipt becomes a duplicate of it; any other answer is the first one's; one call sends."""
    book = Book()
    first = book.in_flight(vendor, under(name))
    waiter = book.waiting(under(name))
    outcome, answer = book.finish(first), book.finish(waiter)
    assert answer.kind is (DUPLICATE if outcome.kind is SENT else outcome.kind)
    assert answer.biz_id == outcome.biz_id
    assert len(book.receipts) == vendor.accepts


@each_name
@pytest.mark.parametrize("vendor", Vendor, ids=lambda vendor: vendor.name)
def test_a_name_meets_anothers_content_in_flight(name: NamedClaim, vendor: Vendor) -> None:
    """It waits, and is answered as the first; a key is free after that, a message if not sent."""
    book = Book()
    first = book.in_flight(vendor)
    waiter = book.waiting(under(name))
    outcome, answer = book.finish(first), book.finish(waiter)
    assert answer.kind is (DUPLICATE if outcome.kind is SENT else outcome.kind)
    book.clock.sleep(WINDOW)
    again = book.ask(Sends(Outcome(SENT, biz_id="again")), under(name))
    may_be_sent = outcome.kind in (SENT, UNCERTAIN)
    assert (again.biz_id == "again") is not (may_be_sent and name.is_signed)


@each_name
@pytest.mark.parametrize("steps", range(3), ids=["claimed", "sent", "about to settle"])
def test_the_name_of_a_dead_instance(name: NamedClaim, steps: int) -> None:
    """After 10 s a repeat is `uncertain` without waiting, for the whole window: it may be sent."""
    book = Book()
    dead = book.in_flight(Vendor.SENDS, under(name))
    for _ in range(steps):
        dead.task.go_on()
    dead.task.die()
    died, send = book.clock.now, Sends(RECEIPT)
    book.clock.sleep(DEAD_AFTER + 1)
    while book.clock.now < died + NAMED_FOR - 30:
        asked = book.clock.now
        assert book.ask(send, under(name)).kind is UNCERTAIN
        assert book.clock.now == asked
        book.clock.sleep(30)
    assert send.times == 0
    book.clock.now = died + NAMED_FOR
    assert book.ask(send, under(name)).kind is SENT


@each_name
def test_a_settlement_that_is_lost(name: NamedClaim) -> None:
    """The store fails after the send: the answer is `sent`, and no repeat under the name is."""
    book = Book()
    first = book.unstarted(under(name), trouble=Trouble(2, done=False))
    assert book.finish(first).kind is SENT
    send = Sends(RECEIPT)
    for _ in range(4):
        book.clock.sleep(WINDOW)
        assert book.ask(send, under(name)).kind is UNCERTAIN
    assert send.times == 0


@each_name
def test_a_breach_releases_name_and_content(name: NamedClaim) -> None:
    """Nothing is claimed or counted of it, and when the window has passed the same goes out."""
    book, send = Book(), Sends(RECEIPT)
    full = Counter("full", 0, 7, QUOTA_EXHAUSTED, "perHour")
    other = Counter("other", 9, 7, QUOTA_EXHAUSTED, "perHour")
    assert book.ask(send, under(name, ENTRY.key, other, full)).kind is QUOTA_EXHAUSTED
    assert (book.store.get(name.key), book.store.get(ENTRY.key)) == (None, None)
    assert book.store.get(other.key) is None
    assert book.ask(send, under(name, ENTRY.key, other)).kind is SENT


@each_name
def test_a_duplicate_counts_nothing(name: NamedClaim) -> None:
    """Neither one that the name has shown nor one that the content has takes a place."""
    book, send = Book(), Sends(RECEIPT)
    hour = Counter("hour", 9, 60, QUOTA_EXHAUSTED, "perHour")
    book.ask(send, ENTRY._replace(counters=(hour,)))
    for _ in range(3):
        book.ask(send, under(name, ENTRY.key, hour))
    assert book.store.get(hour.key) == "1"


class Fading(Memory):
    """A store that takes so many claims and fails at the next one, and at every count."""

    def __init__(self, book: Book, claims: int) -> None:
        super().__init__(book.clock)
        self._left = claims

    def put_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Put it, or fail."""
        self._left -= 1
        if self._left < 0:
            raise ConnectionError
        return super().put_if_absent(key, value, seconds)

    def add(self, *_: object) -> int:
        """Fail."""
        raise ConnectionError


@each_name
@pytest.mark.parametrize("claims", range(3))
def test_an_admission_that_fails_midway_leaves_no_claim(name: NamedClaim, claims: int) -> None:
    """Who is refused for it can ask again under the same name, once the store is well."""
    book = Book()
    store = Fading(book, claims)
    entry = under(name, ENTRY.key, Counter("hour", 9, 60, QUOTA_EXHAUSTED, "perHour"))
    deadline = Deadline(book.clock, book.clock.now + 8)
    ledger = Ledger(Immediate(store), book.clock)
    refused = ledger.once(entry._replace(needs_store=True), deadline, Sends(RECEIPT))
    assert (refused.kind, refused.store_failed) == (UNAVAILABLE, True)
    assert (store.get(name.key), store.get(entry.key)) == (None, None)
