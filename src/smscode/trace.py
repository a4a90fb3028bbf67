"""The one log line that each call leaves, and the metrics that it is.

CloudWatch's embedded metric format, without its library:
docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring, "Embedded metric format specification". On
Function Compute the same numbers stand in the same line, and SLS counts them.

CloudWatch charges for each metric, which is a name with one value for each of its dimensions. So
only ``calls`` is split, in four ways, and receipts by their code: what it is split by has few
values, none of them a person's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

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
from smscode.phone import keyed_hash

if TYPE_CHECKING:
    from smscode.request import SendRequest

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

    def caller(self, name: str, *, has_person: bool) -> None:
        """Note who speaks, and whether a person waits for the answer."""
        self._fields["caller"] = name
        self._has_person = has_person

    def request(self, request: SendRequest, hash_key: str | None) -> None:
        """Note what is asked for; the number masked, and as a hash where there is a key for it."""
        self._fields["usageType"] = request.usage_type
        if request.unknown_type is not None:
            self._fields["unknownType"] = request.unknown_type
        self._fields["region"] = request.phone.region
        self._fields["phone"] = str(request.phone)
        if request.ip is not None:
            self._fields["ip"] = request.ip
        if hash_key is not None:
            phone_hash = keyed_hash(hash_key.encode(), "log", request.phone.e164)
            self._fields["phoneHash"] = phone_hash[:16]

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
    def timed(self, name: str) -> Iterator[None]:
        """Note how many milliseconds the block takes, whatever ends it."""
        began = self._clock.monotonic()
        try:
            yield
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
        log.write_always(level, event, self._annotate(fields, self._clock.time()))

    def _level(self, kind: Kind) -> Level:
        """Return how loud an outcome is: a failure that only the log will tell is an error."""
        unheard = not self._has_person and kind not in (SENT, DUPLICATE, UNAUTHORIZED, RECEIVED)
        if unheard or kind in (MISCONFIGURED, QUOTA_EXHAUSTED):
            return "error"
        return "warning" if kind in (UNAVAILABLE, UNCERTAIN) else "info"

    def _milliseconds(self, since: float) -> int:
        return round((self._clock.monotonic() - since) * 1000)


_NAMESPACE = "smscode"
_FUNCTION = "function"  # a dimension of all: two stacks in one region are told apart
_UNITS = {
    "calls": "Count",
    "coldStarts": "Count",
    "storeFailures": "Count",
    "previousConfigs": "Count",
    "delivered": "Count",
    "undelivered": "Count",
    "repeated": "Count",
    "unreadable": "Count",
    "deliverySeconds": "Seconds",
    "configMs": "Milliseconds",
    "sendMs": "Milliseconds",
    "totalMs": "Milliseconds",
}
Ways = tuple[tuple[str, ...], ...]
_WHOLE: Ways = ((),)
_SPLIT: Mapping[str, Ways] = {
    # The first is what an alarm looks at: calls by outcome. Each of the others splits it once.
    "calls": (
        ("outcome",),
        ("outcome", "caller"),
        ("outcome", "usageType"),
        ("outcome", "region"),
    ),
    # Of a delivery receipt; a batch of them has their sums, which are no metrics again.
    **dict.fromkeys(("delivered", "undelivered", "deliverySeconds"), (("receiptCode",),)),
}


class Embedded:
    """Annotates the lines of the Lambda function of one name."""

    def __init__(self, function: str) -> None:
        self._function = function

    def __call__(self, line: Mapping[str, object], now: float) -> dict[str, object]:
        """Return *line* with the members that make it metrics as well; *now* is in seconds.

        A dimension or a metric that the line does not have is left out: CloudWatch would drop the
        whole of it.
        """
        metrics: dict[Ways, list[str]] = {}
        for name in filter(line.__contains__, _UNITS):
            metrics.setdefault(_SPLIT.get(name, _WHOLE), []).append(name)
        directives = [
            _directive(given, names)
            for ways, names in metrics.items()
            if (given := [way for way in ways if all(name in line for name in way)])
        ]
        metadata = {"Timestamp": int(now * 1000), "CloudWatchMetrics": directives}
        return {**line, _FUNCTION: self._function, "_aws": metadata}


def _directive(ways: Iterable[tuple[str, ...]], names: Iterable[str]) -> dict[str, object]:
    return {
        "Namespace": _NAMESPACE,
        "Dimensions": [[_FUNCTION, *way] for way in ways],
        "Metrics": [{"Name": name, "Unit": _UNITS[name]} for name in names],
    }
