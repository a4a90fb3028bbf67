"""The log: one JSON object a line on stdout, and nothing of what third parties have to say."""

import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout

import pytest

from smscode.logs import Level, Log, withhold_third_parties
from smscode.phone import Phone
from support.stand_ins import log_lines

SECRET = "code=735184&PhoneNumbers=13800138000"
SDK_LOGGERS = [
    *("Tea", "alibabacloud-tea", "alibabacloud_tea_openapi.client", "darabonba-core", "asyncio"),
    *(
        "credentials",
        "boto3",
        "botocore.endpoint",
        "urllib3.connectionpool",
        "requests",
        "s3transfer",
    ),
]


@pytest.fixture(autouse=True)
def _record_factory() -> Iterator[None]:
    """Leave the process as it was."""
    make = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(make)


@pytest.mark.parametrize("level", ["info", "warning", "error"])
def test_line(level: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An event is one line: time, level, name and fields; a field that is None is left out."""
    getattr(Log(), level)("call", outcome="sent", ms={"total": 1.5}, reason=None)
    (line,) = log_lines(capsys)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert line == {"level": level, "event": "call", "outcome": "sent", "ms": {"total": 1.5}}


def test_line_breaks_and_other_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    """No text can forge a second line, and Chinese stays readable."""
    Log().info("call", usageType='贺卡\n{"event": "forged"}\r\u2028')
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert "贺卡" in out


def test_what_is_no_json(capsys: pytest.CaptureFixture[str]) -> None:
    """A value that is not JSON shows its type and no more: it may be one that hides itself."""
    Log().info("call", phone=Phone.parse("+8613800138000", strict=True), odd={"a": {1}})
    (line,) = log_lines(capsys)
    assert line["phone"] == "<Phone>"
    assert line["odd"] == {"a": "<set>"}


@pytest.mark.parametrize(
    ("level", "written"),
    [
        *((name, ["info", "warning", "error"]) for name in ("INFO", "info", "DEBUG", "", "loud")),
        *((name, ["warning", "error"]) for name in ("WARNING", "warning")),
        ("ERROR", ["error"]),
    ],
)
def test_level(level: str, written: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """LOG_LEVEL sets the least level that is written; a wrong one is INFO."""
    log = Log(level)
    log.info("a")
    log.warning("b")
    log.error("c")
    assert [line["level"] for line in log_lines(capsys)] == written


@pytest.mark.parametrize("least", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_what_is_counted_is_written_at_every_level(
    least: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sum without some of its parts would be wrong, so that no level leaves them out."""
    log = Log(least)
    levels: tuple[Level, ...] = ("info", "warning", "error")
    for level in levels:
        log.write_always(level, "call", {})
    assert tuple(line["level"] for line in log_lines(capsys)) == levels


def test_nobody_else_hears_it(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing goes through the root logger, where the runtimes put handlers of their own."""
    caplog.set_level(logging.DEBUG)
    Log().error("call")
    assert not caplog.records
    assert capsys.readouterr().err == ""


def test_nobody_else_can_silence_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Our logger is in no tree: its namesakes' levels mean nothing to it."""
    namesake = logging.getLogger("smscode")
    namesake.setLevel(logging.CRITICAL)
    namesake.disabled = True
    try:
        Log().info("call")
    finally:
        namesake.disabled = False
        namesake.setLevel(logging.NOTSET)
    assert len(log_lines(capsys)) == 1


class _Closed(io.TextIOBase):
    """A stdout whose other end is gone."""

    def write(self, _: str) -> int:
        """Fail as a broken pipe does."""
        raise BrokenPipeError


def test_closed_stdout() -> None:
    """A log that cannot be written is no reason to fail a call."""
    with redirect_stdout(_Closed()):
        Log().info("call")
    closed = io.StringIO()
    closed.close()
    with redirect_stdout(closed):
        Log().info("call")


def test_text_that_stdout_cannot_encode() -> None:
    """A line that the stream's encoding cannot take is written all the same."""
    raw = io.BytesIO()
    with redirect_stdout(io.TextIOWrapper(raw, encoding="utf-8")) as out:
        Log().info("config_read", unknownMembers=["/\ud800"])
        out.flush()
    assert json.loads(raw.getvalue())["unknownMembers"] == ["/\ud800"]


@pytest.mark.parametrize("name", SDK_LOGGERS)
def test_third_parties_are_withheld(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """A record of an SDK is empty before any handler sees it, whatever level anybody has set."""
    withhold_third_parties()
    withhold_third_parties()
    caplog.set_level(logging.DEBUG)
    logger = logging.getLogger(name)
    caplog.set_level(logging.DEBUG, logger=name)
    logger.debug("GET %s", SECRET)
    logger.warning(SECRET, stack_info=True)
    logger.error(SECRET, exc_info=ValueError(SECRET))
    assert len(caplog.records) == 3
    assert SECRET not in caplog.text
    assert not [record for record in caplog.records if SECRET in str(vars(record))]


@pytest.mark.parametrize("name", ["root", "app", "tea", "my.requests"])
def test_others_are_left_alone(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """The records of everybody else are as they were."""
    withhold_third_parties()
    caplog.set_level(logging.INFO)
    logging.getLogger(name).info("hello %s", "world")
    assert "hello world" in caplog.text


def test_stdout_is_looked_up_for_each_line() -> None:
    """A runtime that replaces stdout after the import gets the lines."""
    log = Log()
    with redirect_stdout(io.StringIO()) as out:
        log.info("call")
    assert json.loads(out.getvalue())["event"] == "call"
    assert sys.stdout is not out
