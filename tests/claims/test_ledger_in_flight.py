"""A claim in flight: who meets it waits and answers as the first did; the dead hold it 10 s."""

from typing import Final

import pytest

from smscode.claims.limits import Counter
from smscode.outcome import (
    DUPLICATE,
    QUOTA_EXHAUSTED,
    SENT,
    UNCERTAIN,
    Outcome,
)
from support.claims.book import ENTRY, Book, Sends
from support.claims.instance import PATIENCE, Vendor

DEAD_AFTER: Final = 10.0  # s


@pytest.mark.parametrize("vendor", Vendor, ids=lambda vendor: vendor.name)
def test_who_waits_answers_as_the_first_did(vendor: Vendor) -> None:
    """A receipt becomes a duplicate of it; any other answer is the first one's; one call sends."""
    book = Book()
    first = book.in_flight(vendor)
    waiters = [book.waiting() for _ in range(3)]
    outcome = book.finish(first)
    assert outcome.kind is vendor.kind
    for answer in map(book.finish, waiters):
        assert answer.kind is (DUPLICATE if outcome.kind is SENT else outcome.kind)
        assert (answer.biz_id, answer.retry_after) == (outcome.biz_id, outcome.retry_after)
    assert len(book.receipts) == vendor.accepts


def test_who_waits_may_look_at_any_moment() -> None:
    """Between any two steps of the first's settlement there is nothing that misleads."""
    book = Book()
    first, waiter = book.in_flight(Vendor.REFUSES), book.waiting()
    while not first.task.has_ended:
        first.task.go_on()
        book.look(waiter)
    assert book.finish(waiter).kind is Vendor.REFUSES.kind


def test_who_waits_learns_of_a_breach() -> None:
    """Two of the same at once, beyond the limit: both are told so, and until when."""
    book = Book()
    full = ENTRY._replace(counters=(Counter("c", 0, 7, QUOTA_EXHAUSTED, ""),))
    first = book.unstarted(full)
    for _ in range(3):  # begins, claims, counts
        first.task.go_on()
    waiter = book.waiting(full)
    answers = [book.finish(first), book.finish(waiter)]
    assert [(a.kind, a.retry_after) for a in answers] == [(QUOTA_EXHAUSTED, 7)] * 2
    assert book.receipts == []


def test_who_waits_looks_often() -> None:
    """An answer that has come is given on within a tenth of a second."""
    book = Book()
    first = book.in_flight(Vendor.SENDS)
    waiter = book.waiting()
    book.clock.sleep(3.0)
    book.finish(first)
    book.finish(waiter)
    assert book.clock.now - waiter.began < 3.1


def test_who_waits_stops_before_its_caller_does() -> None:
    """Without an answer in time it says `uncertain`, as late as can be, and sends nothing."""
    book = Book()
    book.in_flight(Vendor.SENDS)
    waiter = book.waiting()
    assert book.finish(waiter).kind is UNCERTAIN
    assert PATIENCE - 0.3 <= book.clock.now - waiter.began <= PATIENCE
    assert book.receipts == []


def test_who_waits_is_not_confused_by_a_third() -> None:
    """After a failure a third call may send; who waited for the first answers as that one did."""
    book = Book()
    first = book.in_flight(Vendor.REFUSES)
    waiter = book.waiting()
    refused = book.finish(first)
    third = book.in_flight(Vendor.SENDS)
    assert book.finish(waiter).kind is refused.kind
    assert book.finish(third).kind is SENT
    assert len(book.receipts) == 1


@pytest.mark.parametrize("steps", range(3), ids=["claimed", "sent", "about to settle"])
def test_the_claim_of_a_dead_instance_ends(steps: int) -> None:
    """For 10 s a repeat is told `uncertain`; then it goes out."""
    book = Book()
    dead = book.in_flight(Vendor.SENDS)
    for _ in range(steps):
        dead.task.go_on()
    dead.task.die()
    died, send = book.clock.now, Sends(Outcome(SENT, biz_id="second"))
    assert book.ask(send).kind is UNCERTAIN
    book.clock.now = died + DEAD_AFTER - 0.1
    assert book.ask(send).kind is UNCERTAIN
    assert send.times == 0
    book.clock.now = died + DEAD_AFTER
    assert book.ask(send).biz_id == "second"


def test_a_late_settlement_takes_nobody_elses_claim() -> None:
    """An instance that was taken for dead and fails after all leaves the next one's claim alone."""
    book = Book()
    frozen = book.in_flight(Vendor.IS_NOT_REACHED)
    book.clock.sleep(DEAD_AFTER)
    second = book.in_flight(Vendor.SENDS)
    book.finish(frozen)
    third = book.waiting()
    assert book.finish(second).kind is SENT
    assert book.finish(third).kind is DUPLICATE
    assert len(book.receipts) == 1
