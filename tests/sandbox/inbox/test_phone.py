"""Numbers made comparable."""

import pytest

from aliyun_sms_sandbox.inbox.phone import comparable
from support.inbox.page import NUMBERS


@pytest.mark.parametrize(("number", "digits"), NUMBERS)
def test_the_ways_to_write_a_number_are_one(number: str, digits: str) -> None:
    """`+`, `00` and China's `86` go, and so does what is no digit."""
    assert comparable(number) == digits
