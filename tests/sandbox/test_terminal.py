"""What a person sees."""

import io
from datetime import datetime, timezone

import pytest

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
