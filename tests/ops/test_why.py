"""`make why`: from exported lines, what became of one person's code, and what to do."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from aliyun_sms_sandbox.aliyun.magic import MAGIC_NUMBERS, MAGIC_NUMBERS_ABROAD, MagicNumber
from ops.language import Language, in_language
from ops.why.__main__ import main
from ops.why.lines import lines_in
from ops.why.pages import Pages
from smscode.callers.authentication import Refusal
from smscode.outcome import KINDS, UNAUTHORIZED
from smscode.receipts.codes import receipt_of
from smscode.senders.vendor_codes import KINDS as CODES
from support.alerts import situations
from support.alerts.magic_run import NUMBERS, lines_of_all, request_id
from support.app_bench import NUMBER, SOURCE_IP, AppBench
from support.exports import FORMS, OF_OTHERS
from support.paths import ROOT

LOCALES: Final[Mapping[Language, str]] = {"en": "en_GB.UTF-8", "zh": "zh_CN.UTF-8"}
each_number = pytest.mark.parametrize("row", NUMBERS, ids=[row.number for row in NUMBERS])
each_language = pytest.mark.parametrize("language", LOCALES)


def as_lines(lines: Sequence[Mapping[str, Any]]) -> str:
    """Return *lines* as they were written."""
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def why(text: str, *arguments: str, language: Language = "en", status: int = 0) -> str:
    """Return what is told of *text*, which is piped in."""
    out = io.StringIO()
    piped = io.BytesIO(text.encode())
    assert main(arguments, {"LANG": LOCALES[language]}, piped, out) == status
    return out.getvalue()


def of(row: MagicNumber, language: Language = "en") -> str:
    """Return what is told of one magic number, by its last digits."""
    return why(as_lines(lines_of_all()), "--digits", row.number[-4:], language=language)


@each_language
@each_number
def test_a_magic_number_has_its_story(row: MagicNumber, language: Language) -> None:
    """It has the outcome, each code that Aliyun or the carrier named, and what they mean."""
    told = of(row, language)
    pages = Pages(language)
    outcome = pages.of(row.outcome)
    assert outcome is not None
    assert outcome.means in told
    (kind,) = (kind for kind in KINDS if kind.code == row.outcome)
    if row.outcome != "sent" and kind.text != UNAUTHORIZED.text:
        assert in_language(language, kind.text) in told
    for code in re.findall(r"`([\w.]+)`", row.happens):
        assert code in told
        advice = pages.of(code.split(".")[1] if code.startswith("is") else code.split(".")[0])
        meaning = advice.means if advice else in_language(language, receipt_of(code).text)
        assert meaning in told


@each_language
@each_number
def test_a_magic_number_has_its_delivery(row: MagicNumber, language: Language) -> None:
    """What was accepted was delivered, or not, or nobody knows; of anything else there is none."""
    told = of(row, language)
    is_delivered = row.accepted and "never delivered" not in row.happens
    assert (in_language(language, receipt_of("DELIVERED").text) in told) is bool(is_delivered)
    assert ("make check DELIVERY=" in told) is ("no report comes" in row.happens)


@pytest.mark.parametrize("rows", [MAGIC_NUMBERS, MAGIC_NUMBERS_ABROAD], ids=["home", "abroad"])
def test_no_two_magic_numbers_have_one_story(rows: Sequence[MagicNumber]) -> None:
    """What happened tells them apart: not the time, the number or an id."""
    stories: dict[str, MagicNumber] = {}
    for row in rows:
        kept = [line for line in of(row).splitlines()[1:] if not line.startswith("  it took")]
        story = re.sub(r"1-6922-\w+|[0-9]+", "", "\n".join(kept))
        assert stories.setdefault(story, row) is row
    assert len(stories) == len(rows)


@each_number
def test_all_ways_in_lead_to_the_same(row: MagicNumber) -> None:
    """The request's id and the bizId give the call, and the report on it, as the digits do."""
    lines = as_lines(lines_of_all())
    told = why(lines, "--request", request_id(row))
    assert told.splitlines()[1] in of(row)
    biz_id = re.search(r"its bizId at Aliyun is (\S+)", told)
    if biz_id:
        assert why(lines, "--biz-id", biz_id[1]).splitlines()[1:] == of(row).splitlines()[1:]


@pytest.mark.parametrize("form", FORMS)
def test_each_export_is_read(form: str) -> None:
    """All of our lines are in it, by time, and nothing of the lines of others."""
    ours = [line for line in lines_of_all() if line["event"] in ("call", "receipt")]
    read = lines_in(FORMS[form](lines_of_all()))
    assert sorted(map(json.dumps, read)) == sorted(map(json.dumps, ours))
    assert [line["time"] for line in read] == sorted(line["time"] for line in ours)


def test_what_is_exported_twice_is_told_once() -> None:
    """Pages that overlap, and a log that has a line twice, make no second SMS."""
    twice = as_lines(lines_of_all()) * 2
    assert why(twice, "--digits", "0200") == of(NUMBERS[0])


def test_nothing_is_said_with_what_was_looked_for() -> None:
    """It names the digits, of a whole number the last four alone, and how much was read."""
    lines = as_lines(lines_of_all())
    told = why(lines, "--digits", f"+86 {NUMBER}", status=1)
    assert NUMBER[-4:] in told
    assert NUMBER not in told
    assert str(len(lines_in(lines))) in told
    assert "0 lines" in why("\n".join(OF_OTHERS), "--request", "1-6922", status=1)


Situation = Callable[[AppBench], None]


