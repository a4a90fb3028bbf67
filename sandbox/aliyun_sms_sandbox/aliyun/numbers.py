"""How the SMS services read a phone number."""

import re

import phonenumbers

_MAINLAND = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")
_INTERNATIONAL = re.compile(r"(?!86)[1-9][0-9]{6,14}")
# With the 1 of its country code, 1415… (California) looks like a mainland number without 86. How
# Aliyun tells them apart is not verified: here an international template decides for America.
_NORTH_AMERICAN = re.compile(r"1[2-9][0-9]{2}[2-9][0-9]{6}")


def is_well_formed(number: str) -> bool:
    """Return whether it may be a number at all."""
    return is_mainland(number) or _INTERNATIONAL.fullmatch(number) is not None


def is_mainland(number: str) -> bool:
    """Return whether it may be a number of mainland China, with or without its prefix."""
    return _MAINLAND.fullmatch(number) is not None


def is_only_mainland(number: str) -> bool:
    """Return whether it can be nothing but a number of mainland China."""
    return is_mainland(number) and _NORTH_AMERICAN.fullmatch(number) is None


def region(number: str) -> str:
    """Return the ISO code of the region of a number with its country code; empty if it has none."""
    try:
        parsed = phonenumbers.parse(f"+{number}")
    except phonenumbers.NumberParseException:
        return ""
    code = phonenumbers.region_code_for_number(parsed) or ""
    return code if code.isalpha() else ""  # 001 is everywhere: +800, +870


def canonical(number: str) -> str:
    """Return the one form of a number: of mainland China, its eleven digits."""
    mainland = _MAINLAND.fullmatch(number)
    return mainland[1] if mainland else number
