"""The one log line that each call leaves."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from smscode.callers import Peer
from smscode.clock import Clock
from smscode.logs import Level, Log
from smscode.outcome import (
    DUPLICATE,
    MISCONFIGURED,
    QUOTA_EXHAUSTED,
    RECEIVED,
    SENT,
    UNAUTHORIZED,
    UNAVAILABLE,
    UNCERTAIN,
    Kind,
    Outcome,
)
from smscode.phone import Phone

if TYPE_CHECKING:
    from pydantic import SecretStr

    from smscode.config import Config
    from smscode.request import SendRequest

#: Adds to a line what its platform's metrics need; given the time in seconds.
Annotate = Callable[[Mapping[str, object], float], Mapping[str, object]]


class Trace:
    """Gathers what is known of a call while it goes on: neither code nor full number."""

    def __init__(self, request_id: str, clock: Clock, annotate: Annotate) -> None:
        self._clock = clock
        self._annotate = annotate
        self._began = clock.monotonic()
        self._fields: dict[str, object] = {"requestId": request_id, "calls": 1}
        self._has_person = True
        self._notes: list[tuple[str, dict[str, object]]] = []

    def cold_start(self) -> None:
        """Note that the call had to wait for the code to load."""
        self._fields["coldStarts"] = 1

    def caller(self, caller: Peer) -> None:
        """Note who speaks."""
        self._fields["caller"] = caller.name
        self._has_person = caller.has_person

    def request(self, request: SendRequest, config: Config) -> None:
        """Note what is asked for; the number masked, and as a hash where the config has a key."""
        self._fields["usageType"] = request.usage_type
        self._fields["region"] = request.phone.region
        self._fields["phone"] = str(request.phone)
        if request.ip is not None:
            self._fields["ip"] = request.ip
        if config.claims_key is not None:
            self._fields["phoneHash"] = _keyed_hash(config.claims_key, request.phone)

    def count(self, **numbers: int) -> None:
        """Note numbers that are metrics."""
        self._fields.update(numbers)

    def note(self, event: str, **fields: object) -> None:
        """Have a line of its own written for a part of the call; a field that is None is left out.

        With the call's line, so that nothing is told of a call that is still to fail.
        """
        given = {name: value for name, value in fields.items() if value is not None}
        self._notes.append((event, {"requestId": self._fields["requestId"], **given}))

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure a part of the call."""
        began = self._clock.monotonic()
        try:
            yield
        finally:
            self._fields[f"{name}Ms"] = self._milliseconds(began)

    def end(self, outcome: Outcome, log: Log) -> None:
        """Write the notes, and the line."""
        for event, fields in self._notes:
            log.measure("info", event, **fields, **self._annotate(fields, self._clock.time()))
        told: dict[str, object] = {
            "outcome": outcome.kind.code,
            "reason": outcome.reason,
            "errors": [f"{e.pointer} {e.detail}" for e in outcome.errors] or None,
            "providerCode": outcome.provider_code,
            "providerRequestId": outcome.provider_request_id,
            "bizId": outcome.biz_id,
            "totalMs": self._milliseconds(self._began),
        }
        if outcome.store_failed:
            told["storeFailures"] = 1
        line = {**self._fields, **told}
        annotations = self._annotate(line, self._clock.time())
        log.measure(self._level(outcome.kind), "call", **line, **annotations)

    def _level(self, kind: Kind) -> Level:
        """Return how loud an outcome is: a failure that only the log will tell is an error."""
        unheard = not self._has_person and kind not in (SENT, DUPLICATE, UNAUTHORIZED, RECEIVED)
        if unheard or kind in (MISCONFIGURED, QUOTA_EXHAUSTED):
            return "error"
        return "warning" if kind in (UNAVAILABLE, UNCERTAIN) else "info"

    def _milliseconds(self, since: float) -> float:
        return round((self._clock.monotonic() - since) * 1000, 1)


def _keyed_hash(key: SecretStr, phone: Phone) -> str:
    """Return what tells calls for one number from others; without the key it tells nothing."""
    text = f"log {phone.e164}".encode()
    return hmac.new(key.get_secret_value().encode(), text, hashlib.sha256).hexdigest()[:16]
