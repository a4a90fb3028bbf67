"""docs/ops/sls-*.json: each query runs over lines that the real function left in each situation."""

import json
import re
from collections.abc import Callable
from typing import Any, Final

import pytest

from support.alerts import sls
from support.alerts.situations import (
    broken_config,
    claims_down,
    claims_needed,
    claims_without_key,
    closed_region,
    doubtful,
    flow_control,
    last_resort,
    lines_of_all,
    no_balance,
    ordinary,
    our_cap,
    out_of_reach,
    previous_config,
    wrong_key,
)
from support.app_bench import AppBench
from support.pages.page import english_pages
from support.paths import ROOT

FOLDER: Final = ROOT / "docs/ops"
ALERTS: Final = {
    path.stem.removeprefix("sls-alert-"): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("sls-alert-*.json"))
}
DASHBOARD: Final = json.loads((FOLDER / "sls-dashboard.json").read_text(encoding="utf-8"))
#: By alert: what it is for, and how often that happens within its time before it goes off.
CAUSES: Final[dict[str, tuple[tuple[Callable[[AppBench], None], int], ...]]] = {
    "claims": ((claims_down, 1), (claims_needed, 1), (claims_without_key, 1)),
    "config": ((broken_config, 1), (previous_config, 1)),
    "misconfigured": ((wrong_key, 1), (last_resort, 1)),
    "pumping": ((closed_region, 51), (flow_control, 51)),
    "quota-exhausted": ((no_balance, 1), (our_cap, 1)),
    "sent-per-hour": ((ordinary, 101),),
    "unavailable": ((out_of_reach, 11), (claims_needed, 11)),
    "uncertain-share": ((doubtful, 20),),
}
#: What Function Compute writes between ours.
OF_THE_PLATFORM: Final = (
    "FC Invoke Start RequestId: 1-6922",
    "FC Invoke End RequestId: 1-6922",
    "",
)
NOON: Final = 1_800_014_400.0


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return the text of what the function leaves in each situation, by its name."""
    found = lines_of_all(tmp_path_factory.mktemp("ops"))
    return {name: [json.dumps(line) for line in each] for name, each in found.items()}


def stored(*texts: str) -> list[tuple[float, str]]:
    """Return *texts* as they would stand in the log store, one a second, and the platform's."""
    return [(NOON + second, text) for second, text in enumerate((*OF_THE_PLATFORM, *texts))]


def goes_off(alert: dict[str, Any], messages: list[tuple[float, str]]) -> bool:
    """Return whether *alert* would go off over *messages*."""
    configuration = alert["configuration"]
    (query,), (severity,) = configuration["queryList"], configuration["severityConfigurations"]
    condition = severity["evalCondition"]["condition"]
    name, limit = re.fullmatch(r"(\w+) > (\d+)", condition).groups()  # type: ignore[union-attr]
    rows = sls.run(query["query"], messages)
    over = [row for row in rows if row[name] > int(limit)]
    return len(over) >= int(configuration["threshold"])


def test_every_alert_has_a_cause() -> None:
    """No alert is here without a situation that it is tried with."""
    assert set(CAUSES) == set(ALERTS)


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_goes_off_for_its_cause(name: str, lines: dict[str, list[str]]) -> None:
    """It does so as often as its threshold says, and not once less."""
    for cause, times in CAUSES[name]:
        happened = lines[cause.__name__]
        assert goes_off(ALERTS[name], stored(*happened * times)), cause
        assert not goes_off(ALERTS[name], stored(*happened * (times - 1))), cause


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_is_quiet_otherwise(name: str, lines: dict[str, list[str]]) -> None:
    """Everything else that can happen, 19 times over, is none of its business."""
    causes = {cause.__name__ for cause, _ in CAUSES[name]}
    others = [text for each, texts in lines.items() if each not in causes for text in texts]
    assert not goes_off(ALERTS[name], stored())
    if name != "sent-per-hour":  # most of what happens ends in an SMS
        assert not goes_off(ALERTS[name], stored(*others * 19))


def test_alerts_differ_in_what_they_say_only() -> None:
    """All are made alike: the placeholders and policies of one are those of all."""
    shapes = set()
    for name, alert in ALERTS.items():
        assert alert["name"] == f"smscode-{name}"
        assert len(alert["displayName"]) <= 64
        (query,) = alert["configuration"]["queryList"]
        (severity,) = alert["configuration"]["severityConfigurations"]
        assert severity["severity"] in (6, 8)
        same = {**alert["configuration"], "queryList": None, "severityConfigurations": None}
        given = {**query, "query": None, "start": None}
        shapes.add(json.dumps([sorted(alert), alert["schedule"], same, given], sort_keys=True))
    assert len(shapes) == 1


def charts() -> list[Any]:
    """Return the charts of the dashboard, each as a parameter with its title."""
    return [pytest.param(chart, id=chart["title"]) for chart in DASHBOARD["charts"]]


@pytest.mark.parametrize("chart", charts())
def test_a_chart_shows_something(chart: dict[str, Any], lines: dict[str, list[str]]) -> None:
    """Its query gives rows, with every column of its axes and no other."""
    messages = stored(*(text for texts in lines.values() for text in texts))
    rows = sls.run(chart["search"]["query"], messages)
    assert rows
    assert list(rows[0]) == chart["display"]["xAxis"] + chart["display"]["yAxis"]
    for column in chart["display"]["yAxis"]:
        assert any(row[column] for row in rows), column


def queries_of_pages() -> list[Any]:
    """Return the queries that pages show, but for those of the runbook, which has its own test."""
    return [
        pytest.param(block, id=page.name)
        for page in english_pages()
        for block in page.blocks("text")
        if block.startswith("message: ")
    ]


@pytest.mark.parametrize("query", queries_of_pages())
def test_a_query_of_a_page_finds_something(query: str, lines: dict[str, list[str]]) -> None:
    """It gives rows over all that happens, and names no member that no line has."""
    assert sls.run(query, stored(*(text for texts in lines.values() for text in texts)))
    known = {name for texts in lines.values() for text in texts for name in json.loads(text)}
    assert sls.fields(query) <= known


def test_charts_do_not_overlap() -> None:
    """Each has its own place in the grid of ten columns."""
    taken: set[tuple[int, int]] = set()
    for chart in DASHBOARD["charts"]:
        place = chart["display"]
        cells = {
            (x, y)
            for x in range(place["xPos"], place["xPos"] + place["width"])
            for y in range(place["yPos"], place["yPos"] + place["height"])
        }
        assert not cells & taken
        assert max(x for x, _ in cells) < 10
        taken |= cells


def test_queries_look_at_what_the_line_has(lines: dict[str, list[str]]) -> None:
    """Every member that a query names stands in some line of the function."""
    known = {name for texts in lines.values() for text in texts for name in json.loads(text)}
    queries = [chart["search"]["query"] for chart in DASHBOARD["charts"]]
    queries += [each["configuration"]["queryList"][0]["query"] for each in ALERTS.values()]
    assert {name for query in queries for name in sls.fields(query)} <= known
