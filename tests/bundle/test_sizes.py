"""The table of sizes."""

from typing import Final

from packaging.utils import canonicalize_name

from bundle import sizes
from bundle.parts import Part
from bundle.pins import Pin

PARTS: Final = (
    Part("small", {"small.py": b"1" * 10, "__pycache__/small.cpython-312.pyc": b"2" * 20}),
    Part("large", {"_large.so": b"3" * 3000, "large/cacert.pem": b"4" * 40}),
)
ZIPPED: Final = {
    "small.py": 1,
    "__pycache__/small.cpython-312.pyc": 2,
    "_large.so": 1500,
    "large/cacert.pem": 4,
}


def test_each_part_has_a_row_the_largest_first() -> None:
    """Columns are source, bytecode, native, other, all of them, and what the zip has of them."""
    rows = [line.split() for line in sizes.table(PARTS, ZIPPED).splitlines()]
    assert rows == [
        ["bytes", "source", "bytecode", "native", "other", "unpacked", "zipped"],
        ["large", "0", "0", "3,000", "40", "3,040", "1,504"],
        ["small", "10", "20", "0", "0", "30", "3"],
        ["total", "10", "20", "3,000", "40", "3,070", "1,507"],
    ]


def test_what_was_left_out_is_named() -> None:
    """A line for each stands above the table, which is the same."""
    pin = Pin(canonicalize_name("tiny"), "1.0", frozenset())
    named, _, table = sizes.table(PARTS, ZIPPED, [pin]).partition("\n")
    assert named == "left out: tiny 1.0"
    assert table == sizes.table(PARTS, ZIPPED)