def told_of(
    situation: Situation, bench: AppBench, capsys: pytest.CaptureFixture[str], *arguments: str
) -> str:
    """Return what is told of what the function printed in a situation."""
    capsys.readouterr()
    situation(bench)
    return why(capsys.readouterr().out, *arguments)


def test_a_duplicate(bench: AppBench, capsys: pytest.CaptureFixture[str]) -> None:
    """Both calls are there, of which the first sent, under one bizId."""
    told = told_of(situations.twice, bench, capsys, "--digits", "8000")
    assert told.index("  sent: ") < told.index("  duplicate: ")
    assert len(set(re.findall(r"its bizId at Aliyun is (\S+)", told))) == 1


def test_a_fallback(bench: AppBench, capsys: pytest.CaptureFixture[str]) -> None:
    """What the first way failed of is there, with what to do, and that another way was taken."""
    told = told_of(situations.second_way, bench, capsys, "--digits", "8000")
    advice = Pages("en").of("SMS_TEMPLATE_ILLEGAL")
    assert advice is not None
    assert "isv.SMS_TEMPLATE_ILLEGAL" in told
    assert advice.means in told
    assert f"You: {advice.todo}" in told
    assert "by the other template" in told


@pytest.mark.parametrize(
    ("situation", "words"),
    [
        (situations.paused, "you, or a colleague"),
        (situations.our_cap, "our own limits: raise"),
        (situations.out_of_reach, "no connection: egress"),
        (situations.closed_region, "add it on purpose"),
        (situations.wrong_key, "compare accessKeyId and accessKeySecret"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_to_do_is_what_the_pages_say(
    situation: Situation, words: str, bench: AppBench, capsys: pytest.CaptureFixture[str]
) -> None:
    """A code has its row in troubleshooting.md, a reason its row in the runbook's entry."""
    told = told_of(
        situation, bench, capsys, "--digits", "4567" if "region" in situation.__name__ else "8000"
    )
    assert f"You: {words}" in told


def test_a_caller_that_is_refused(bench: AppBench, capsys: pytest.CaptureFixture[str]) -> None:
    """It has no number: the request's id finds it, with where it came from and why."""
    capsys.readouterr()
    answer = bench.http(headers={})
    told = why(capsys.readouterr().out, "--request", answer.document["requestId"])
    advice = Pages("en").of_reason("unauthorized", Refusal.NO_CREDENTIAL.value)
    assert advice is not None
    assert advice.means
    assert f"from the address {SOURCE_IP}" in told
    assert advice.means in told
    assert f"You: {advice.todo}" in told


def test_a_failure_of_the_function(bench: AppBench, capsys: pytest.CaptureFixture[str]) -> None:
    """What was caught last is told by the id that its reply had."""
    capsys.readouterr()
    situations.last_resort(bench)
    text = capsys.readouterr().out
    (line,) = lines_in(text)
    assert line["event"] == "failed"
    assert "The function failed (RuntimeError)" in why(text, "--request", str(line["requestId"]))


def test_numbers_that_end_alike_are_told_apart() -> None:
    """Where the lines have hashes of several, each call shows its own."""
    hashes = ("0123456789abcdef", "fedcba9876543210")
    (call, *_) = [li for li in lines_of_all() if str(li.get("phone", "")).endswith("0402")]
    told = why(as_lines([{**call, "phoneHash": each} for each in hashes]), "--digits", "0402")
    assert all(f"[{each}]" in told for each in hashes)
    assert "[" not in why(as_lines([call]), "--digits", "0402")


def test_an_export_cannot_write_to_the_terminal() -> None:
    """Control characters of a line that somebody has put into an export are not printed."""
    (call, *_) = [li for li in lines_of_all() if "providerMessage" in li]
    told = why(
        as_lines([{**call, "providerMessage": "\x9b2J\x1b]0;x\x07 here"}]),
        *("--request", str(call["requestId"])),
    )
    assert "here" in told
    assert all(line.isprintable() for line in told.splitlines())


@each_language
def test_every_code_and_outcome_has_its_advice(language: Language) -> None:
    """The pages have them in both languages, and what is told of them has no marks."""
    pages = Pages(language)
    for name in (*CODES, *(kind.code for kind in KINDS), *(each.value for each in Refusal)):
        advice = pages.of(name)
        assert advice is not None, name
        assert all(advice), name
        assert not re.search(r"[`\]]|\.\./", "".join(advice)), name


def command(*arguments: str, stdout: int) -> subprocess.CompletedProcess[str]:
    """Run the command as a process."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "ops.why", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def exported(tmp_path: Path) -> str:
    """Return the path of a file with the lines of all magic numbers."""
    path = tmp_path / "lines.log"
    path.write_text(as_lines(lines_of_all()), encoding="utf-8")
    return str(path)


def test_a_file(exported: str) -> None:
    """A file is told as a pipe is."""
    done = command(exported, "--digits", "0200", stdout=subprocess.PIPE)
    assert (done.returncode, done.stdout, done.stderr) == (0, of(NUMBERS[0]), "")


def test_head_has_had_enough(exported: str) -> None:
    """Whoever reads no further gets no traceback."""
    reading, writing = os.pipe()
    os.close(reading)
    done = command(exported, "--digits", "0200", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize(
    "arguments", [(), ("--digits", "none"), ("--digits", "8000", "--request", "1"), ("--request",)]
)
def test_a_question_that_is_none(arguments: tuple[str, ...]) -> None:
    """Without one thing to look for, nothing is read."""
    with pytest.raises(SystemExit) as ended:
        why("", *arguments)
    assert ended.value.code == 2


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """It is named, and the status is that of a wrong command."""
    assert "nowhere" in why("", str(tmp_path / "nowhere"), "--digits", "8000", status=2)
