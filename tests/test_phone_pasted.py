"""Numbers as people paste them: what is read by a table, and what is refused because it is not."""

import re
import sys
import unicodedata
from collections.abc import Iterator
from itertools import chain
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smscode.phone import Phone, PhoneError

CHINA: Final = "+8613800138000"
#: A mainland number with its country code, in the forms in which pages and address books give it.
WHOLE: Final = (
    "+86\u00a0138\u00a00013\u00a08000",  # no-break spaces
    "+86\u202f138\u202f0013\u202f8000",  # narrow ones
    "+86\u2009138\u20090013\u20098000",  # thin
    "+86\u2007138\u20070013\u20078000",  # as wide as a digit
    "+86\u2000138\u20010013\u20028000",
    "+86\u2003138\u20040013\u20058000",
    "+86\u2006138\u20080013\u200a8000",
    "+86\u205f138\u205f0013\u205f8000",  # of formulas
    "+86\u3000138\u30000013\u30008000",  # ideographic
    "+86\u2010138\u20100013\u20108000",  # hyphens
    "+86\u2011138\u20110013\u20118000",  # no-break ones
    "+86\u2012138\u20120013\u20128000",  # figure dashes
    "+86\u2013138\u20130013\u20138000",  # en dashes
    "+86\u2014138\u20140013\u20148000",  # em dashes
    "+86\u2015138\u20150013\u20158000",  # bars
    "+86\u2212138\u22120013\u22128000",  # minus signs
    "+86\ufe58138\ufe580013\ufe588000",  # small dashes
    "+86\ufe63138\ufe630013\ufe638000",
    "+86\uff0d138\uff0d0013\uff0d8000",  # full-width
    "+86\u30fc138\u30fc0013\u30fc8000",  # a Japanese keyboard's
    "\uff0b8613800138000",  # full-width plus
    "\ufe628613800138000",  # small plus
    "\uff0b\uff18\uff16\uff11\uff13\uff18\uff10\uff10\uff11\uff13\uff18\uff10\uff10\uff10",
    "\uff08+86\uff0913800138000",  # full-width brackets
    "\ufe59+86\ufe5a13800138000",
    "(+86\uff0913800138000",
    "+86\uff0e138\uff0e0013\uff0e8000",  # full-width stops
    "\u202a+86 138 0013 8000\u202c",  # as Windows' address book copies it
    "\u202d+8613800138000\u202c",  # as macOS does
    "\u2066+8613800138000\u2069",  # isolated
    "\u2068+86 138 0013 8000\u2069",
    "\u200e+8613800138000\u200f",  # marks of direction
    "\u061c+8613800138000",
    "\u202b+8613800138000\u202e",
    "\ufeff+8613800138000",  # a byte order mark
    "\u200b+8613800138000\u200b",  # zero-width space
    "+86\u200c138\u200d0013\u20608000",  # joiners
    "+86\u00ad138\u00ad0013\u00ad8000",  # soft hyphens
    "+86\u180e138\u20610013\u20648000",
    "+8613800138000\n",
    "+8613800138000\r\n",
    "\t+8613800138000\t",
    "\n\n +8613800138000 \v\f",
    "\u3000+8613800138000\u3000",
    "\u200b\n+8613800138000\t\u200b",  # white space that an invisible character hides
    "00\u00a086\u00a013800138000",
    "86\u201313800138000",
    "\u200b" * 200 + "+8613800138000",  # the limit counts what is left
    " " * 200 + "+8613800138000",
)
#: The same without it: what a strict reading refuses, since it would be another country's.
BARE: Final = (
    "１３８００１３８０００",
    "１３８ 0013 ８０００",
    "138\u00a00013\u00a08000",
    "138\u20130013\u20138000",
    "\u202d13800138000\u202c",
    "\ufeff13800138000",
    "13800138000\n",
    "\t13800138000",
    "（138）0013－8000",
    "\u3000138\u30000013\u30008000",
)
ABROAD: Final = (
    ("\uff0b852\u00a05123\u00a04567", "+85251234567"),
    ("+1\u00a0(415)\u00a0555\u20112671", "+14155552671"),
    ("\u202a+44 7797 712345\u202c", "+447797712345"),
    ("+８１ 90\u30fc1234\u30fc5678", "+819012345678"),
    ("+43\u2013664\u2013123456", "+43664123456"),
    ("００８５２５１２３４５６７", "+85251234567"),
)
REFUSED: Final = (
    "+43664123456¹",  # a footnote mark
    "+43664123456²",
    "1380013800⁰",
    "1380013800₀",
    "¹³⁸00138000",
    "⒈3800138000",  # one with a full stop
    "13800138⑩0",  # ten
    "①③⑧⓪⓪①③⑧⓪⓪⓪",
    "❶3800138000",
    "➀3800138000",
    "⓵3800138000",
    "⑴3800138000",
    "🄂3800138000",
    "1️⃣3800138000",
    "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎",
    "𝟣3800138000",
    "🯱3800138000",
    "1380013800〇",
    "1380013800零",
    "一三八〇〇一三八〇〇〇",
    "㈠3800138000",
    "㊀3800138000",
    "㉑380013800",
    "13800138½",
    "138001380½",
    "13800138000½",
    "13800138Ⅷ",
    "ⅰ3800138000",
    "℡13800138000",
    "☎13800138000",
    "📱+8613800138000",
    "№13800138000",
    "١٣٨٠٠١٣٨٠٠٠",
    "+٨٦١٣٨٠٠١٣٨٠٠٠",
    "۱۳۸۰۰۱۳۸۰۰۰",
    "+86१३८००१३८०००",
    "+86১৩৮০০১৩৮০০০",
    "+86๑๓๘๐๐๑๓๘๐๐๐",
    "+86O1380O138000",
    "138\u301c0013\u301c8000",  # a wave dash: a range
    "138\uff5e0013\uff5e8000",
    "138~0013~8000",
    "138\u00b70013\u00b78000",  # middle dots
    "138\u30fb0013\u30fb8000",
    "138\u20220013\u20228000",
    "138\u2024\u30108000",
    "138\u30020013\u30028000",
    "138\uff0c0013\uff0c8000",
    "138\uff0f0013\uff0f8000",
    "138/0013/8000",
    "138_0013_8000",
    "138\u20ad00138000",
    "138\u2e3a00138000",
    "138\u05be00138000",
    "13800138000\u0000",
    "13800138000\u0085",  # line ends that are not ASCII
    "13800138000\u2028",
    "13800138000\u2029",
    "\u168013800138000",
    "\u001c13800138000",
    "13800138000\ufffd",
    "13800138000\ufe0f",
    "\u034f13800138000",
    "\u115f13800138000",
    "\u2065\u206a13800138000",
    "\U000e0001+8613800138000",
    "\ud83d+8613800138000",
    "138\n00138000",
    "138\t00138000",
    "+8613800138000\n+8613900139000",
    "１３８００１３８０００，１３９００１３９０００",
    "13800138000\u300013900139000",
    "\uff0b\uff0b8613800138000",
    "+\u200b+8613800138000",
    "+86\uff0b13800138000",
    "+8613800138000 ext．12",
    "＋８６１３８００１３８０００ｘ１２",
    "ｔｅｌ：13800138000",
    "\u200b",
    "\uff0b",
    "\u202a\u202c",
    "+8613800138000" + " " * 40 + "0",
    "+86" + "\u00a0" * 38 + "13800138000",
)


