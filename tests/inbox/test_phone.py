"""Numbers made comparable."""

import pytest

from sandbox.inbox.phone import comparable

#: Also what the page's script must make of them.
NUMBERS = [
    ("13800138000", "13800138000"),
    ("+8613800138000", "13800138000"),
    ("8613800138000", "13800138000"),
    ("008613800138000", "13800138000"),
    ("+86 138-0013 8000", "13800138000"),
    ("+86", ""),
    ("+861", "1"),
    ("+85251234567", "85251234567"),
    ("0085251234567", "85251234567"),
    (" +86 138", "138"),
    ("+8652", "8652"),
    ("86138", "86138"),
    ("861", "861"),
    ("0013", "13"),
    ("138", "138"),
    ("８６", ""),
    ("", ""),
]


@pytest.mark.parametrize(("number", "digits"), NUMBERS)
def test_the_ways_to_write_a_number_are_one(number: str, digits: str) -> None:
    """`+`, `00` and China's `86` go, and so does what is no digit."""
    assert comparable(number) == digits
