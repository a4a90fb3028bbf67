"""docs/ops/cloudwatch.yml: clean, about what the function writes, and off for its cause."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from deploy.test_template_claims_and_alarms import TOPIC
from deploy.test_template_yml import needs_sam, run
from smscode.outcome import KINDS
from support.alerts import insights
from support.alerts.causes import ALERTS, CAUSES
from support.alerts.cloudwatch import (
    FILLED_IN,
    NAME,
    TEMPLATE,
    alarms,
    counted,
    filters,
    goes_off,
    kind,
    matches,
    shown_in,
    stats,
    widgets,
)
from support.alerts.days import Lines
from support.alerts.platform import around_a_call_of_lambda
from support.alerts.situations import last_resort, lines_of_all, paused
from support.sam_template import RESOURCES as OF_FUNCTION
from support.sam_template import TEMPLATE as FUNCTION_TEMPLATE
from support.sam_template import of_type

OUTCOMES: Final = {kind.code for kind in KINDS}
SEARCH: Final = re.compile(r"SEARCH\('\{([\w,]+)\} MetricName=\"(\w+)\"((?: \w+=\"[\w-]+\")*)', ")

Line = Mapping[str, Any]


@pytest.fixture(scope="module")
def happened(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    """Return what the function leaves in each situation, by its name."""
    return lines_of_all(tmp_path_factory.mktemp("ops"))


@pytest.fixture
def lines(happened: Lines) -> list[Line]:
    """Return what the function leaves in all situations together."""
    return [line for each in happened.values() for line in each]


@pytest.fixture
def calls(lines: list[Line]) -> list[Line]:
    """Return the lines of calls, which are the metrics too."""
    return [line for line in lines if line["event"] == "call"]


def those_off(name: str, happened: Iterable[Line], times: int) -> set[str]:
    """Return which alarms of the alert *name* go off after something *happened* so often."""
    texts = [json.dumps(line) for line in happened]
    log = [each for n in range(times) for each in around_a_call_of_lambda(n, texts)]
    found = {
        alarm
        for alarm, properties in alarms().items()
        if kind(alarm) == as_alarm(name) and goes_off(properties, TEMPLATE["Parameters"], log)
    }
    in_function = OF_FUNCTION.get(f"{as_alarm(name)}Alarm")
    if in_function and goes_off(in_function["Properties"], FUNCTION_TEMPLATE["Parameters"], log):
        found.add(f"{as_alarm(name)}Alarm")
    return found


def as_alarm(alert: str) -> str:
    """Return what the alarm is called whose alert in Log Service has this name."""
    return alert.title().replace("-", "")


@needs_sam
def test_the_template_is_clean(tmp_path: Path) -> None:
    """cfn-lint has nothing to say."""
    run(tmp_path, "cfn-lint", "--include-checks", "I", "--", NAME)


def test_metrics_of_the_dashboard_are_the_lines(lines: list[Line]) -> None:
    """Each is one that some line counts, under these dimensions, with an outcome that exists."""
    known = counted(lines)
    for metric in (metric for each in shown_in("metric") for metric in each["metrics"]):
        if isinstance(metric[0], dict):
            found = SEARCH.search(metric[0]["expression"])
            assert found is not None, metric
            namespace, *dimensions = found[1].split(",")
            assert (namespace, found[2], *sorted(dimensions)) in known
            given = dict(re.findall(r'(\w+)="([\w-]+)"', found[3]))
            assert set(given) <= set(dimensions)
        elif metric[0] != "AWS/Lambda":
            texts = [part for part in metric if isinstance(part, str)]
            given = dict(zip(texts[2::2], texts[3::2], strict=True))
            assert (*texts[:2], *sorted(given)) in known
        else:
            continue
        assert given["function"] == FILLED_IN["Function"]
        assert given.get("outcome") is None or given["outcome"] in OUTCOMES


def test_queries_of_the_dashboard_look_at_what_the_line_has(lines: list[Line]) -> None:
    """Every member that a query names stands in some line of the function."""
    known = {name for line in lines for name in line}
    for widget in shown_in("log"):
        assert insights.commands(widget["query"])[0] == "SOURCE"
        assert insights.fields(widget["query"]) <= known


def test_what_an_alarm_watches_is_shown() -> None:
    """Each outcome and function metric that can page somebody has a line in the dashboard."""
    shown = json.dumps(shown_in("metric"))
    for alarm in (
        *(each["Properties"] for each in of_type("AWS::CloudWatch::Alarm")),
        *alarms().values(),
    ):
        for dimension in (d for each in stats(alarm) for d in each.get("Dimensions", [])):
            value = dimension["Value"]
            assert f'"{value if isinstance(value, str) else FILLED_IN["Function"]}"' in shown


def test_the_topic_is_told_the_end_of_an_alarm_too() -> None:
    """Each alarm tells it both, as those of template.yml do."""
    assert all(each["AlarmActions"] == each["OKActions"] == TOPIC for each in alarms().values())


def test_widgets_do_not_overlap() -> None:
    """Each has its own place in the grid of 24 columns."""
    taken: set[tuple[int, int]] = set()
    for each in widgets():
        columns = range(each["x"], each["x"] + each["width"])
        cells = {(x, y) for x in columns for y in range(each["y"], each["y"] + each["height"])}
        assert not cells & taken
        assert columns.stop <= 24
        taken |= cells


@pytest.mark.parametrize("name", CAUSES)
def test_an_alarm_goes_off_for_its_cause(name: str, happened: Lines) -> None:
    """It does so as often as its threshold says, not once less, and one alarm of its kind does."""
    for cause, times in CAUSES[name]:
        if cause is last_resort:
            continue  # its line is no metric, and ErrorsAlarm does not see it either
        found = happened[cause.__name__]
        assert len(those_off(name, found, times)) == 1, cause
        assert those_off(name, found, times - 1) == set(), cause


@pytest.mark.parametrize("name", CAUSES)
def test_an_alarm_is_quiet_otherwise(name: str, happened: Lines) -> None:
    """Everything else that can happen, 19 times over, is none of its business."""
    causes = {cause.__name__ for cause, _ in CAUSES[name]}
    if name == "unavailable":
        causes.add(paused.__name__)  # a metric of outcomes does not tell the operator's own pause
    others = [line for each, found in happened.items() if each not in causes for line in found]
    assert those_off(name, [], 1) == set()
    if name != "sent-per-hour":  # most of what happens ends in an SMS
        assert those_off(name, others, 19) == set()


@pytest.mark.parametrize("accepted", ["sent", "duplicate"])
def test_one_accepted_call_is_enough(accepted: str, happened: Lines) -> None:
    """While somebody is told success, refusals of others wake nobody, nor does a pause."""
    one = [line for line in happened["twice"] if line.get("outcome") == accepted]
    assert those_off("none-accepted", [*happened["wrong_body"] * 30, *one], 1) == set()
    assert those_off("none-accepted", happened["paused"], 30) == set()


def test_the_alarm_of_the_refused_caller_goes_off(happened: Lines) -> None:
    """Each caller has its own: another one's success does not hide it, its own does."""
    stranger = happened["stranger"] * 5
    others = [*stranger, *happened["ordinary"]]
    assert those_off("unauthorized", others, 1) == {"UnauthorizedAlarmgeneric"}
    closed = happened["closed_caller"] * 5
    assert those_off("unauthorized", closed, 1) == {"UnauthorizedAlarmlogto"}
    assert those_off("unauthorized", [*closed, *happened["ordinary"]], 1) == set()
    pushes = [*happened["old_path_secret"] * 5, *happened["receipts"]]
    assert those_off("unauthorized", pushes, 1) == set()


