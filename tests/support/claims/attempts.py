"""Attempts at what a machine may be too busy for."""

from collections.abc import Callable
from typing import Final, TypeVar

import pytest

T = TypeVar("T")
#: What the log says of a call that went without a store which opened late, or was itself too late
#: for a vendor that always answers.
_TOO_BUSY: Final = ("claim store", "no answer", "too little time left")


def in_time(attempt: Callable[[], tuple[T, str]]) -> T:
    """Return the result of the first attempt whose log does not tell of a busy machine."""
    for _ in range(8):
        result, log = attempt()
        if not any(sign in log for sign in _TOO_BUSY):
            return result
    pytest.fail("this machine is too busy")