@pytest.mark.parametrize("text", WHOLE, ids=ascii)
def test_pasted_with_its_country_code(text: str) -> None:
    """Spaces, dashes, digits and marks that phones and pages put into a number are read."""
    for strict in (True, False):
        phone = Phone.parse(text, strict=strict)
        assert (phone.e164, str(phone)) == (CHINA, "+86*******8000")


@pytest.mark.parametrize("text", BARE, ids=ascii)
def test_pasted_without_it(text: str) -> None:
    """What is pasted is guessed no more than what is typed: a strict reading refuses it."""
    assert Phone.parse(text, strict=False).e164 == CHINA
    with pytest.raises(PhoneError):
        Phone.parse(text, strict=True)


@pytest.mark.parametrize(("text", "e164"), ABROAD, ids=ascii)
def test_pasted_abroad(text: str, e164: str) -> None:
    """The same holds of numbers elsewhere."""
    assert {Phone.parse(text, strict=strict).e164 for strict in (True, False)} == {e164}


@pytest.mark.parametrize("text", REFUSED, ids=ascii)
def test_refused(text: str) -> None:
    """What only looks like a digit, a dash or a space makes no number, nor does a second one."""
    for strict in (True, False):
        with pytest.raises(PhoneError):
            Phone.parse(text, strict=strict)


