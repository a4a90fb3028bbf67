"""The runbook's way to one person's code, and to who is pumping, over lines of the function.

The lines are those of a run with every magic number of the sandbox, delivery reports included.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

import pytest

from aliyun_sms_sandbox.aliyun.magic import MagicNumber
from smscode.outcome import KINDS, UNAUTHORIZED
from support.alerts import insights, situations, sls
from support.alerts.magic_run import NUMBERS, Line, call_for, lines_of_all, request_id
from support.app_bench import DOCUMENT, SOURCE_IP, AppBench
from support.pages.page import Page, in_chinese, read, spans
from support.paths import ROOT
from support.stand_ins import log_lines

RUNBOOK: Final = read(ROOT / "docs/ops/runbook.md")
IN_CHINESE: Final = read(in_chinese(RUNBOOK))
BY_TIME: Final = "By the time"
#: By the section of a way in: what stands for what is known, and the member that it is.
WAYS: Final = {
    "By the request's id": ("REQUEST_ID", "requestId"),
    "By the last four digits": ("DIGITS", "phone"),
    "By the bizId": ("BIZ_ID", "bizId"),
}
ENDS: Final = frozenset({"delivered", "undelivered"})
PUMPING: Final = ("To where", "From where", "Who has no right to ask")

Rows = list[dict[str, Any]]


def block(title: str, language: str) -> str:
    """Return the one query of a section."""
    (found,) = (b.text for b in RUNBOOK.section(title).blocks if b.language == language)
    return found


def asked(cloud: str, title: str, lines: Sequence[Line], known: tuple[str, str] = ("", "")) -> Rows:
    """Return what the section's query gives over *lines*, with what is *known* filled in."""
    query = block(title, cloud).replace(*known) if known[0] else block(title, cloud)
    if cloud == "insights":
        return insights.run(query, lines)
    return sls.run(query, enumerate(("FC Invoke Start RequestId: 1-6922", *map(json.dumps, lines))))


each_cloud = pytest.mark.parametrize("cloud", ["sls", "insights"])
each_number = pytest.mark.parametrize("number", NUMBERS, ids=[each.number for each in NUMBERS])


def whole(rows: Rows) -> list[Line]:
    """Return the lines in the last column of what a query gave."""
    return [json.loads(row.get("message") or row["@message"]) for row in rows]


@each_cloud
@each_number
def test_each_way_in_answers_for_each_number(number: MagicNumber, cloud: str) -> None:
    """It gives the call of this number and what came of it; by digits and bizId its report too."""
    lines = lines_of_all()
    call = call_for(number)
    known = {**call, "phone": number.number[-4:]}
    # What was refused has no bizId, and what is uncertain does not know its own.
    ways = {title: way for title, way in WAYS.items() if way[1] in known}
    for title, (placeholder, member) in ways.items():
        rows = asked(cloud, title, lines, (placeholder, known[member]))
        expected = [line for line in lines if str(line.get(member, "")).endswith(known[member])]
        assert whole(rows) == sorted(expected, key=lambda line: str(line["time"])), title
        assert rows[0]["outcome"] == number.outcome
        for name in ("providerCode", "reason"):
            assert rows[0][name] == call.get(name)


@each_cloud
def test_by_the_time_there_is_every_call(cloud: str) -> None:
    """It gives each call in the span, in order, with the id to go on with."""
    rows = asked(cloud, BY_TIME, lines_of_all())
    calls = [line for line in lines_of_all() if line["event"] == "call"]
    assert whole(rows) == sorted(calls, key=lambda line: str(line["time"]))
    assert {row["requestId"] for row in rows} >= {request_id(number) for number in NUMBERS}


@pytest.mark.parametrize("title", [*WAYS, BY_TIME, *PUMPING])
def test_both_clouds_are_asked_the_same(title: str) -> None:
    """Both queries look at the same members."""
    named = sls.fields(block(title, "sls"))
    assert insights.fields(block(title, "insights")) | {"event"} == named | {"event"}


def rows_of(page: Page) -> list[list[str]]:
    """Return the rows of the table of what lines say, which is in the same place of both pages."""
    place = RUNBOOK.sections.index(RUNBOOK.section("What the lines say"))
    return page.sections[place].tables[0][1:]


def test_the_table_has_every_outcome_with_the_words_for_the_person() -> None:
    """They are those of the reply, in both languages; what a person cannot mend says so."""
    told = {name: row for row in rows_of(RUNBOOK) for name in spans(row[0])}
    in_chinese = {name: row for row in rows_of(IN_CHINESE) for name in spans(row[0])}
    for kind in KINDS[1:]:  # `sent` has rows by its report
        if kind.text == UNAUTHORIZED.text:
            assert told[kind.code][2].startswith("nothing: "), kind.code
        else:
            assert told[kind.code][2] == kind.text.english
            assert in_chinese[kind.code][2] == kind.text.chinese


def test_the_table_alone_answers_for_each_number() -> None:
    """The outcome, and how the report on it ends, pick exactly one row."""
    rows = [set(spans(row[0])) for row in rows_of(RUNBOOK)]
    for number in NUMBERS:
        call = call_for(number)
        of_sms = [li for li in lines_of_all() if li.get("bizId", "") == call.get("bizId")]
        ends = {end for line in of_sms for end in ENDS & line.keys()}
        fits = [row for row in rows if call["outcome"] in row and row & ENDS == ends]
        assert len(fits) == 1, number.number


@each_cloud
def test_where_it_goes_to(cloud: str) -> None:
    """The groups are by outcome and place, with the country code that the masked number shows."""
    rows = asked(cloud, "To where", lines_of_all())
    assert {(row["region"], row["prefix"]) for row in rows} == {("CN", "+86"), ("US", "+1")}
    assert sum(row["calls"] for row in rows) == len(NUMBERS)
    assert sum(row["numbers"] for row in rows) == len(NUMBERS)


@each_cloud
def test_where_it_comes_from(
    cloud: str, bench: AppBench, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person's address counts the codes that it had; a call without one is in no group."""
    situations.ordinary(bench)
    bench.configure(DOCUMENT)
    bench.direct()
    (row,) = asked(cloud, "From where", log_lines(capsys))
    assert (row["caller"], row["outcome"], row["ip"]) == ("logto", "sent", "192.0.2.1")
    assert (row["calls"], row["numbers"]) == (1, 1)


@each_cloud
def test_who_has_no_right_to_ask(
    cloud: str, bench: AppBench, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong token and none are two groups, each with the address that it came from."""
    for headers in ({}, {}, {"Authorization": "Bearer nobody-has-given-this-token"}):
        bench.http(headers=headers)
    rows = asked(cloud, "Who has no right to ask", log_lines(capsys))
    assert [(row["reason"], row["sourceIp"], row["calls"]) for row in rows] == [
        ("no_credential", SOURCE_IP, 2),
        ("unknown_token", SOURCE_IP, 1),
    ]
