"""What a person sees."""

import io
from dataclasses import replace
from datetime import datetime, timezone
from unicodedata import category

import pytest

from aliyun_sms_sandbox.aliyun.delivery import DELIVERED, PENDING, Delivery, failed
from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.terminal import Terminal


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


HOSTILE = "a\x1b[2Jb\x07c\x9b1Ad\u202ee\u2028f\x7fg\ud800h\x00i\rj"


def test_a_message_cannot_act_on_the_terminal() -> None:
    """Wherever it stands, what is no visible character is written as an escape."""
    stream = io.StringIO()
    hostile = replace(_message(HOSTILE), phone=HOSTILE, sign=HOSTILE, out_id=HOSTILE, biz_id="\x9b")
    Terminal(stream).sms(hostile)
    Terminal(stream).sms(replace(hostile, template=""))
    written = stream.getvalue().replace("\n", "")
    assert {category(character) for character in written}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    assert r"a\x1b[2Jb\x07c\x9b1Ad\u202ee\u2028f\x7fg\ud800h\x00i\rj" in written


def test_the_lines_of_a_message_stay_in_its_bubble() -> None:
    """A line end begins a row, so that no line of a text can be taken for one of ours."""
    stream = io.StringIO()
    Terminal(stream).sms(_message("one\r\ntwo\n\nthree"))
    rows = [line for line in stream.getvalue().splitlines() if line.startswith("  │")]
    assert [row[4:-2].rstrip() for row in rows] == ["one", "two", "", "three"]


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
