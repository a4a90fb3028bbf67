"""The one log line of each call, which carries the call's metrics too.

On Lambda it is in CloudWatch's embedded metric format, written without its library:
docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring, "Embedded metric format specification". On
Function Compute the line holds the same numbers, and SLS counts them.

CloudWatch charges for each metric, and each combination of a name and the values of its dimensions
is one. So only ``calls`` is split, in four ways, and delivery reports by their code. Every
dimension has few values, and none of them identifies a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from smscode.call import address_of
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

#: Adds to a line what the platform's metrics need; the second argument is the time in seconds.
Annotate = Callable[[Mapping[str, object], float], Mapping[str, object]]


class Trace:
    """Collects the log fields of a call while it runs; never the code or the full number."""

    def __init__(self, request_id: str, clock: Clock, annotate: Annotate) -> None:
        self._clock = clock
        self._annotate = annotate
        self._began = clock.monotonic()
        self._fields: dict[str, object] = {"requestId": request_id, "calls": 1}
        self._has_person = True
        self._source_ip: object = None
        self._notes: list[tuple[str, dict[str, object]]] = []

    def cold_start(self) -> None:
        """Note that the call had to wait for the code to load."""
        self._fields["coldStarts"] = 1

    def caller(self, name: str, *, has_person: bool) -> None:
        """Note which caller it is, and whether a person waits for the reply."""
        self._fields["caller"] = name
        self._has_person = has_person

    def source(self, ip: object) -> None:
        """Note which address the gateway received the call from, if it says so.

        The line has it only where the credential was refused, so that its sender can be found or
        blocked. Whoever authenticates is known by name; and a person who opens the URL in a
        browser, which is 404 or 405, is nobody to look for.
        """
        self._source_ip = ip

    def request(self, request: SendRequest, hash_key: str | None) -> None:
        """Note what is requested; the number is masked, and hashed too if there is a *hash_key*."""
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
        """Queue a separate line about a part of the call; a field that is None is left out.

        It is written together with the call's line, so a call that never ends leaves neither.
        """
        given = {name: value for name, value in fields.items() if value is not None}
        self._notes.append((event, {"requestId": self._fields["requestId"], **given}))

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Note how many milliseconds the block takes, however it ends."""
        began = self._clock.monotonic()
        try:
            yield
        finally:
            self._fields[name] = self._milliseconds(began)

    def end(self, outcome: Outcome, log: Log) -> None:
        """Write the queued lines and the call's own."""
        for event, fields in self._notes:
            self._write(log, "info", event, fields)
        self._fields |= {
            "outcome": outcome.kind.code,
            "reason": outcome.reason,
            "errors": [f"{e.pointer} {e.detail}" for e in outcome.errors] or None,
            "providerCode": outcome.provider_code,
            "firstProviderCode": outcome.first_provider_code,
            "providerMessage": outcome.provider_message,
            "providerRequestId": outcome.provider_request_id,
            "bizId": outcome.biz_id,
            "totalMs": self._milliseconds(self._began),
        }
        if outcome.store_failed:
            self._fields["storeFailures"] = 1
        if outcome.fell_back:
            self._fields["fallbacks"] = 1
        if outcome.kind is UNAUTHORIZED:
            self._fields["sourceIp"] = address_of(self._source_ip)
        self._write(log, self._level(outcome.kind), "call", self._fields)

    def _write(self, log: Log, level: Level, event: str, fields: Mapping[str, object]) -> None:
        log.write_always(level, event, self._annotate(fields, self._clock.time()))

    def _level(self, kind: Kind) -> Level:
        """Return the level of an outcome: a failure that only the log reports is an error."""
        unheard = not self._has_person and kind not in (SENT, DUPLICATE, UNAUTHORIZED, RECEIVED)
        if unheard or kind in (MISCONFIGURED, QUOTA_EXHAUSTED):
            return "error"
        return "warning" if kind in (UNAVAILABLE, UNCERTAIN) else "info"

    def _milliseconds(self, since: float) -> int:
        return round((self._clock.monotonic() - since) * 1000)


_NAMESPACE = "smscode"
_FUNCTION = "function"  # a dimension of every metric: it tells two stacks in one region apart
_UNITS = {
    "calls": "Count",
    "coldStarts": "Count",
    "storeFailures": "Count",
    "fallbacks": "Count",
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
    # Alarms watch the first, calls by outcome. Each of the others splits it once.
    "calls": (
        ("outcome",),
        ("outcome", "caller"),
        ("outcome", "usageType"),
        ("outcome", "region"),
    ),
    # These are of one delivery report. The call's line has the sums of a batch, which are not
    # metrics too.
    **dict.fromkeys(("delivered", "undelivered", "deliverySeconds"), (("receiptCode",),)),
}


class Embedded:
    """Annotates the log lines of one Lambda function."""

    def __init__(self, function: str) -> None:
        self._function = function

    def __call__(self, line: Mapping[str, object], now: float) -> dict[str, object]:
        """Return *line* with the members that make CloudWatch read metrics from it.

        *now* is in seconds since the epoch. A dimension or metric that the line does not have is
        left out: CloudWatch would drop the whole line.
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
