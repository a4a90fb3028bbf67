"""One phone number: what may be sent to, whose it is, and what of it may be shown."""

import json
import re
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smscode.phone import Phone, PhoneError, keyed_hash

CHINA = "+8613800138000"
KEY: Final = b"k" * 32
SHOWN: Final = keyed_hash(KEY, "a", "bc")

MAINLAND = [
    *("+8613800138000", "8613800138000", "008613800138000", "+86 138-0013-8000"),
    *("(+86) 138.0013.8000", "0086 138 0013 8000", " 86 (138) 0013-8000 "),
    # Ranges of every carrier, the newest and the machine-to-machine ones too.
    *("+8616500000000", "+8616712345678", "+8617012345678", "+8617400000000", "+8619012345678"),
    *("+8619112345678", "+8619212345678", "+8619612345678", "+8619912345678", "+8615412345678"),
]
ABROAD = [
    ("+18765550123", "JM"),  # the country code is America's, the number Jamaica's
    ("+14155552671", "US"),
    ("+14165550123", "CA"),
    ("+17875550123", "PR"),
    ("+85251234567", "HK"),
    ("+85291234567", "HK"),
    ("+85366123456", "MO"),
    ("+886912345678", "TW"),
    ("+6591234567", "SG"),
    ("+447797712345", "JE"),
    ("+77012345678", "KZ"),
    ("+79161234567", "RU"),
    ("+262692123456", "RE"),
    ("+393471234567", "IT"),
]
NOT_MOBILE = [
    *("+18005550123", "+18885550123", "+19005550123", "+15005550006"),  # toll-free, premium, own
    *("+85290012345", "+85230012345", "+85221234567", "+85328123456"),  # premium, pager, fixed
    *("+886212345678", "+442071838750", "+390612345678", "+541123456789"),  # fixed lines
    *("+861012345678", "+8602112345678", "+864001234567", "+8610086", "+8612800138000"),
    *("+883510001234567", "+881612345678", "+80012345678", "+87812345678901"),  # of no region
    *("+99912345678", "+210123456789", "+0113800138000", "+", "+86", "+1", "+8613800138"),
    *("+861380013800", "+86138001380000", "+8613800138000000000", "12345", "911", "1", ""),
]
NOT_ONE_NUMBER = [
    *("13800138000,13900139000", "13800138000;13900139000", "13800138000/13900139000"),
    *("13800138000\n13900139000", "13800138000 13900139000", "+8613800138000+8613900139000"),
    *("1380013800a", "phone", "1-800-FLOWERS", "+86138OO138000", "tel:+8613800138000"),
    *("+8613800138000x12", "+8613800138000 ext. 12", "+14155552671#5", "+14155552671;ext=5"),
    *("١٣٨٠٠١٣٨٠٠٠", "+٨٦١٣٨٠٠١٣٨٠٠٠", "۱۳۸۰۰۱۳۸۰۰۰", "+86१३८००१३८०००", "①③⑧⓪⓪①③⑧⓪⓪⓪"),
    *("++8613800138000", "+86+13800138000", "8613800138000+", "-", "()", "+861380013800\x00"),
    *("13800138000\x1f", "\x0013800138000", "\u20dd13800138000", "\ud83d", "138\t00138000"),
    *("+86_13800138000", "+86~13800138000", "0x3365A5C80", "1.38e10", "9" * 50, " " * 50),
]


@pytest.mark.parametrize("text", MAINLAND)
@pytest.mark.parametrize("strict", [True, False])
def test_mainland_number_in_full(text: str, *, strict: bool) -> None:
    """A mainland mobile with its country code is one in both readings, new ranges too."""
    phone = Phone.parse(text, strict=strict)
    assert phone.region == "CN"
    assert phone.is_mainland
    assert re.fullmatch(r"\+861[3-9]\d{9}", phone.e164)
    assert phone.e164.endswith(re.sub(r"\D", "", text)[-11:])


@pytest.mark.parametrize("text", ["13800138000", "165 0000 0000", "192-1234-5678", "(199)12345678"])
def test_bare_mainland_number(text: str) -> None:
    """Eleven bare digits that look like a mainland mobile are one, unless the reading is strict."""
    assert Phone.parse(text, strict=False).region == "CN"
    with pytest.raises(PhoneError):
        Phone.parse(text, strict=True)


@pytest.mark.parametrize(
    ("strict", "e164", "region"), [(False, "+8618624017194", "CN"), (True, "+18624017194", "US")]
)
def test_number_that_is_valid_in_both_readings(e164: str, region: str, *, strict: bool) -> None:
    """`18624017194` is a Chinese mobile or an American one: the caller's contract decides."""
    phone = Phone.parse("18624017194", strict=strict)
    assert (phone.e164, phone.region) == (e164, region)


