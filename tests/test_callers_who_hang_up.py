"""A caller that has waited too long: nothing is sent once it is bound to hang up."""

import json
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

# An SDK that is imported within the first call would take most of its time.
import smscode.aliyun.sdk  # noqa: F401
from faults import child
from faults import ways_to_fail as way
from faults.function import CONFIG, Function, LambdaContext, settle
from faults.vendor import FaultyVendor
from sandbox.signing import signed
from stand_ins import log_lines

pytest_plugins = ("faults.fixtures",)

ROOT: Final = Path(__file__).resolve().parents[1]
CALLERS: Final = json.loads((ROOT / "sandbox" / "config.json").read_text())["callers"]
SLOW: Final = way.slow(1.2, way.sent())


def sample(name: str, seconds_ago: float) -> dict[str, Any]:
    """Return a sample event as one that the gateway took that long ago."""
    event: dict[str, Any] = signed(json.loads((ROOT / "events" / f"{name}.json").read_text()))
    context = event["requestContext"]
    context["timeEpoch"] = type(context["timeEpoch"])(int((time.time() - seconds_ago) * 1000))
    return event


@pytest.mark.parametrize(
    ("event", "patience", "seconds_ago", "outcome"),
    [
        *(("lambda-url-sign-in", 8, ago, "sent") for ago in (0.0, 4.0, 5.5)),
        *(("lambda-url-sign-in", 8, ago, "unavailable") for ago in (6.6, 7.9, 9.0)),
        *(("supabase-sign-in", 5, ago, "sent") for ago in (0.0, 2.0)),
        *(("supabase-sign-in", 5, ago, "unavailable") for ago in (3.1, 4.0, 4.9)),
    ],
)
def test_caller_who_has_waited_at_the_gateway(
    event: str,
    patience: float,
    seconds_ago: float,
    outcome: str,
    vendor: FaultyVendor,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Who has waited too long gets nothing sent; nobody gets anything after hanging up."""
    function = Function(vendor.endpoint, {**CONFIG, "callers": CALLERS})
    vendor.arm([SLOW])
    hangs_up_at = time.monotonic() - seconds_ago + patience
    function.handler(sample(event, seconds_ago), LambdaContext(time.monotonic() + 30))
    assert log_lines(capsys)[-1]["outcome"] == outcome
    settle(vendor)
    assert vendor.seen[1:] == ((1, 1) if outcome == "sent" else (0, 0))
    assert all(sms.at <= hangs_up_at for sms in vendor.accepted)


@pytest.mark.parametrize(("seconds_ago", "outcome"), [(2.0, "sent"), (4.0, "unavailable")])
def test_slow_start_on_function_compute(
    seconds_ago: float, outcome: str, vendor: FaultyVendor
) -> None:
    """The time in which the code loaded counts against the first call's limit of 5 s."""
    function = Function(vendor.endpoint, loaded_seconds_ago=seconds_ago)
    vendor.arm([SLOW])
    hangs_up_at = time.monotonic() - seconds_ago + 5
    context = SimpleNamespace(function=SimpleNamespace(timeout=5))
    event = {"phone": "+8613800138000", "usageType": "SignIn", "code": "123456"}
    reply = function.handler(event, context)
    assert isinstance(reply, dict)
    assert reply["code"] == outcome
    settle(vendor)
    assert vendor.seen.requests == (outcome == "sent")
    assert all(sms.at <= hangs_up_at for sms in vendor.accepted)


def test_slow_import_in_front_of_a_slow_vendor(vendor: FaultyVendor) -> None:
    """An SDK that takes 3.3 of 5 s to import leaves no time to send; the next call has it all."""
    vendor.arm([SLOW])
    ended = child.run("slow start", vendor.endpoint)
    assert ended.codes == ["unavailable", "sent"]
    assert ended.replies[0].seconds < 5
    assert "too little time left" in ended.reasons
    settle(vendor)
    assert vendor.seen.requests == 1
