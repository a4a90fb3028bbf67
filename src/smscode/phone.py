"""One phone number, parsed once; its mask, and the keyed hash that stands for it elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b

# What people paste beside ASCII, and nothing wider: NFKC would make digits of footnote marks, of ①
# and of ½. U+301C and U+FF5E are left out: they mean a range.
_AS_PASTED = {
    **{0xFF10 + digit: str(digit) for digit in range(10)},
    **dict.fromkeys((0xFF0B, 0xFE62), "+"),
    **dict.fromkeys((0xFF08, 0xFE59), "("),
    **dict.fromkeys((0xFF09, 0xFE5A), ")"),
    0xFF0E: ".",
    **dict.fromkeys((0x00A0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    **dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D, 0x30FC), "-"),
    # Invisible: soft hyphens, directions, joiners, byte order marks.
    **dict.fromkeys((0x00AD, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F)), ""),
    **dict.fromkeys((*range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFEFF), ""),
}
_WHITE_SPACE = " \t\n\v\f\r"
_SEPARATORS = str.maketrans("", "", " -().")
_DIGITS = re.compile(r"\+?[0-9]{5,17}")
# Mainland mobiles are 1[3-9] and nine digits whatever the metadata says: carriers open new ranges
# before phonenumbers knows them.
_MAINLAND = re.compile(r"1[3-9][0-9]{9}")
_LONGEST_TEXT = 40
_SHOWN_DIGITS = 4


class PhoneError(ValueError):
    """Raised when a text is not exactly one sendable mobile number. Never holds the text."""


@dataclass(frozen=True, slots=True, repr=False)
class Phone:
    """A mobile number that an SMS can be sent to. Build it with :meth:`parse`.

    Attributes:
        country_code: The calling code, for example ``86``.
        national: The national significant number.
        region: The number's own ISO 3166-1 region (``JM`` for +1 876, never the code's ``US``).
    """

    country_code: str
    national: str
    region: str

    @classmethod
    def parse(cls, text: str, *, strict: bool) -> Phone:
        """Read *text* as one number that a person has typed or pasted.

        *strict* says how bare digits are read: E.164 without the plus when true; when false, 11
        digits that look like a mainland mobile are one (`18624017194` is a valid number in both
        readings, so the caller's contract must decide).

        Raises:
            PhoneError: It is not exactly one number that can receive SMS.
        """
        match = _DIGITS.fullmatch(text) or _DIGITS.fullmatch(_without_separators(text))
        if match is None:
            raise PhoneError("must be one mobile number in E.164 form: a plus, then digits")
        digits = match.group()
        if digits.startswith("+"):
            return cls._e164(digits[1:])
        if digits.startswith("00"):
            return cls._e164(digits[2:])
        if not strict and _MAINLAND.fullmatch(digits):
            return cls("86", digits, "CN")
        return cls._e164(digits)

    @classmethod
    def _e164(cls, digits: str) -> Phone:
        if digits.startswith("86"):
            if not _MAINLAND.fullmatch(digits[2:]):
                raise PhoneError("is not a mobile number of mainland China")
            return cls("86", digits[2:], "CN")
        return cls._international(digits)

    @classmethod
    def _international(cls, digits: str) -> Phone:
        # Imported where it is needed: 20 ms of cold start that a mainland number does without.
        import phonenumbers as pn  # noqa: PLC0415

        number = pn.PhoneNumber()
        try:
            pn.parse("+" + digits, numobj=number)
        except pn.NumberParseException:
            number.clear()
        if not pn.is_valid_number(number):
            raise PhoneError("is not a valid number")
        mobile = (pn.PhoneNumberType.MOBILE, pn.PhoneNumberType.FIXED_LINE_OR_MOBILE)
        region = pn.region_code_for_number(number)
        if pn.number_type(number) not in mobile or not region or not region.isalpha():
            raise PhoneError("is not a mobile number")
        return cls(str(number.country_code), pn.national_significant_number(number), region)

    @property
    def e164(self) -> str:
        """The whole number, for example ``+8613800138000``: for the vendor, never for a log."""
        return f"+{self.country_code}{self.national}"

    @property
    def is_mainland(self) -> bool:
        """Whether the number is of mainland China (Hong Kong, Macao and Taiwan are not)."""
        return self.region == "CN"

    def __str__(self) -> str:
        """Return the masked number: country code and at most the last four digits."""
        return f"+{self.country_code}{masked(self.national)}"

    def __repr__(self) -> str:
        return f"Phone({self})"


def masked(digits: str) -> str:
    """Return *digits* with stars in place of all but the last four, and of at least half."""
    hidden = len(digits) - min(_SHOWN_DIGITS, len(digits) // 2)
    return "*" * hidden + digits[hidden:]


def _without_separators(text: str) -> str:
    """Return *text* without the characters that people write between and around digits.

    Raises:
        PhoneError: It is too long to be one number.
    """
    if not text.isascii():
        text = text.translate(_AS_PASTED)
    text = text.strip(_WHITE_SPACE)
    if len(text) > _LONGEST_TEXT:
        raise PhoneError("must be one mobile number")
    return text.translate(_SEPARATORS)


_LONGEST_KEY = 64  # bytes


def keyed_hash(key: bytes, *parts: str) -> str:
    """Return 64 hex digits that stand for *parts* under this key.

    BLAKE2b with a key is a MAC by itself (RFC 7693). HMAC-SHA256 takes 10 µs more of a warm send,
    each time, for OpenSSL looks its algorithms up anew. A NUL parts *parts*, and belongs in none
    but the last.
    """
    if len(key) > _LONGEST_KEY:
        key = blake2b(key).digest()
    text = "\0".join(parts).encode(errors="surrogatepass")  # JSON can smuggle half a character in
    return blake2b(text, key=key, digest_size=32).hexdigest()
