"""Numbers that begin as the config does not want them, through the whole function."""

import pytest

from support.app_bench import DOCUMENT, FIELDS, AppBench
from support.stand_ins import log_lines

BLOCKED = {**DOCUMENT, "blockedPrefixes": ["+86170", "+8617112345678"]}


@pytest.mark.parametrize(
    ("number", "place"), [("+8617000000000", 0), ("17099999999", 0), ("+8617112345678", 1)]
)
def test_a_blocked_number_gets_nothing(
    number: str, place: int, bench: AppBench, capsys: pytest.CaptureFixture[str]
) -> None:
    """However it is written, Aliyun is not asked; the log has the place, and no prefix."""
    bench.configure(BLOCKED)
    bench.app = bench.wired()
    assert bench.direct({**FIELDS, "phone": number})["code"] == "rejected"
    assert not bench.sandbox.requests
    (line,) = (line for line in log_lines(capsys) if line["event"] == "call")
    assert line["reason"] == f"blockedPrefixes/{place}"
    assert "170" not in line["phone"]


@pytest.mark.parametrize("number", ["+8617112345679", "+8613817000000"])
def test_any_other_number_is_sent_to(number: str, bench: AppBench) -> None:
    """What stands elsewhere in a number, or is one digit away, blocks nothing."""
    bench.configure(BLOCKED)
    bench.app = bench.wired()
    assert bench.direct({**FIELDS, "phone": number})["code"] == "sent"
