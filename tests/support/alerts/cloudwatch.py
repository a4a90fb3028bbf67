"""docs/ops/cloudwatch.yml: what its dashboard and its alarms look at, and when an alarm goes off.

Patterns of filters: docs.aws.amazon.com/AmazonCloudWatch/latest/logs, "Filter pattern syntax".
Expressions: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring, "Using math expressions".
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from smscode.callers import CALLERS
from smscode.receipts.push import Receipts
from smscode.trace import Embedded
from support.sam_template import load

NAME: Final = "docs/ops/cloudwatch.yml"
TEMPLATE: Final = load(NAME)
FILLED_IN: Final = {"AWS::Region": "eu-west-1", "Function": "smscode-1", "LogGroup": "/smscode/x"}
_GIVEN_CALLERS: Final = (*(caller.name for caller in CALLERS), Receipts.name)


def _resources() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every resource, those of Fn::ForEach once for each caller."""
    for name, each in TEMPLATE["Resources"].items():
        if not name.startswith("Fn::ForEach::"):
            yield name, each
            continue
        item, collection, fragment = each
        assert (item, collection) == ("Caller", {"!Ref": "Callers"})
        for caller in _GIVEN_CALLERS:
            yield from json.loads(json.dumps(fragment).replace("${Caller}", caller)).items()


RESOURCES: Final[dict[str, dict[str, Any]]] = dict(_resources())

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
    """Return the alarms by their names; that of a caller ends in the caller's."""
    return {
        name: each["Properties"]
        for name, each in RESOURCES.items()
        if each["Type"] == "AWS::CloudWatch::Alarm"
    }


def kind(alarm: str) -> str:
    """Return the name of an alarm without the word, and without its caller."""
    return alarm.partition("Alarm")[0]


def stats(alarm: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the metrics that *alarm* looks at, each with its period and its dimensions."""
    parts = [each["MetricStat"] for each in alarm.get("Metrics", []) if "MetricStat" in each]
    return [{**part["Metric"], "Period": part["Period"]} for part in parts] or [alarm]


@cache
def filters() -> dict[Metric, tuple[str, int | None]]:
    """Return, of each metric that is made of log lines, the pattern and what it is without any."""
    found = {}
    for each in RESOURCES.values():
        if each["Type"] == "AWS::Logs::MetricFilter":
            (made,) = each["Properties"]["MetricTransformations"]
            pattern = _text(each["Properties"]["FilterPattern"])
            found[_name(made)] = (pattern, made.get("DefaultValue"))
    return found


def _name(metric: Mapping[str, Any]) -> Metric:
    """Return what identifies *metric*, given with or without the names that CloudWatch has."""
    namespace = metric.get("MetricNamespace", metric.get("Namespace"))
    dimensions = (f"{each['Name']}={_text(each['Value'])}" for each in metric.get("Dimensions", ()))
    return (_text(namespace), _text(metric["MetricName"]), *sorted(dimensions))


def _text(value: Any) -> str:  # noqa: ANN401 - a text, or a function that makes one
    if isinstance(value, Mapping):
        (text,) = value.values()
        value = FILLED_IN[text] if "!Ref" in value else text
    return re.sub(r"\$\{([\w:]+)\}", lambda name: FILLED_IN[name[1]], value)


def goes_off(alarm: Mapping[str, Any], parameters: Mapping[str, Any], texts: Iterable[str]) -> bool:
    """Return whether *alarm* goes off over *texts*, which are the lines of one period of it.

    *parameters* are those of its template.
    """
    texts = list(texts)
    sums = {each["Id"]: _sum(each["MetricStat"]["Metric"], texts) for each in _parts(alarm)}
    value = _value(_expression(alarm), sums) if sums else _sum(alarm, texts)
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
    assert (alarm["TreatMissingData"], alarm["EvaluationPeriods"]) == ("notBreaching", 1)
    limit = parameters[alarm["Threshold"]["!Ref"]]["Default"]
    return value is not None and value > limit


def _parts(alarm: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [each for each in alarm.get("Metrics", []) if "MetricStat" in each]


def _expression(alarm: Mapping[str, Any]) -> str:
    (found,) = (each["Expression"] for each in alarm["Metrics"] if "Expression" in each)
    return str(found)


def _sum(metric: Mapping[str, Any], texts: list[str]) -> float | None:
    """Return the sum of *metric* over *texts*; None if there is no datapoint."""
    name = _name(metric)
    if name in filters():
        pattern, otherwise = filters()[name]
        return sum(matches(pattern, text) for text in texts) or (otherwise if texts else None)
    values = [emitted(text)[name] for text in texts if name in emitted(text)]
    return sum(values) if values else None


@cache
def emitted(text: str) -> Mapping[Metric, float]:
    """Return the metrics that CloudWatch reads out of a line, with their values."""
    line = _members(text)
    found: Counter[Metric] = Counter()
    if "event" not in line:
        return found
    annotated: Any = Embedded(FILLED_IN["Function"])(line, 0.0)
    for told in annotated["_aws"]["CloudWatchMetrics"]:
        for names in told["Dimensions"]:
            given = sorted(f"{name}={annotated[name]}" for name in names)
            for metric in told["Metrics"]:
                name = (told["Namespace"], metric["Name"], *given)
                found[name] += annotated[metric["Name"]]
    return found


@cache
def matches(pattern: str, text: str) -> bool:
    """Return whether the line *text* matches the pattern of a filter."""
    line = _members(text)

    def holds(name: str, sign: str, wanted: str) -> bool:
        if sign == "=":
            return name in line and wanted in ("*", str(line[name]))
        assert name in line, f"what CloudWatch makes of {pattern} without {name} is not documented"
        return wanted != str(line[name])

    condition = pattern.strip("{ }").replace("&&", "and").replace("||", "or")
    condition = re.sub(r"\$\.(\w+) NOT EXISTS", r"(not has('\1', '=', '*'))", condition)
    condition = re.sub(r'\$\.(\w+) (!?=) "?([\w*]+)"?', r"has('\1', '\2', '\3')", condition)
    assert "$" not in condition, pattern
    return bool(eval(condition, {"has": holds}))  # noqa: S307 - of the pattern


@cache
def _members(text: str) -> Mapping[str, Any]:
    try:
        line = json.loads(text)
    except ValueError:
        return {}
    return line if isinstance(line, dict) else {}


def _value(expression: str, sums: Mapping[str, float | None]) -> float | None:
    """Return what *expression* gives; None where a part of it has no datapoint."""
    whole = re.fullmatch(r"IF\((.+)\)", expression)
    if whole:
        condition, then, otherwise = re.split(r", (?![^()]*\))", whole[1])
        return _value(then if _value(condition, sums) else otherwise, sums)
    filled = {"FILL": lambda value, default: default if value is None else value}
    try:
        value: float = eval(expression, filled, dict(sums))  # noqa: S307 - of our own file
    except TypeError:
        return None
    return value


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
