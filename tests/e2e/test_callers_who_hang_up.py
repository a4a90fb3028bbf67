"""A caller that has waited too long: nothing is sent once it is bound to hang up."""

import json
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, Final, TypeAlias

import pytest

from local.signing import signed
from smscode.clock import TIMEOUTS
from support.elapsed import at_most
from support.faults import child
from support.faults import ways_to_fail as way
from support.faults.function import CONFIG, Function, LambdaContext, settle, settled
from support.faults.vendor import FaultyVendor
from support.paths import ROOT
from support.stand_ins import log_lines

pytest_plugins = ("support.faults.fixtures",)

Capture: TypeAlias = pytest.CaptureFixture[str]
CALLERS: Final = json.loads((ROOT / "local/config.json").read_text())["callers"]
SLOW: Final = way.slow(1.2, way.sent())


def sample(name: str, seconds_ago: float) -> dict[str, Any]:
    """Return a sample event as one that the gateway took that long ago."""
    event: dict[str, Any] = signed(json.loads((ROOT / "events" / f"{name}.json").read_text()))
    context = event["requestContext"]
    context["timeEpoch"] = type(context["timeEpoch"])(int((time.time() - seconds_ago) * 1000))
    return event


def serve(call: Callable[[FaultyVendor], None], seconds_left: float) -> int:
    """Let a caller call who waits so much longer; return how often the slow vendor was asked.

    However late it is: what was asked for was accepted before the caller hung up, or never.
    """
    with settled(FaultyVendor()) as vendor:
        vendor.arm([SLOW])
        hangs_up_at = time.monotonic() + seconds_left
        call(vendor)
        settle(vendor)
        assert vendor.seen.accepted == vendor.seen.requests <= 1
        assert all(sms.at <= hangs_up_at for sms in vendor.accepted)
        return vendor.seen.requests


def outcomes(attempt: Callable[[], int], expected: str, capsys: Capture) -> Iterator[str]:
    """Yield what is logged of attempts, up to the first that is as expected.

    A busy machine can make a call late that was not, but none early that is late: whoever has to
    be refused is refused at once.
    """
    for _ in range(3 if expected == "sent" else 1):
        requests = attempt()
        (outcome,) = [line["outcome"] for line in log_lines(capsys) if line["event"] == "call"]
        assert requests == (outcome == "sent")
        yield outcome
        if outcome == expected:
            return


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
    event: str, patience: float, seconds_ago: float, outcome: str, capsys: Capture
) -> None:
    """Who has waited too long gets nothing sent; nobody gets anything after hanging up."""

    def call(vendor: FaultyVendor) -> None:
        config = {**CONFIG, "callers": CALLERS}
        function = Function(vendor.endpoint, config, timeouts=TIMEOUTS)
        function.handler(sample(event, seconds_ago), LambdaContext(time.monotonic() + 30))

    attempts = outcomes(lambda: serve(call, patience - seconds_ago), outcome, capsys)
    assert list(attempts)[-1] == outcome


@pytest.mark.parametrize(("seconds_ago", "outcome"), [(2.0, "sent"), (4.0, "unavailable")])
def test_slow_start_on_function_compute(seconds_ago: float, outcome: str, capsys: Capture) -> None:
    """The time in which the code loaded counts against the first call's limit of 5 s."""
    context = SimpleNamespace(function=SimpleNamespace(timeout=5))
    event = {"phone": "+8613800138000", "usageType": "SignIn", "code": "123456"}

    def call(vendor: FaultyVendor) -> None:
        function = Function(vendor.endpoint, CONFIG, seconds_ago, TIMEOUTS)
        function.handler(event, context)

    attempts = outcomes(lambda: serve(call, 5 - seconds_ago), outcome, capsys)
    assert list(attempts)[-1] == outcome


def test_slow_import_in_front_of_a_slow_vendor(vendor: FaultyVendor) -> None:
    """An SDK that takes 3.3 of 5 s to import leaves no time to send; the next call has it all."""

    def measure() -> float:
        already = vendor.seen.requests
        vendor.arm([SLOW])
        ended = child.run("slow start", vendor.endpoint)
        assert ended.codes == ["unavailable", "sent"]
        assert "too little time left" in ended.reasons
        assert vendor.seen.requests - already == 1
        return ended.replies[0].seconds

    assert at_most(5.0, measure)
    seen = vendor.seen
    settle(vendor)
    assert vendor.seen == seen
