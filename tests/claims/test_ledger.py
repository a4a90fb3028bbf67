"""What was sent, by key: each request once, and an answer that is true."""

from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from smscode.claims.ledger import ClaimRequest
from smscode.claims.limits import Counter
from smscode.outcome import (
    DUPLICATE,
    KINDS,
    QUOTA_EXHAUSTED,
    SENT,
    UNCERTAIN,
    Kind,
    Outcome,
)
from support.claims.any_order import AnyOrder
from support.claims.book import ENTRY, RECEIPT, WINDOW, Book, Sends

HOUR: Final = Counter("hour", 2, 60, QUOTA_EXHAUSTED, "perHour")
CERTAIN: Final = [kind for kind in KINDS if kind not in (SENT, DUPLICATE, UNCERTAIN)]


def kinds(outcomes: list[Outcome]) -> list[Kind]:
    """Return what came of each."""
    return [outcome.kind for outcome in outcomes]


def test_whatever_the_order() -> None:
    """One SMS a key and window, unless an uncertain or dead call lay between; answers are true.

    Requests, faults of vendor and store, repeats, deaths and time interleave in any order.
    """
    bounds = settings(
        max_examples=120,
        stateful_step_count=40,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(AnyOrder, settings=bounds)  # type: ignore[no-untyped-call]


def test_a_repeat_gets_the_first_receipt() -> None:
    """Within the window nothing is sent again; after it, it is."""
    book, send = Book(), Sends(RECEIPT)
    assert book.ask(send) == RECEIPT
    book.clock.sleep(WINDOW - 0.1)
    repeat = book.ask(send)
    assert (repeat.kind, repeat.biz_id) == (DUPLICATE, RECEIPT.biz_id)
    assert repeat.provider_request_id == RECEIPT.provider_request_id
    assert send.times == 1
    book.clock.sleep(0.1)
    assert book.ask(send) == RECEIPT
    assert send.times == 2


def test_each_caller_has_its_own_window() -> None:
    """What is a duplicate is decided by the window of the one that was sent."""
    book, send = Book(), Sends(RECEIPT)
    short = ClaimRequest("short", 5.0)
    book.ask(send, short)
    book.ask(send, ENTRY)
    book.clock.sleep(5.0)
    assert kinds([book.ask(send, short), book.ask(send, ENTRY)]) == [SENT, DUPLICATE]


@pytest.mark.parametrize("kind", [*CERTAIN, UNCERTAIN], ids=lambda kind: kind.code)
def test_what_was_not_sent_for_certain_can_be_asked_for_again(kind: Kind) -> None:
    """At once after any outcome but a receipt, whose repeat is a duplicate."""
    book, send = Book(), Sends(Outcome(kind), RECEIPT)
    assert kinds([book.ask(send) for _ in range(3)]) == [kind, SENT, DUPLICATE]


@pytest.mark.parametrize("kind", [*CERTAIN, UNCERTAIN], ids=lambda kind: kind.code)
def test_only_what_certainly_was_not_sent_is_given_back(kind: Kind) -> None:
    """A certain failure leaves the limits as they were; `uncertain` may have been a send."""
    book = Book()
    book.ask(Sends(Outcome(kind)), ClaimRequest("asked for", WINDOW, None, (HOUR,)))
    assert book.store.get(HOUR.key) == ("1" if kind is UNCERTAIN else None)


def test_a_breach_sends_nothing_and_counts_nothing() -> None:
    """Beyond the limit the answer is the breach; the claim is released, a duplicate stays one."""
    book, send = Book(), Sends(RECEIPT)
    entries = [ClaimRequest(f"asked for {n}", WINDOW, None, (HOUR,)) for n in range(4)]
    answers = [book.ask(send, entry) for entry in entries]
    assert kinds(answers) == [SENT, SENT, QUOTA_EXHAUSTED, QUOTA_EXHAUSTED]
    assert answers[2].retry_after == HOUR.seconds_left
    assert send.times == 2
    assert kinds([book.ask(send, entry) for entry in entries]) == [
        DUPLICATE,
        DUPLICATE,
        QUOTA_EXHAUSTED,
        QUOTA_EXHAUSTED,
    ]
    assert book.store.get(HOUR.key) == "2"
