"""docs/ops/sls-*.json: each query runs over lines that the real function left in each situation."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from support.alerts import days, sls
from support.alerts.causes import ALERTS, CAUSES
from support.alerts.platform import around_a_call, no_start, request_metrics
from support.alerts.situations import lines_of_all
from support.pages.page import english_pages
from support.paths import ROOT

FOLDER: Final = ROOT / "docs/ops"
DASHBOARD: Final = json.loads((FOLDER / "sls-dashboard.json").read_text(encoding="utf-8"))
NOON: Final = 1_800_014_400.0
#: Of the vendor's page of fields, which has all that a call can die of.
ERROR_TYPES: Final = ("FunctionOOMError", "FunctionTimeoutError", "FunctionUnhandledError")


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> days.Lines:
    """Return what the function leaves in each situation, by its name."""
    return lines_of_all(tmp_path_factory.mktemp("ops"))


def stored(happened: list[dict[str, Any]], times: int = 1) -> list[tuple[float, sls.Entry]]:
    """Return what the log store holds after something *happened* so often, and the platform's."""
    texts = [json.dumps(line) for line in happened]
    entries = [each for number in range(times) for each in around_a_call(number, texts)]
    return list(enumerate(entries, int(NOON)))


def all_of(lines: days.Lines) -> list[tuple[float, sls.Entry]]:
    """Return what the log store holds after everything has happened once."""
    return stored([line for each in lines.values() for line in each])


def test_every_alert_has_a_cause() -> None:
    """No alert is here without a situation that it is tried with."""
    assert {*CAUSES, "errors"} == set(ALERTS)


@pytest.mark.parametrize("name", CAUSES)
def test_an_alert_goes_off_for_its_cause(name: str, lines: days.Lines) -> None:
    """It does so as often as its threshold says, and not once less."""
    for cause, times in CAUSES[name]:
        happened = lines[cause.__name__]
        assert sls.goes_off(ALERTS[name], stored(happened, times)), cause
        assert not sls.goes_off(ALERTS[name], stored(happened, times - 1)), cause


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_is_quiet_otherwise(name: str, lines: days.Lines) -> None:
    """Everything else that can happen, 19 times over, is none of its business."""
    causes = {cause.__name__ for cause, _ in CAUSES.get(name, ())}
    others = [line for each, found in lines.items() if each not in causes for line in found]
    assert not sls.goes_off(ALERTS[name], stored([]))
    if name != "sent-per-hour":  # most of what happens ends in an SMS
        assert not sls.goes_off(ALERTS[name], stored(others, 19))


def test_a_function_that_does_not_start_is_told_by_either_sign(tmp_path: Path) -> None:
    """What its runtime prints is enough, and so is the platform's entry of the call."""
    printed = [(NOON, line) for line in no_start(tmp_path)]
    assert sls.goes_off(ALERTS["errors"], printed)
    for error_type in ERROR_TYPES:
        assert sls.goes_off(ALERTS["errors"], [(NOON, request_metrics(1, error_type))])
    both = [*printed, (NOON, request_metrics(1, ERROR_TYPES[-1]))]
    (row,) = sls.run(ALERTS["errors"]["configuration"]["queryList"][0]["query"], both)
    assert row == {"failures": 1}, "one call, however many signs"


def test_no_text_of_ours_is_taken_for_the_platforms(lines: days.Lines) -> None:
    """A line that holds the platform's words, as a caller may want it to, is no failed start."""
    (line,) = (each for each in lines["wrong_key"] if each["event"] == "call")
    forged = {**line, "providerMessage": "FC Invoke End RequestId: 1, Error: Unhandled", "a": True}
    assert not sls.goes_off(ALERTS["errors"], stored([forged]))


@pytest.mark.parametrize("accepted", ["sent", "duplicate"])
def test_one_accepted_call_is_enough(accepted: str, lines: days.Lines) -> None:
    """While somebody is told success, refusals of others wake nobody, however many there are."""
    one = [line for line in lines["twice"] if line.get("outcome") == accepted]
    for cause, _ in CAUSES["none-accepted"]:
        happened = stored([*lines[cause.__name__] * 30, *one])
        assert not sls.goes_off(ALERTS["none-accepted"], happened), cause


@pytest.mark.parametrize("name", ["none-accepted", "unavailable"])
def test_the_operators_own_pause_wakes_nobody(name: str, lines: days.Lines) -> None:
    """However many calls come while it lasts."""
    assert not sls.goes_off(ALERTS[name], stored(lines["paused"], 30))


def test_another_callers_success_does_not_hide_a_refused_credential(lines: days.Lines) -> None:
    """The refused caller's own does; what was told to scanners is never counted."""
    stranger, alert = lines["stranger"] * 5, ALERTS["unauthorized"]
    (refused,) = {line["caller"] for line in stranger if line["event"] == "call"}
    assert sls.goes_off(alert, stored([*stranger, *lines["ordinary"]]))
    own = [{**line, "caller": refused} for line in lines["ordinary"] if line["event"] == "call"]
    assert not sls.goes_off(alert, stored([*stranger, *own]))
    pushes = [*lines["old_path_secret"] * 5, *lines["receipts"]]
    assert not sls.goes_off(alert, stored(pushes)), "a push that was taken is accepted"
    assert not sls.goes_off(alert, stored(lines["scanner"], 50))


def test_few_reports_are_no_share(lines: days.Lines) -> None:
    """One of one that did not arrive wakes nobody, nor do 19 of 19."""
    (failed,) = (line for line in lines["receipts"] if line.get("undelivered") and "actor" in line)
    alert = ALERTS["undelivered-share"]
    assert not sls.goes_off(alert, stored([failed]))
    assert not sls.goes_off(alert, stored([failed], 19))
    assert sls.goes_off(alert, stored([failed], 20))


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
def test_a_chart_shows_something(chart: dict[str, Any], lines: days.Lines) -> None:
    """Its query gives rows, with every column of its axes and no other."""
    rows = sls.run(chart["search"]["query"], all_of(lines))
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
def test_a_query_of_a_page_finds_something(query: str, lines: days.Lines) -> None:
    """It gives rows over all that happens, and names no member that no line has."""
    assert sls.run(query, all_of(lines))
    known = {name for found in lines.values() for line in found for name in line}
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


def test_queries_look_at_what_the_line_has(lines: days.Lines) -> None:
    """Every member that a query names stands in some line of the function."""
    known = {name for found in lines.values() for line in found for name in line}
    queries = [chart["search"]["query"] for chart in DASHBOARD["charts"]]
    queries += [each["configuration"]["queryList"][0]["query"] for each in ALERTS.values()]
    assert {name for query in queries for name in sls.fields(query)} <= known
