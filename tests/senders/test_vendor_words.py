"""Aliyun's own words in the log: enough to tell causes apart, and never number, code or key."""

import re
import string
import unicodedata
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smscode.call import ReplyContext
from smscode.callers import CALLERS, DIRECT, HttpCaller
from smscode.outcome import KINDS, Outcome
from smscode.receipts.push import Receipts
from smscode.request import Code
from smscode.senders.vendor_codes import fit_for_log
from support.stand_ins import HeldClock

CODE: Final = Code("135790")
SEPARATORS: Final = " -_.·:;/'\"()[]{}*…，。\t\n\u200b\u00a0\u20e3"
ANYTHING: Final = st.text(max_size=300) | st.text(string.printable, max_size=300)
CODES: Final = st.text(string.ascii_letters + string.digits, min_size=4, max_size=10)


def reduced(text: str) -> str:
    """Return the letters and digits of *text*, which a person would read a code from."""
    return "".join(filter(str.isalnum, text.casefold()))


def letters(code: str) -> str:
    """Return what a code has beside digits."""
    return "".join(filter(str.isalpha, code.casefold()))


@st.composite
def spelt(draw: st.DrawFn, code: str) -> str:
    """Return *code* in any case, with anything that is neither letter nor digit in between."""
    gap = st.text(SEPARATORS, max_size=3)
    return "".join(draw(st.sampled_from((each.lower(), each.upper()))) + draw(gap) for each in code)


def is_fit(words: str, code: str) -> bool:
    """Return whether *words* may stand in a log."""
    return (
        0 < len(words) <= 200
        and not any(unicodedata.category(each).startswith("N") for each in words)
        and not re.search(r"[!-~]{25}|LTAI[!-~]|STS\.[!-~]", words)
        and not (letters(code) and letters(code) in reduced(words))
    )


@given(ANYTHING, CODES)
@example("验证码①②③٣۴५½Ⅷ", "1234")
@example("K" * 25 + " " + "k" * 24, "1234")
@example("ﬀ", "ffab")
@example("ß", "1ss1")
@example("LTAI5tk STS.x", "1234")
@example("x" * 199 + "ABCD", "abcd")
def test_whatever_is_said(said: str, code: str) -> None:
    """No digit of any script, no long word, no letters of the code, and 200 characters at most."""
    words = fit_for_log(said, Code(code))
    assert words is None or is_fit(words, code)


@given(st.data(), CODES, st.text(SEPARATORS + string.ascii_letters + "短信验证码已", max_size=20))
def test_code_that_is_repeated(data: st.DataObject, code: str, around: str) -> None:
    """A code that is spelt out in any case, with anything between its signs, is not in the log."""
    said = f"{around} {data.draw(spelt(code))} {around}"
    words = fit_for_log(said, Code(code))
    assert words is None or is_fit(words, code)
    if letters(code) and "…" not in (words or "…"):
        pytest.fail(f"{said!r} is {words!r}")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("该账号下找不到对应模板", "该账号下找不到对应模板"),
        ("模板变量缺少对应参数值", "模板变量缺少对应参数值"),
        ("触发分钟级流控Permits:1", "触发分钟级流控Permits:*"),
        ("13800138000号码格式错误", "***********号码格式错误"),
        ("共一条", "共一条"),
        ("The specified action is not supported.", "The specified action is not supported."),
        ("sms must be [a-zA-Z0-9]", "sms must be [a-zA-Z*-*]"),
        (f"{'k' * 24} {'k' * 25}", f"{'k' * 24} …"),
        ("see https://help.aliyun.com/zh/sms?a=1 again", "see … again"),
        ("AccessKey LTAI5tAbCdEfGhIjKlMnOpQr not found", "AccessKey … not found"),
        ("key=LTAIabcdefghijkl，", "key=…，"),
        ("id STS.NUgYrLnoC37mZZCNnA inactive", "id … inactive"),
        ("Signature=Zq3vXw81RmNs60TbYc47Ld==;", "…"),
        ("字" * 201, "字" * 200),
        *(("", None), (None, None), (5, None), (["a"], None), ({"a": "b"}, None)),
    ],
)
def test_words(said: object, words: str | None) -> None:
    """A sentence is kept but for its digits, keys, and what is too long to be a word."""
    assert fit_for_log(said, CODE) == words


@pytest.mark.parametrize("said", ["code AbCd", "a-b-c-d", "A.B.C.D", "xabcdx", "a1b2c3d"])
@pytest.mark.parametrize("code", ["abcd", "ABCD", "1abcd", "a1b2cd"])
def test_words_that_hold_the_code(said: str, code: str) -> None:
    """They are withheld whole: in any case, within a word, with digits in between."""
    assert fit_for_log(said, Code(code)) is None


@pytest.mark.parametrize(
    "peer", [*CALLERS, DIRECT, Receipts(HeldClock())], ids=lambda peer: str(peer.name)
)
def test_no_reply_has_them(peer: HttpCaller) -> None:
    """Whatever came of a call, the words are for the log alone."""
    outcomes = (Outcome(kind, provider_message="SENTINEL") for kind in KINDS)
    told = {outcome.kind.code: peer.reply(outcome, ReplyContext("r")) for outcome in outcomes}
    assert [code for code, reply in told.items() if "SENTINEL" in f"{reply}"] == []
