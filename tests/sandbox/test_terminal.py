"""What a person sees."""

import io
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from sandbox.aliyun.delivery import DELIVERED, PENDING, Delivery, failed
from sandbox.aliyun.journal import Message
from sandbox.terminal import Terminal


class _Screen(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def _message(text: str) -> Message:
    now = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
    return Message("13800138000", "速通科技", "SMS_1", {}, text, None, "1^0", now)


@pytest.mark.parametrize(
    "text", ["【速通科技】您的登录验证码为123456，10分钟内有效。" * 2, "short", ""]
)
def test_the_bubble_is_straight_whatever_the_script(text: str) -> None:
    """Every row of the bubble has the same number of terminal columns, and no text is lost."""
    stream = io.StringIO()
    Terminal(stream).sms(_message(text))
    rows = [line[4:-2] for line in stream.getvalue().splitlines() if line.startswith("  │")]
    assert "".join(row.rstrip() for row in rows) == text
    wide = {sum(2 if ord(character) > 0x2E7F else 1 for character in row) for row in rows}
    assert wide == {40}


@pytest.mark.parametrize(
    ("delivery", "told"),
    [
        (DELIVERED, ""),
        (failed("MOBILE_NOT_ON_SERVICE"), "it never reaches the phone: MOBILE_NOT_ON_SERVICE"),
        (PENDING, "it never reaches the phone: no report"),
    ],
)
def test_a_message_that_does_not_arrive_says_so(delivery: Delivery, told: str) -> None:
    """Accepted is not delivered; what is delivered needs no remark."""
    stream = io.StringIO()
    Terminal(stream).sms(replace(_message("short"), delivery=delivery))
    *_, last = stream.getvalue().splitlines()
    assert last.endswith(told or "BizId 1^0")


def test_an_sms_abroad_names_its_sender_and_its_ids() -> None:
    """Its sender id is not in its text, and its receipt has another name."""
    stream = io.StringIO()
    abroad = replace(_message("471147"), phone="85251234567", sign="Acme", template="", out_id="t")
    Terminal(stream).sms(abroad)
    first, *_, last = stream.getvalue().splitlines()
    assert first == "SMS to 85251234567 from Acme"
    assert last == "  08:00:00 UTC · MessageId 1^0 · TaskId t"
    stream = io.StringIO()
    Terminal(stream).sms(replace(abroad, sign=""))
    assert stream.getvalue().splitlines()[0] == "SMS to 85251234567"


def test_colour_is_for_terminals_only() -> None:
    """A file or pipe gets no escape sequence."""
    screen, pipe = _Screen(), io.StringIO()
    Terminal(screen).heading("Reply")
    Terminal(pipe).heading("Reply")
    assert screen.getvalue() == "\x1b[1mReply\x1b[0m\n"
    assert pipe.getvalue() == "Reply\n"


def test_a_stream_that_cannot_show_chinese_does_not_fail() -> None:
    """Under an ASCII locale the text is escaped."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    Terminal(stream).line("短信")
    assert raw.getvalue() == b"\\u77ed\\u4fe1\n"
