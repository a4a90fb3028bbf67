"""Numbers as people type them and as clients send them, made comparable."""

import re

_NOT_A_DIGIT = re.compile(r"[^0-9]+")
_PREFIX = re.compile(r"^(?:00)?(?:86(?=1[3-9]|$))?")


def comparable(number: str) -> str:
    """Return the digits of a number, or of the start of one, without `+`, `00` and China's `86`."""
    return _PREFIX.sub("", _NOT_A_DIGIT.sub("", number))
