"""Attempts at what a machine may be too busy for: a store is given up after 0.2 s."""

from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T")


def in_time(attempt: Callable[[], tuple[T, str]]) -> T:
    """Return the result of the first attempt whose log does not say that the store is down."""
    for _ in range(8):
        result, log = attempt()
        if "claims_down" not in log:
            return result
    pytest.fail("the store does not keep up on this machine")
