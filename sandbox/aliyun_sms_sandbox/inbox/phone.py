"""Numbers as people type them and as clients send them, made comparable."""

import re
from functools import lru_cache

_DRESSING = re.compile(r"(?!^\+)[^0-9]")
_PREFIX = re.compile(r"^(?:(?:\+|00)(?:86(?=1[3-9]|1?$))?|86(?=1[3-9][0-9]{9}$))")


@lru_cache(maxsize=4096)
def comparable(number: str) -> str:
    """Return the digits of a number, or of a part of one, without `+`, `00` and China's `86`."""
    return _PREFIX.sub("", _DRESSING.sub("", number.strip()))