def test_filters_match_lines_that_there_are(lines: list[Line]) -> None:
    """Each pattern is for some lines of the function and not for all, whoever calls."""
    for (_, metric), (pattern, _) in filters().items():
        caller = metric.partition("-")[2]
        texts = [json.dumps({**li, "caller": caller} if caller else li) for li in lines]
        assert {matches(pattern, text) for text in texts} == {True, False}, metric


def test_alarms_watch_metrics_that_there_are(calls: list[Line]) -> None:
    """Each is one that some line counts under its dimension, or one of a filter."""
    known = counted(calls)
    made = {name for _, name in filters()}
    for metric in (metric for alarm in alarms().values() for metric in stats(alarm)):
        given = {each["Name"]: each["Value"] for each in metric.get("Dimensions", [])}
        if not given:
            name = metric["MetricName"]
            assert (name["!Sub"] if isinstance(name, dict) else name) in made
            continue
        assert (metric["Namespace"], metric["MetricName"], *sorted(given)) in known
        assert given.pop("function") == {"!Ref": "Function"}
        assert set(given.values()) <= {line["outcome"] for line in calls}


def test_alarms_go_off_when_those_of_log_service_do() -> None:
    """Both clouds have the same alerts, with the same default threshold over the same time.

    Log Service asks every five minutes; what CloudWatch must not wait for, it asks each minute.
    """
    there = {}
    for name, alert in ALERTS.items():
        (query,) = alert["configuration"]["queryList"]
        (severity,) = alert["configuration"]["severityConfigurations"]
        limit = severity["evalCondition"]["condition"].partition(" > ")[2]
        there[as_alarm(name)] = (query["start"], int(limit))
    here = {}
    for template, found in (
        (TEMPLATE, alarms()),
        (FUNCTION_TEMPLATE, {name: each["Properties"] for name, each in OF_FUNCTION.items()}),
    ):
        for name, alarm in found.items():
            if "Alarm" in name:
                (period,) = {metric["Period"] for metric in stats(alarm)}
                limit = template["Parameters"][alarm["Threshold"]["!Ref"]]["Default"]
                here[kind(name)] = (f"-{period // 60}m", limit)
    assert here.pop("Throttles") == ("-1m", 0)  # Function Compute has none to be told of
    for name in ("Misconfigured", "Errors"):
        assert here.pop(name) == ("-1m", there.pop(name)[1])
    assert {name: (_minutes(start), limit) for name, (start, limit) in there.items()} == {
        name: (_minutes(start), limit) for name, (start, limit) in here.items()
    }


def _minutes(start: str) -> int:
    return int(start[1:-1]) * {"m": 1, "h": 60}[start[-1]]


@pytest.mark.parametrize("template", [TEMPLATE, FUNCTION_TEMPLATE], ids=["ops", "function"])
def test_each_threshold_is_a_parameter_of_one_alarm(template: dict[str, Any]) -> None:
    """It has the alarm's name, or a caller's alarms have it together."""
    listed = template["Resources"]
    own = {kind(name): name for name in listed if "Alarm" in name}
    for each in (body for name, (*_, body) in listed.items() if name.startswith("Fn::ForEach::")):
        own |= {kind(name): name for name in each if "Alarm" in name}
    given = {name.removesuffix("Threshold") for name in template["Parameters"]}
    assert set(own) - given <= {"SentPerHour"}, "it is MaxSentPerHour"
    assert {name for name in template["Parameters"] if name.endswith("Threshold")} == {
        f"{name}Threshold" for name in own if name in given
    }
