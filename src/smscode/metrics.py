"""Numbers for CloudWatch inside the log line itself: the embedded metric format, no library.

The format: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring, "Embedded metric format
specification". On Function Compute the same numbers stand in the same line, and SLS counts them.

CloudWatch charges for each metric, which is a name with one value for each of its dimensions. So
only ``calls`` is split, in four ways: what it is split by has few values, none of them a person's.
"""

from __future__ import annotations

from collections.abc import Mapping

_NAMESPACE = "smscode"
_FUNCTION = "function"  # the dimension of all: two stacks in one region are told apart
_SPLIT = "calls"
# The first is what an alarm looks at: calls by outcome. Each of the others splits it once.
_WAYS = (
    ("outcome",),
    ("outcome", "caller"),
    ("outcome", "usageType"),
    ("outcome", "region"),
)
_UNITS = {
    "calls": "Count",
    "coldStarts": "Count",
    "storeFailures": "Count",
    "configMs": "Milliseconds",
    "sendMs": "Milliseconds",
    "totalMs": "Milliseconds",
}


class Embedded:
    """Annotates the lines of the Lambda function of one name."""

    def __init__(self, function: str) -> None:
        self._function = function

    def __call__(self, line: Mapping[str, object], now: float) -> dict[str, object]:
        """Return the members that make *line* metrics as well; *now* is in seconds.

        A dimension or a metric that the line does not have is left out: CloudWatch would drop the
        whole of it.
        """
        ways = [[_FUNCTION, *names] for names in _WAYS if all(n in line for n in names)]
        whole = [name for name in _UNITS if name in line and name != _SPLIT]
        directives = [_directive(ways, [_SPLIT])]
        if whole:
            directives.append(_directive([[_FUNCTION]], whole))
        metadata = {"Timestamp": int(now * 1000), "CloudWatchMetrics": directives}
        return {_FUNCTION: self._function, "_aws": metadata}


def _directive(dimensions: list[list[str]], names: list[str]) -> dict[str, object]:
    metrics = [{"Name": name, "Unit": _UNITS[name]} for name in names]
    return {"Namespace": _NAMESPACE, "Dimensions": dimensions, "Metrics": metrics}
