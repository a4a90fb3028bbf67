"""docs/ops/cloudwatch.yml: what its dashboard and its alarms look at."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from smscode.trace import Embedded
from support.sam_template import load

NAME: Final = "docs/ops/cloudwatch.yml"
RESOURCES: Final[dict[str, dict[str, Any]]] = load(NAME)["Resources"]
FILLED_IN: Final = {"AWS::Region": "eu-west-1", "Function": "smscode-1", "LogGroup": "/smscode/x"}

#: A namespace, a metric and the names of its dimensions, sorted.
Metric = tuple[str, ...]


def widgets() -> list[dict[str, Any]]:
    """Return the widgets of the dashboard, with the parameters filled in."""
    body = RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["!Sub"]
    filled = re.sub(r"\$\{([\w:]+)\}", lambda name: FILLED_IN[name[1]], body)
    found: list[dict[str, Any]] = json.loads(filled)["widgets"]
    return found


def shown_in(kind: str) -> list[dict[str, Any]]:
    """Return what the widgets of one kind show."""
    return [each["properties"] for each in widgets() if each["type"] == kind]


def alarms() -> dict[str, dict[str, Any]]:
    """Return the alarms by their names, without the word."""
    return {
        name.removesuffix("Alarm"): each["Properties"]
        for name, each in RESOURCES.items()
        if each["Type"] == "AWS::CloudWatch::Alarm"
    }


def stats(alarm: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the metrics that *alarm* looks at, each with its period and its dimensions."""
    parts = [each["MetricStat"] for each in alarm.get("Metrics", []) if "MetricStat" in each]
    return [{**part["Metric"], "Period": part["Period"]} for part in parts] or [alarm]


def filters() -> dict[Metric, str]:
    """Return the pattern of each metric that is made of log lines."""
    found: dict[Metric, str] = {}
    for each in RESOURCES.values():
        if each["Type"] == "AWS::Logs::MetricFilter":
            (made,) = each["Properties"]["MetricTransformations"]
            found[str(made["MetricNamespace"]), made["MetricName"]] = each["Properties"][
                "FilterPattern"
            ]
    return found


def counted(lines: Iterable[Mapping[str, Any]]) -> set[Metric]:
    """Return the metrics that *lines* have."""
    found = set()
    for line in lines:
        annotations: Any = Embedded(FILLED_IN["Function"])(line, 0.0)
        for told in annotations["_aws"]["CloudWatchMetrics"]:
            names = [metric["Name"] for metric in told["Metrics"]]
            dimensions = [tuple(sorted(each)) for each in told["Dimensions"]]
            found |= {(told["Namespace"], name, *each) for name in names for each in dimensions}
    return found