def test_no_row_stands_twice() -> None:
    """What is read is nowhere refused."""
    rows = [*WHOLE, *BARE, *(text for text, _ in ABROAD), *REFUSED]
    assert len(set(rows)) == len(rows)


#: The table of the contract, written down once more: what is dropped between two digits.
BETWEEN: Final = frozenset(
    chain(
        map(ord, " -().\uff08\uff09\ufe59\ufe5a\uff0e\u00a0\u202f\u205f\u3000"),
        range(0x2000, 0x200A + 1),
        range(0x2010, 0x2015 + 1),
        (0x2212, 0xFE58, 0xFE63, 0xFF0D, 0x30FC),
        (0x00AD, 0x061C, 0x180E, 0xFEFF),
        range(0x200B, 0x200F + 1),
        range(0x202A, 0x202E + 1),
        range(0x2060, 0x2064 + 1),
        range(0x2066, 0x2069 + 1),
    )
)


def parsed(text: str) -> Phone | None:
    """Return the number in *text*; None where it is refused."""
    try:
        return Phone.parse(text, strict=True)
    except PhoneError:
        return None


def every_character() -> Iterator[str]:
    """Yield what Unicode has given a meaning, and half characters."""
    every = map(chr, range(sys.maxunicode + 1))
    return (one for one in every if unicodedata.category(one) not in ("Cn", "Co"))


def test_nothing_wider_between_digits() -> None:
    """Of all characters those of the table stand between digits, and no other one."""
    taken = {ord(one) for one in every_character() if parsed(f"+861380013{one}8000")}
    assert taken == BETWEEN


def test_nothing_wider_as_a_digit() -> None:
    """Of all characters ten and their full-width forms are digits, each of its own value."""
    numbers = {one: parsed(f"+8613800138{one}00") for one in every_character()}
    digits = {one: phone.e164[-3] for one, phone in numbers.items() if phone is not None}
    wide = {chr(0xFF10 + digit): str(digit) for digit in range(10)}
    assert digits == {**{str(digit): str(digit) for digit in range(10)}, **wide}


PIECES: Final = st.one_of(
    st.sampled_from("0123456789０１２３４５６７８９+＋"),
    st.sampled_from([chr(code) for code in sorted(BETWEEN)]),
    st.sampled_from(" \t\n\r"),
    st.sampled_from("¹²⁰₀①⑩⓪⒈⑴㉑½〇٣३Ⅷ𝟏🄂"),  # what NFKC and int() take for digits
    st.characters(categories=["N", "P", "Z", "C", "S"]),
)
NUMBERS: Final = ("+8613800138000", "13800138000", "+85251234567", "+43664123456", "+14155552671")


def changed(number: str, at: int, removed: int, pieces: list[str]) -> str:
    """Return *number* with some digits cut out, and others or anything put in their place."""
    return number[:at] + "".join(pieces) + number[at + removed :]


TEXTS: Final = st.one_of(
    st.lists(PIECES, max_size=45).map("".join),
    st.builds(
        changed,
        st.sampled_from(NUMBERS),
        st.integers(0, 14),
        st.integers(0, 3),
        st.lists(PIECES, min_size=1, max_size=3),
    ),
)


@settings(deadline=None, derandomize=True, max_examples=500)
@given(TEXTS, st.booleans())
def test_its_digits_were_there(text: str, strict: bool) -> None:  # noqa: FBT001 - hypothesis's own calling
    """Whatever parses is the number of the digits that stand in it, ASCII's and full-width ones."""
    try:
        phone = Phone.parse(text, strict=strict)
    except PhoneError:
        return
    digits = "".join(re.findall("[0-9０-９]", text)).translate(
        {0xFF10 + digit: str(digit) for digit in range(10)}
    )
    plus = "+" if re.search("[+＋\ufe62]", text) else ""
    assert Phone.parse(plus + digits, strict=strict) == phone
    assert not phone.is_mainland or digits.endswith(phone.national)
