"""Attempts at what a machine may be too busy for: a store that opens late is not waited for."""

from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T")


def in_time(attempt: Callable[[], tuple[T, str]]) -> T:
    """Return the result of the first attempt whose log does not tell of going without a store."""
    for _ in range(8):
        result, log = attempt()
        if "claim store" not in log:
            return result
    pytest.fail("the store does not keep up on this machine")
