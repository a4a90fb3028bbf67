"""docs/ops/cloudwatch.yml: clean, and about metrics and lines that the function has."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from deploy.test_template_claims_and_alarms import TOPIC
from deploy.test_template_yml import needs_sam, run
from smscode.outcome import KINDS
from support.alerts import insights
from support.alerts.cloudwatch import (
    FILLED_IN,
    NAME,
    alarms,
    counted,
    filters,
    shown_in,
    stats,
    widgets,
)
from support.alerts.situations import lines_of_all
from support.paths import ROOT
from support.sam_template import RESOURCES, of_type

OUTCOMES: Final = {kind.code for kind in KINDS}
SEARCH: Final = re.compile(r"SEARCH\('\{([\w,]+)\} MetricName=\"(\w+)\"((?: \w+=\"[\w-]+\")*)', ")

Lines = list[Mapping[str, Any]]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    """Return what the function leaves in all situations together."""
    found = lines_of_all(tmp_path_factory.mktemp("ops"))
    return [line for each in found.values() for line in each]


@pytest.fixture
def calls(lines: Lines) -> Lines:
    """Return the lines of calls, which are the metrics too."""
    return [line for line in lines if line["event"] == "call"]


@needs_sam
def test_the_template_is_clean(tmp_path: Path) -> None:
    """cfn-lint has nothing to say."""
    run(tmp_path, "cfn-lint", "--include-checks", "I", "--", NAME)


def test_metrics_of_the_dashboard_are_the_lines(lines: Lines) -> None:
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


def test_queries_of_the_dashboard_look_at_what_the_line_has(lines: Lines) -> None:
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


def test_filters_match_lines_that_there_are(lines: Lines) -> None:
    """Each pattern is about events that the function writes."""
    events = {line["event"] for line in lines}
    for pattern in filters().values():
        named = re.findall(r'\$\.event = "(\w+)"', pattern)
        assert set(named) <= events
        counted_by = re.findall(r"\$\.(\w+) = 1", pattern)
        assert all(any(line.get(name) == 1 for line in lines) for name in counted_by)
        either = [f'$.event = "{name}"' for name in named]
        either += [f"$.{name} = 1" for name in counted_by]
        assert pattern == f"{{ {' || '.join(either)} }}"


def test_alarms_watch_metrics_that_there_are(calls: Lines) -> None:
    """Each is one that some line counts under its dimension, or one of a filter."""
    known = counted(calls)
    for metric in (metric for alarm in alarms().values() for metric in stats(alarm)):
        name = (str(metric["Namespace"]), metric["MetricName"])
        given = {each["Name"]: each["Value"] for each in metric.get("Dimensions", [])}
        if not given:
            assert name in filters()
            continue
        assert (*name, *sorted(given)) in known
        assert given["function"] == {"!Ref": "Function"}
        assert given["outcome"] in {line["outcome"] for line in calls}


def test_alarms_go_off_when_those_of_log_service_do() -> None:
    """Both clouds have the same alerts, with the same threshold over the same time."""
    there = {}
    for path in sorted((ROOT / "docs/ops").glob("sls-alert-*.json")):
        configuration = json.loads(path.read_text(encoding="utf-8"))["configuration"]
        (query,), (severity,) = configuration["queryList"], configuration["severityConfigurations"]
        limit = severity["evalCondition"]["condition"].partition(" > ")[2]
        name = path.stem.removeprefix("sls-alert-").title().replace("-", "")
        there[name] = (query["start"], int(limit))
    for name in ("Misconfigured", "SentPerHour"):
        assert f"{name}Alarm" in RESOURCES
        del there[name]
    here = {}
    for name, alarm in alarms().items():
        (period,) = {metric["Period"] for metric in stats(alarm)}
        here[name] = (f"-{period // 60}m", alarm["Threshold"])
        assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
    assert here == there
