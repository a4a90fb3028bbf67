"""The tables: the same text on a terminal and on a page."""

import pytest

from benchmarks import report
from benchmarks.chinese import CHINESE
from benchmarks.figures import Figure, Results
from benchmarks.tables import Table, number, spread


def test_a_table_is_aligned_markdown() -> None:
    """Words stand left, numbers right, under a rule that says so."""
    table = Table(("what", "ms", "n"), [("a long name", "7", "11"), ("b", "1,000", "2")])
    assert table.markdown().splitlines() == [
        "| what        |    ms |  n |",
        "| ----------- | ----: | -: |",
        "| a long name |     7 | 11 |",
        "| b           | 1,000 |  2 |",
    ]


def test_words_are_translated_and_numbers_are_not() -> None:
    """A cell that has a translation is given in it; all others are as they are."""
    table = Table(("what", "ms"), [("cold", "7")])
    assert "| 冷启动 | 7 |" in table.markdown({"cold": "冷启动"}).replace("  ", " ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12345.6, "12,346"),
        (100, "100"),
        (99.94, "99.9"),
        (10, "10.0"),
        (9.876, "9.88"),
        (0, "0.00"),
    ],
)
def test_a_number_has_three_digits_that_mean_something(value: float, text: str) -> None:
    """No table says more than was measured."""
    assert number(value) == text


def test_a_spread_stands_beside_the_median_of_several_runs() -> None:
    """One run has none."""
    assert spread(Figure.of([1.0, 2.0, 3.0], "ms")) == "2.00 (1.50–2.50)"
    assert spread(Figure.of([2.0], "ms")) == "2.00"


def test_every_word_has_its_chinese(results: Results) -> None:
    """Headings and first columns of all tables; numbers and the names of figures are no words."""
    words = set[str]()
    for table in report.tables(results).values():
        words |= table.words()
    names = {word for word in words if set(word.split(" : ")) <= results.figures.keys()}
    numbers = {word for word in words if not any(letter.isalpha() for letter in word)}
    assert words - names - numbers - CHINESE.keys() == set()


def test_a_part_has_its_tables_only() -> None:
    """A run of the sizes shows the machine, the sizes and their targets."""
    names = ("fc", "aws arm64", "aws x86_64", "fc, SDK=full")
    figures = {f"size/{name}": Figure.of([5.0], "MB") for name in names}
    headings = [table.header[0] for table in report.measured(Results({}, figures))]
    assert headings == ["machine", "bundle", "target"]
