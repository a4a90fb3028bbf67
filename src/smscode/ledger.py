"""What was sent, by key: the same request is sent once, and none beyond the limits.

Claim, count, send, settle. A claim that is in flight is waited for; one that certainly sent
nothing is released; one whose instance died ends by itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

from smscode import limits
from smscode.claim import ENDED_FOR, IN_FLIGHT_FOR, Claim
from smscode.claim_stores import ClaimStore
from smscode.claims_access import ClaimsAccess, StoreDownError, StoreOpeningError
from smscode.clock import Clock, Deadline
from smscode.limits import Counter
from smscode.outcome import DUPLICATE, INVALID_REQUEST, SENT, UNCERTAIN, FieldError, Outcome

# A store costs a call at most 0.3 s, its opening included: after one failure it is left alone, and
# one that is not open in time is visited only once more, when the call has its answer.
_TO_CLAIM = 0.2  # s
_TO_LOOK = 0.1  # s
_TO_SETTLE = 0.1  # s
_LOOK_EVERY = 0.05  # s between two looks at a claim in flight
_LAST_LOOK_TAKES = _LOOK_EVERY + 2 * _TO_LOOK  # s kept back of the deadline while waiting


class Entry(NamedTuple):
    """One request, as the ledger knows it.

    Attributes:
        key: What makes it the same request as another; a keyed hash.
        fingerprint: What it asks for; a keyed hash, and the key itself unless the caller gave one.
        window: Seconds after a ``sent`` in which the same is a duplicate.
        counters: The limits that it counts against.
    """

    key: str
    fingerprint: str
    window: float
    counters: tuple[Counter, ...]


class _Admission(NamedTuple):
    """What the store said of an entry: go on, or ``there`` is another, or it is a breach."""

    there: str | None = None
    breach: Outcome | None = None


class Ledger:
    """Lets each entry be sent once. A store that is down never stands in the way of a send."""

    def __init__(self, access: ClaimsAccess, clock: Clock) -> None:
        self._access = access
        self._clock = clock

    def once(self, entry: Entry, deadline: Deadline, send: Callable[[], Outcome]) -> Outcome:
        """Return the outcome of *send*, or what came of the same entry before."""
        claim = Claim(os.urandom(8).hex(), entry.fingerprint)
        try:
            admission = self._access.run(lambda store: _admit(store, entry, claim), _TO_CLAIM)
        except StoreOpeningError:
            return self._sent_before_opening(entry, claim, send())
        except StoreDownError:
            return _unkept(send(), "claim store down")
        if admission.there is not None:
            return self._of_another(entry, admission.there, deadline)
        outcome = admission.breach or send()
        counted = entry._replace(counters=()) if admission.breach else entry
        try:
            self._access.run(lambda store: _settle(store, counted, claim, outcome), _TO_SETTLE)
        except StoreDownError:
            return _unkept(outcome, "claim store down")
        return outcome

    def _sent_before_opening(self, entry: Entry, claim: Claim, outcome: Outcome) -> Outcome:
        """Write down what was sent before the store was open: a repeat is a duplicate all the same.

        Only the limits have not been asked, and nobody at the same moment has been kept waiting.
        """
        try:
            self._access.run(lambda store: _enter(store, entry, claim, outcome), _TO_SETTLE)
        except StoreOpeningError:
            return _unkept(outcome, "claim store not open yet")
        except StoreDownError:
            return _unkept(outcome, "claim store down")
        return _noted(outcome, "claim store opened late")

    def _of_another(self, entry: Entry, text: str, deadline: Deadline) -> Outcome:
        """Return what came of the claim in *text*, waiting for it while there is time."""
        first = Claim.parse(text)
        if first.fingerprint not in ("", entry.fingerprint):
            problem = FieldError("", "Idempotency-Key was given with another request")
            return Outcome(INVALID_REQUEST, errors=(problem,))
        while True:
            ended = Claim.outcome(text)
            if ended is not None and ended.kind is SENT:
                return ended._replace(kind=DUPLICATE)
            if deadline.remaining() <= _LAST_LOOK_TAKES:
                return Outcome(UNCERTAIN, reason="the same request is still in flight")
            self._clock.sleep(_LOOK_EVERY)
            text = self._get(entry.key)
            if Claim.parse(text).attempt != first.attempt:
                ended = Claim.outcome(self._get(first.result_key))
                return ended or Outcome(UNCERTAIN, reason="the same request was in flight")

    def _get(self, key: str) -> str:
        """Return what is there; nothing when the store is down, which ends the waiting."""
        try:
            return self._access.run(lambda store: store.get(key), _TO_LOOK) or ""
        except StoreDownError:
            return ""


def _admit(store: ClaimStore, entry: Entry, claim: Claim) -> _Admission:
    there = store.put_if_absent(entry.key, claim.in_flight(), IN_FLIGHT_FOR)
    if there is not None:
        return _Admission(there=there)
    return _Admission(breach=limits.take(store, entry.counters))


def _settle(store: ClaimStore, entry: Entry, claim: Claim, outcome: Outcome) -> None:
    """Keep what was sent; let go of what was not. After ``uncertain`` a repeat may go out."""
    if outcome.kind is SENT:
        store.put(entry.key, claim.ended(outcome), entry.window)
        return
    store.put(claim.result_key, claim.ended(outcome), ENDED_FOR)
    store.remove(entry.key, claim.in_flight())
    if outcome.kind is not UNCERTAIN:
        limits.give_back(store, entry.counters)


def _enter(store: ClaimStore, entry: Entry, claim: Claim, outcome: Outcome) -> None:
    """Keep and count what may have been sent, beside what others have claimed meanwhile."""
    if outcome.kind is SENT:
        store.put_if_absent(entry.key, claim.ended(outcome), entry.window)
    if outcome.kind in (SENT, UNCERTAIN):
        limits.count(store, entry.counters)


def _unkept(outcome: Outcome, why: str) -> Outcome:
    """Say in the call's log line that nothing kept it from being sent twice, or counted it."""
    return _noted(outcome, why)._replace(store_failed=True)


def _noted(outcome: Outcome, why: str) -> Outcome:
    """Say in the call's log line what went otherwise with the store."""
    return outcome._replace(reason="; ".join(filter(None, (outcome.reason, why))))
