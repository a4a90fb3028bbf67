"""Numbers for CloudWatch inside the log line itself: the embedded metric format, no library.

The format: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring, "Embedded metric format
specification". On Function Compute the same numbers stand in the same line, and SLS counts them.

CloudWatch charges for each metric, which is a name with one value for each of its dimensions. So
only ``calls`` is split, in four ways, and receipts by their code: what it is split by has few
values, none of them a person's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