@pytest.mark.parametrize(("e164", "region"), ABROAD)
@pytest.mark.parametrize("prefix", ["+", "00", ""])
def test_number_abroad(e164: str, region: str, prefix: str) -> None:
    """A number has the region that is its own; a strict reading needs no plus."""
    phone = Phone.parse(prefix + e164[1:], strict=True)
    assert (phone.e164, phone.region, phone.is_mainland) == (e164, region, False)


@pytest.mark.parametrize("text", NOT_MOBILE)
def test_number_that_takes_no_sms(text: str) -> None:
    """Fixed lines, premium and toll-free numbers, short, long and unassigned ones are refused."""
    assert_refused_without_the_number(text)


@pytest.mark.parametrize("text", NOT_ONE_NUMBER)
def test_text_that_is_not_one_number(text: str) -> None:
    """Lists, letters, extensions, foreign digits and invisible characters are refused."""
    assert_refused_without_the_number(text)


def assert_refused_without_the_number(text: str) -> None:
    """Check that the error and what it stands on say what is wrong, and nothing of the text."""
    for strict in (True, False):
        with pytest.raises(PhoneError) as caught:
            Phone.parse(text, strict=strict)
        assert caught.value.__context__ is None
        said = str(caught.value).replace("E.164", "").replace(CHINA, "the example")
        assert not re.search(r"\d", said)


@pytest.mark.parametrize("digits", range(1, 16))
def test_mask(digits: int) -> None:
    """A shown number has its country code, its length, and at most four last digits."""
    national = "123456789012345"[:digits]
    masked = str(Phone("999", national, "XX"))
    hidden = masked.count("*")
    assert masked == "+999" + "*" * hidden + national[hidden:]
    assert hidden >= max(digits - 4, digits / 2)


def test_mask_of_a_mainland_number() -> None:
    """The mask is the one that the operator knows from the console."""
    assert str(Phone.parse(CHINA, strict=True)) == "+86*******8000"


@pytest.mark.parametrize("e164", [CHINA, "+85251234567", "+14155552671"])
def test_number_never_shows_itself(e164: str) -> None:
    """No usual way to print a value prints the number."""
    phone = Phone.parse(e164, strict=True)
    shown = [str(phone), repr(phone), f"{phone}", f"{phone!r:>40}", f"{phone!s:>40}", repr([phone])]
    shown += [f"{phone!a}", "%s %r" % (phone, phone), json.dumps({"p": phone}, default=str)]  # noqa: UP031
    assert not [text for text in shown if phone.national in text or phone.national[:-4] in text]


TEXTS = st.one_of(
    st.text(),
    st.text("0123456789+ -().", max_size=45),
    st.from_regex(r"\A(\+|00)?[0-9]{5,17}\Z"),
    st.from_regex(r"\A\+?(1|44|52|54|55|86|225|39|590|7|852|886)[0-9]{6,12}\Z"),
)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(TEXTS, st.booleans())
def test_any_text(text: str, strict: bool) -> None:  # noqa: FBT001 - hypothesis's own calling
    """Any text is refused, or is one number whose E.164 form is read as the same number again."""
    try:
        phone = Phone.parse(text, strict=strict)
    except PhoneError:
        return
    assert re.fullmatch(r"\+[1-9]\d{6,14}", phone.e164, re.ASCII)
    assert re.fullmatch(r"[A-Z]{2}", phone.region)
    assert Phone.parse(phone.e164, strict=True) == phone
    assert Phone.parse(phone.e164, strict=False) == phone


def test_shape_of_a_keyed_hash() -> None:
    """It is 64 hex digits, the same for the same parts."""
    assert re.fullmatch(r"[0-9a-f]{64}", SHOWN)
    assert keyed_hash(KEY, "a", "bc") == SHOWN
    assert keyed_hash(KEY, "\ud800") != keyed_hash(KEY, "\ud801")


@pytest.mark.parametrize("parts", [("ab", "c"), ("abc",), ("a", "b", "c"), ("a", "bc", "")])
def test_where_a_part_ends_counts(parts: tuple[str, ...]) -> None:
    """The same letters in other parts are something else."""
    assert keyed_hash(KEY, *parts) != SHOWN


@pytest.mark.parametrize("length", [32, 63, 64, 65, 200])
def test_the_whole_key_counts(length: int) -> None:
    """A key that differs in its last letter makes other hashes, however long it is."""
    one, other = b"k" * length, b"k" * (length - 1) + b"K"
    assert keyed_hash(one, "a") != keyed_hash(other, "a")
    assert keyed_hash(one, "a") != keyed_hash(one + b"k", "a")
