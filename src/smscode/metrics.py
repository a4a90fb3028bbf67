"""Numbers for CloudWatch inside the log line itself: the embedded metric format, no library.

The format: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring, "Embedded metric format
specification". On Function Compute the same numbers stand in the same line, and SLS counts them.
"""

from __future__ import annotations

from collections.abc import Mapping

_NAMESPACE = "smscode"
# The first alone is what an alarm looks at: sends by outcome. Each of the others splits it once.
_DIMENSIONS = (
    ("outcome",),
    ("outcome", "caller"),
    ("outcome", "usageType"),
    ("outcome", "region"),
    ("receiptCode",),
)
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


def embedded(line: Mapping[str, object], now: float) -> dict[str, object]:
    """Return the member that makes *line* metrics as well; *now* is in seconds.

    A dimension or a metric that the line does not have is left out: CloudWatch would drop the
    whole of it.
    """
    directive = {
        "Namespace": _NAMESPACE,
        "Dimensions": [list(names) for names in _DIMENSIONS if all(n in line for n in names)],
        "Metrics": [{"Name": name, "Unit": unit} for name, unit in _UNITS.items() if name in line],
    }
    return {"_aws": {"Timestamp": int(now * 1000), "CloudWatchMetrics": [directive]}}
