"""What stands for a value: it tells values apart by the whole key, and nothing else."""

import re
from typing import Final

import pytest

from smscode.phone import keyed_hash

KEY: Final = b"k" * 32
SHOWN: Final = keyed_hash(KEY, "a", "bc")


def test_shape() -> None:
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
