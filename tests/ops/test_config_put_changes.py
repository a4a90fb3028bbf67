"""What is shown of a change: where it is, how many items, and no value."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.config_put.changes import changes


def shown(before: object, after: object) -> list[str]:
    """Return the lines."""
    return [change.told().english for change in changes(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ({}, {}, []),
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
        ({"a": 1}, {"a": 2}, ["~ /a"]),
        ({"a": 1}, {"a": True}, ["~ /a"]),
        ({"a": 1}, {"a": "1"}, ["~ /a"]),
        ({"a": None}, {}, ["- /a"]),
        ({}, {"a": None}, ["+ /a"]),
        ({"a": {"b": 1}}, {"a": {"b": 2, "c": 3}}, ["~ /a/b", "+ /a/c"]),
        ({"a": {"b": 1}}, {"a": 1}, ["~ /a"]),
        ({}, {"a": {"b": [1, 2]}}, ["+ /a"]),
        ({}, {"a": [1]}, ["+ /a  (1 item)"]),
        ({"a": [1, 2]}, {}, ["- /a  (2 items)"]),
        ({"a": [1]}, {"a": [1, 2, 3]}, ["~ /a  (1 -> 3 items)"]),
        ({"a": [1, 2, 3]}, {"a": [1, 5, 3]}, ["~ /a  (1 of 3 items)"]),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, ["~ /a  (1 of 1 item)"]),
        ({"a": [1]}, {"a": {"b": 1}}, ["~ /a"]),
        ({}, {"a/b~c": 1}, ["+ /a~1b~0c"]),
        ({}, {"a\x1b[31m\nb": 1}, ["+ /a\\u001b[31m\\nb"]),
        ([], {}, ["~ /"]),
        (None, {"a": 1}, ["~ /"]),
        ([1], [2], ["~ /  (1 of 1 item)"]),
    ],
    ids=str,
)
def test_changes(before: object, after: object, lines: list[str]) -> None:
    """Each member that differs has one line, at its JSON Pointer."""
    assert shown(before, after) == lines


calm = settings(deadline=None, derandomize=True, database=None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@calm
@given(before=JSON, after=JSON)
def test_no_line_means_no_change(before: object, after: object) -> None:
    """Nothing is shown exactly when both documents are the same JSON."""
    same = json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
    assert (shown(before, after) == []) is same


@calm
@given(secret=st.text("abcdefghijk0123456789", min_size=8), around=JSON)
def test_no_value_is_shown(secret: str, around: object) -> None:
    """Whatever a value is, and wherever it stands, no line has it."""
    for before, after in (({"x": [around]}, {"x": [secret]}), ({"x": secret}, {"x": around})):
        assert secret not in "".join(shown(before, after))
