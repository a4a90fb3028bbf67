"""docs/ops/runbook.md: an entry for each alert, with queries that find what it is about."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from smscode.senders.vendor_codes import KINDS, kind_of
from support.alerts import insights, sls
from support.alerts.cloudwatch import NAME, kind
from support.alerts.cloudwatch import RESOURCES as ALARMS
from support.alerts.platform import no_start, no_start_of_lambda, request_metrics
from support.alerts.situations import lines_of_all
from support.app_bench import DOCUMENT, AppBench
from support.pages.page import Section, read, spans
from support.paths import ROOT
from support.sam_template import RESOURCES, load

RUNBOOK: Final = read(ROOT / "docs/ops/runbook.md")
#: By entry: what has happened, of which its query must tell.
CAUSES: Final = {
    "misconfigured": ("wrong_key", "last_resort"),
    "quota_exhausted": ("no_balance", "our_cap"),
    "None accepted": ("wrong_number", "wrong_body", "closed_region", "new_type"),
    "unauthorized": ("stranger", "closed_caller", "old_path_secret", "scanner"),
    "A jump in sent": ("ordinary",),
    "region_not_allowed or rate_limited": ("closed_region", "flow_control"),
    "uncertain": ("doubtful",),
    "unavailable": ("out_of_reach", "paused", "claims_needed"),
    "Undelivered": ("receipts", "arrived"),
    "Fallbacks": ("second_way",),
    "Claim store": ("claims_down", "claims_needed", "claims_without_key"),
    "Config": ("broken_config", "previous_config"),
}
#: What a library or a cloud calls its failures, as the log has it.
OF_LIBRARIES: Final = {
    *("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "SSLError", "ProxyError"),
    *("ConnectionError", "ClientError", "AuthenticationError"),
}
SOURCE: Final = "".join(p.read_text("utf-8") for p in sorted((ROOT / "src").rglob("*.py")))
each_entry = pytest.mark.parametrize("entry", [RUNBOOK.section(title) for title in CAUSES])

Lines = Mapping[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    """Return the lines that the function leaves in each situation."""
    return lines_of_all(tmp_path_factory.mktemp("ops"))


def query(entry: Section, language: str) -> str:
    """Return the one query of *entry* in *language*."""
    (block,) = (block.text for block in entry.blocks if block.language == language)
    return block


def test_every_alert_has_a_row() -> None:
    """The table has each alert of both clouds, with the numbers at which it goes off."""
    rows = RUNBOOK.sections[1].tables[0][1:]
    alerts = {}
    for path in (ROOT / "docs/ops").glob("sls-alert-*.json"):
        alert = json.loads(path.read_text(encoding="utf-8"))
        alerts[alert["name"]] = alert["configuration"]["severityConfigurations"][0]
    assert {name for row in rows for name in spans(row[0])} == set(alerts)
    assert {name for row in rows for name in spans(row[1])} == {
        f"{kind(name)}Alarm" for name in (*RESOURCES, *ALARMS) if "Alarm" in name
    }
    for row in rows:
        for name in spans(row[0]):
            limit = alerts[name]["evalCondition"]["condition"].partition(" > ")[2]
            told = {"0": "one", "100": "more SMS"}.get(limit, f"more than {limit}")
            assert row[2].startswith(told)


@each_entry
def test_the_query_finds_the_cause(entry: Section, lines: Lines) -> None:
    """Over all that happened it gives rows, and without the cause fewer."""
    everything = [json.dumps(line) for each in lines.values() for line in each]
    found = sls.run(query(entry, "sls"), enumerate(everything))
    for cause in CAUSES[entry.title]:
        others = [json.dumps(li) for name, each in lines.items() if name != cause for li in each]
        fewer = sls.run(query(entry, "sls"), enumerate(others))
        assert found
        assert found != fewer, cause


@each_entry
def test_both_clouds_are_asked_the_same(entry: Section, lines: Lines) -> None:
    """The query for CloudWatch looks at the same members, and all of them are there."""
    asked = insights.fields(query(entry, "insights"))
    known = {name for each in lines.values() for line in each for name in line}
    assert asked <= known
    assert asked | {"event"} == sls.fields(query(entry, "sls")) | {"event"}


@each_entry
def test_what_you_see_is_what_there_is(entry: Section) -> None:
    """Each code has the entry's outcome; each other word is one that the function writes."""
    for row in entry.tables[0][1:]:
        for name in spans(row[0]):
            if name in KINDS:
                assert kind_of(f"isv.{name}", 200).code in entry.title
            elif not set(name.removeprefix("no answer: ").split()) <= OF_LIBRARIES:
                assert all(word.strip(":") in SOURCE for word in name.split()), name


def test_members_are_the_lines(lines: Lines) -> None:
    """The table of members has what the lines of calls have, but for their time and kind."""
    table = RUNBOOK.section("Where to look").tables[0]
    named = {name for row in table[1:] for name in spans(row[0])}
    known = {n for each in lines.values() for li in each if li["event"] == "call" for n in li}
    assert named == known - {"time", "level", "event", "calls", "errors"}


def test_buttons_in_the_config_stop_what_they_say(bench: AppBench) -> None:
    """Each `paused` of the table is a config; it lets nothing out, and its way back does."""
    cells = [cell for row in RUNBOOK.section("Stop it").tables[0] for cell in row]
    buttons = [name for cell in cells for name in spans(cell) if name.startswith('"paused": ')]
    assert len(buttons) == 2
    for button in buttons:
        bench.configure({**DOCUMENT, **json.loads(f"{{{button}}}")})
        bench.app = bench.wired()
        assert bench.direct()["code"] == "unavailable"
    bench.configure({**DOCUMENT, "paused": False})
    bench.app = bench.wired()
    assert bench.direct()["code"] == "sent"


def test_the_stack_gets_the_parameters_that_it_has() -> None:
    """The command gives each parameter of the template but the thresholds, and no other."""
    (command,) = (line for line in RUNBOOK.blocks("console") if "create-stack" in line)
    parameters = {name for name in load(NAME)["Parameters"] if not name.endswith("Threshold")}
    assert set(re.findall(r"ParameterKey=(\w+)", command)) == parameters
    assert "--capabilities CAPABILITY_AUTO_EXPAND" in command  # a template with a transform


def test_the_entry_on_errors_finds_what_the_platforms_write(tmp_path: Path) -> None:
    """Over the log of a function without its package, the query has what it died of."""
    entry = RUNBOOK.section("Errors")
    log = [*no_start(tmp_path), request_metrics(1, "FunctionUnhandledError"), request_metrics(2)]
    rows = sls.run(query(entry, "sls"), enumerate(log))
    assert "FunctionUnhandledError" in {row["errorType"] for row in rows}
    assert any("Unable to import module" in (row["message"] or "") for row in rows)
    assert len(rows) == 3
    asked = insights.fields(query(entry, "insights")) - {"record"}
    told = [json.loads(text) for text in no_start_of_lambda(tmp_path)]
    members = {name for line in told for name in (*line, *line.get("record", ()))}
    assert asked <= members
    assert asked >= {"errorMessage", "errorType", "status"}


def test_the_way_back_is_what_was_before() -> None:
    """Reserved concurrency goes back to the number that s.yaml has."""
    (row,) = (
        row
        for row in RUNBOOK.section("Stop it").tables[0]
        if row[0].startswith("FC: `s cli fc3 conc")
    )
    number = re.findall(r"--reserved-concurrency (\d+)", row[3])
    assert f"reservedConcurrency: {number[0]}\n" in (ROOT / "s.yaml").read_text(encoding="utf-8")
