"""Claims, counts, sends and settles: each request is sent once, and none beyond the limits.

A repeat waits for a claim that is in flight. A claim that certainly sent nothing is released, and
one whose instance died expires.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from smscode.claims import limits
from smscode.claims.access import ClaimsAccess, Patience, StoreDownError
from smscode.claims.claim import ENDED_FOR, IN_FLIGHT_FOR, Claim
from smscode.claims.limits import Counter
from smscode.claims.stores import ClaimStore
from smscode.clock import Clock, Deadline
from smscode.outcome import (
    DUPLICATE,
    INVALID_REQUEST,
    SENT,
    UNAVAILABLE,
    UNCERTAIN,
    FieldError,
    Outcome,
)

# Once a store has answered, it costs a call at most 0.3 s.
_TO_CLAIM = 0.2  # s
_TO_LOOK = 0.1  # s
_TO_SETTLE = 0.1  # s
_LOOK_EVERY = 0.05  # s between two reads of a claim in flight
_LAST_LOOK_TAKES = _LOOK_EVERY + 2 * _TO_LOOK  # s reserved from the deadline while waiting
_DOWN = "claim store down"
_MISUSED = "Idempotency-Key, or the message's own id, was used with another request"


class NamedClaim(NamedTuple):
    """A claim on the name that the caller gave a request, besides the claim on its content.

    Attributes:
        key: A keyed hash of the name.
        window: Seconds for which the name is claimed, from the beginning.
        is_signed: Whether the caller's signature covers the name, so that a second use is a
            replay. A name that is not signed is released if its request was a duplicate.
    """

    key: str
    window: float
    is_signed: bool

    def keeps(self, outcome: Outcome) -> bool:
        """Return whether a repeat under the name gets *outcome* instead of being served."""
        may_be_sent = outcome.kind in (SENT, DUPLICATE, UNCERTAIN)
        return may_be_sent and (self.is_signed or not outcome.of_another)


class ClaimRequest(NamedTuple):
    """A request to claim and send, as the ledger sees it.

    Attributes:
        key: A keyed hash of its content, which is equal for the same request.
        window: Seconds after a ``sent`` in which the same request is a duplicate.
        name: The claim on the name that the caller gave it, if any.
        counters: The limits that it counts against.
        needs_store: Whether it is refused if the store cannot keep it.
    """

    key: str
    window: float
    name: NamedClaim | None = None
    counters: tuple[Counter, ...] = ()
    needs_store: bool = False


class _Admission(NamedTuple):
    """The store's answer: admitted, or another claim is *there* at *key*, or a limit's *breach*."""

    key: str = ""
    there: str | None = None
    breach: Outcome | None = None


class Ledger:
    """Lets each request be sent once."""

    def __init__(self, access: ClaimsAccess, clock: Clock) -> None:
        self._access = access
        self._clock = clock

    def once(self, entry: ClaimRequest, deadline: Deadline, send: Callable[[], Outcome]) -> Outcome:
        """Return the outcome of *send*, or that of the same request before.

        If the store is down, *entry* decides whether the request is sent or refused.
        """
        claim = Claim(os.urandom(8).hex(), entry.key, int(self._clock.time()))
        try:
            admission = self._access.run(
                partial(_admit, entry=entry, claim=claim),
                Patience(_TO_CLAIM, at_first=deadline.before_send()),
                partial(_undo, entry=entry, claim=claim),
            )
        except StoreDownError:
            return _unkept(Outcome(UNAVAILABLE) if entry.needs_store else send())
        if admission.there is not None:
            outcome = self._of_another(entry, admission, deadline)._replace(of_another=True)
            if entry.name is None or admission.key == entry.name.key:
                return outcome  # nothing was claimed
        else:
            outcome = admission.breach or send()
        if admission != _ADMITTED:
            entry = entry._replace(counters=())
        try:
            settle = partial(_settle, entry=entry, claim=claim, outcome=outcome)
            self._access.run(settle, Patience(_TO_SETTLE))
        except StoreDownError:
            return _unkept(outcome)
        return outcome

    def _of_another(
        self, entry: ClaimRequest, admission: _Admission, deadline: Deadline
    ) -> Outcome:
        """Return the outcome of the claim that is there, waiting for it while time is left."""
        text = admission.there or ""
        first = Claim.parse(text)
        if first.fingerprint not in ("", entry.key):
            return Outcome(INVALID_REQUEST, errors=(FieldError("", _MISUSED),))
        while True:
            ended = Claim.outcome(text)
            if ended is not None:
                return ended._replace(kind=DUPLICATE) if ended.kind is SENT else ended
            is_dead = self._clock.time() - first.since > IN_FLIGHT_FOR
            if is_dead or deadline.remaining() <= _LAST_LOOK_TAKES:
                return Outcome(UNCERTAIN, reason="the same request is still in flight")
            self._clock.sleep(_LOOK_EVERY)
            text = self._get(admission.key)
            if Claim.parse(text).attempt != first.attempt:
                ended = Claim.outcome(self._get(first.result_key))
                return ended or Outcome(UNCERTAIN, reason="the same request was in flight")

    def _get(self, key: str) -> str:
        """Return the value at *key*; empty if the store is down, which ends the waiting."""
        try:
            return self._access.run(lambda store: store.get(key), Patience(_TO_LOOK)) or ""
        except StoreDownError:
            return ""


_ADMITTED = _Admission()


def _admit(store: ClaimStore, entry: ClaimRequest, claim: Claim) -> _Admission:
    """Claim the name, then the content, then count, so that a refused request counts nothing."""
    has_claimed = False
    try:
        for key, seconds in _claims(entry):
            there = store.put_if_absent(key, claim.in_flight(), seconds)
            if there is not None:
                return _Admission(key, there)
            has_claimed = True
        return _Admission(breach=limits.take(store, entry.counters))
    except Exception:
        if has_claimed:
            with suppress(Exception):
                _remove(store, entry, claim)
        raise


def _claims(entry: ClaimRequest) -> list[tuple[str, float]]:
    content = (entry.key, IN_FLIGHT_FOR)
    return [content] if entry.name is None else [(entry.name.key, entry.name.window), content]


def _undo(store: ClaimStore, admission: _Admission, entry: ClaimRequest, claim: Claim) -> None:
    """Undo an admission that came too late."""
    _remove(store, entry, claim)
    if admission == _ADMITTED:
        limits.give_back(store, entry.counters)


def _remove(store: ClaimStore, entry: ClaimRequest, claim: Claim) -> None:
    """Remove the claims of an attempt; those of another attempt stay."""
    for key, _ in _claims(entry):
        store.remove(key, claim.in_flight())


def _settle(store: ClaimStore, entry: ClaimRequest, claim: Claim, outcome: Outcome) -> None:
    """Keep the claims of what was sent, release the others; ``uncertain`` releases the content."""
    text = claim.ended(outcome)
    if outcome.kind is SENT:
        if entry.name is not None:
            store.put(entry.name.key, text, entry.name.window)
        store.put(entry.key, text, entry.window)
        return
    store.put(claim.result_key, text, ENDED_FOR)
    if entry.name is not None and entry.name.keeps(outcome):
        store.put(entry.name.key, text, entry.name.window)
    _remove(store, entry, claim)
    if outcome.kind is not UNCERTAIN or outcome.of_another:
        limits.give_back(store, entry.counters)


def _unkept(outcome: Outcome) -> Outcome:
    """Note for the call's log line that the store neither prevented a repeat nor counted it."""
    reason = "; ".join(filter(None, (outcome.reason, _DOWN)))
    return outcome._replace(reason=reason, store_failed=True)
