"""What was sent, by key: the same request is sent once, and none beyond the limits.

Claim, count, send, settle. A claim that is in flight is waited for; one that certainly sent
nothing is released; one whose instance died ends by itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import NamedTuple

from smscode import limits
from smscode.claim import ENDED_FOR, IN_FLIGHT_FOR, Claim
from smscode.claim_stores import ClaimStore
from smscode.claims_access import ClaimsAccess, StoreDownError
from smscode.clock import Clock, Deadline
from smscode.limits import Counter
from smscode.outcome import DUPLICATE, INVALID_REQUEST, SENT, UNCERTAIN, FieldError, Outcome

# A store that fails costs a call at most 0.3 s: after one failure it is left alone.
_TO_CLAIM = 0.2  # s
_TO_LOOK = 0.1  # s
_TO_SETTLE = 0.1  # s
_LOOK_EVERY = 0.05  # s between two looks at a claim in flight
_LAST_LOOK_TAKES = _LOOK_EVERY + 2 * _TO_LOOK  # s kept back of the deadline while waiting


class Entry(NamedTuple):
    """One request, as the ledger knows it.

    Attributes:
        key: What makes it the same request as another; an HMAC.
        fingerprint: What it asks for; an HMAC. Differs from the key's when the caller gave a key.
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
        claim = Claim(secrets.token_hex(8), entry.fingerprint)
        try:
            admission = self._access.run(lambda store: _admit(store, entry, claim), _TO_CLAIM)
        except StoreDownError:
            return _noted(send())
        if admission.there is not None:
            return self._of_another(entry, admission.there, deadline)
        outcome = admission.breach or send()
        counted = admission.breach is None
        try:
            self._access.run(
                lambda store: _settle(store, entry, claim, outcome, counted=counted), _TO_SETTLE
            )
        except StoreDownError:
            return _noted(outcome)
        return outcome

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


def _settle(
    store: ClaimStore, entry: Entry, claim: Claim, outcome: Outcome, *, counted: bool
) -> None:
    """Keep what was sent; let go of what was not. After ``uncertain`` a repeat may go out."""
    if outcome.kind is SENT:
        store.put(entry.key, claim.ended(outcome), entry.window)
        return
    store.put(claim.result_key, claim.ended(outcome), ENDED_FOR)
    store.remove(entry.key, claim.in_flight())
    if counted and outcome.kind is not UNCERTAIN:
        limits.give_back(store, entry.counters)


def _noted(outcome: Outcome) -> Outcome:
    """Say in the call's log line that nothing kept it from being sent twice, or counted it."""
    reasons = (outcome.reason, "claim store down")
    return outcome._replace(reason="; ".join(filter(None, reasons)), store_failed=True)
