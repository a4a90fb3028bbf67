"""The one log line that each call leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from smscode.callers import Peer
from smscode.clock import Clock
from smscode.keyed_hash import keyed_hash
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

if TYPE_CHECKING:
    from smscode.config import Config
    from smscode.request import SendRequest

T = TypeVar("T")
#: Returns a line with what its platform's metrics need; given the time in seconds.
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
        if request.unknown_type is not None:
            self._fields["unknownType"] = request.unknown_type
        self._fields["region"] = request.phone.region
        self._fields["phone"] = str(request.phone)
        if request.ip is not None:
            self._fields["ip"] = request.ip
        if config.claims_key is not None:
            key = config.claims_key.get_secret_value().encode()
            self._fields["phoneHash"] = keyed_hash(key, "log", request.phone.e164)[:16]

    def count(self, **numbers: int) -> None:
        """Note numbers that are metrics."""
        self._fields.update(numbers)

    def note(self, event: str, **fields: object) -> None:
        """Have a line of its own written for a part of the call; a field that is None is left out.

        With the call's line, so that nothing is told of a call that is still to fail.
        """
        given = {name: value for name, value in fields.items() if value is not None}
        self._notes.append((event, {"requestId": self._fields["requestId"], **given}))

    def timed(self, name: str, part: Callable[[], T]) -> T:
        """Return what *part* of the call returns or raise what it raises; note its milliseconds."""
        began = self._clock.monotonic()
        try:
            return part()
        finally:
            self._fields[name] = self._milliseconds(began)

    def end(self, outcome: Outcome, log: Log) -> None:
        """Write the notes, and the line."""
        for event, fields in self._notes:
            self._write(log, "info", event, fields)
        self._fields |= {
            "outcome": outcome.kind.code,
            "reason": outcome.reason,
            "errors": [f"{e.pointer} {e.detail}" for e in outcome.errors] or None,
            "providerCode": outcome.provider_code,
            "providerMessage": outcome.provider_message,
            "providerRequestId": outcome.provider_request_id,
            "bizId": outcome.biz_id,
            "totalMs": self._milliseconds(self._began),
        }
        if outcome.store_failed:
            self._fields["storeFailures"] = 1
        self._write(log, self._level(outcome.kind), "call", self._fields)

    def _write(self, log: Log, level: Level, event: str, fields: Mapping[str, object]) -> None:
        log.measure(level, event, self._annotate(fields, self._clock.time()))

    def _level(self, kind: Kind) -> Level:
        """Return how loud an outcome is: a failure that only the log will tell is an error."""
        unheard = not self._has_person and kind not in (SENT, DUPLICATE, UNAUTHORIZED, RECEIVED)
        if unheard or kind in (MISCONFIGURED, QUOTA_EXHAUSTED):
            return "error"
        return "warning" if kind in (UNAVAILABLE, UNCERTAIN) else "info"

    def _milliseconds(self, since: float) -> int:
        return round((self._clock.monotonic() - since) * 1000)
