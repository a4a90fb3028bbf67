"""What the clouds' context objects tell about a call: its id, and when it must end."""

import re
from dataclasses import dataclass
from typing import Final

import pytest

from smscode.call import Invocation
from support.stand_ins import HeldClock

MARGIN = 0.3


@dataclass
class LambdaContext:
    """What AWS hands over, as far as it is read."""

    aws_request_id: object = "8476a536-e9f4-11e8-9739-2dfe598c3fcd"
    milliseconds: float = 5000

    def get_remaining_time_in_millis(self) -> float:
        """Count down."""
        return self.milliseconds


@dataclass
class Function:
    """The part of Function Compute's context that has the limit."""

    timeout: object = 10


@dataclass
class FcContext:
    """What Function Compute hands over, as far as it is read."""

    request_id: object = "1-64f6cd87-1b2c3d4e-5f60718293a4"
    function: object = None


def test_lambda() -> None:
    """Lambda's own id is ours; its countdown sets the end, with a margin for the answer."""
    clock = HeldClock()
    invocation = Invocation.of(LambdaContext(), None, clock)
    assert invocation.request_id == LambdaContext().aws_request_id
    assert invocation.began_at == clock.now
    assert invocation.ends_at == pytest.approx(clock.now + 5 - MARGIN)


def test_lambda_does_not_count_the_loading() -> None:
    """Lambda loads the code before the call: when that began is no matter."""
    clock = HeldClock()
    assert Invocation.of(LambdaContext(), clock.now - 3, clock).began_at == clock.now


def test_function_compute() -> None:
    """Function Compute gives the limit only, counted from the beginning of the call."""
    clock = HeldClock()
    invocation = Invocation.of(FcContext(function=Function(10)), None, clock)
    assert invocation.request_id == FcContext().request_id
    assert invocation.ends_at == pytest.approx(clock.now + 10 - MARGIN)


def test_function_compute_counts_the_loading() -> None:
    """Function Compute loads the code within the first call: its time has begun to run."""
    clock = HeldClock()
    invocation = Invocation.of(FcContext(function=Function(10)), clock.now - 2, clock)
    assert invocation.began_at == clock.now - 2
    assert invocation.ends_at == pytest.approx(clock.now + 8 - MARGIN)


def test_instance_that_waited_for_its_first_call() -> None:
    """Code that was loaded long ago was loaded for no call."""
    clock = HeldClock()
    invocation = Invocation.of(FcContext(function=Function(10)), clock.now - 100, clock)
    assert invocation.began_at == clock.now


LIMITLESS: Final[list[object]] = [
    *(None, object, "context", {}, FcContext(), FcContext(function={"timeout": 5})),
    *(FcContext(function=Function(limit)) for limit in (None, "10", 0, -1)),
]


@pytest.mark.parametrize("context", LIMITLESS, ids=repr)
def test_no_limit(context: object) -> None:
    """A context that tells no limit sets none: the caller's patience does."""
    clock = HeldClock()
    invocation = Invocation.of(context, None, clock)
    assert invocation.ends_at == float("inf")
    assert invocation.began_at == clock.now


FORGED: Final[list[object]] = [
    "",
    "short",
    "x" * 129,
    "id with spaces",
    "id\nid-12345678",
    "身份身份身份身份身份",
    12345678,
    None,
]


@pytest.mark.parametrize("given", FORGED)
def test_id_of_our_own(given: object) -> None:
    """Without an id of the usual form each call gets one of ours, which no other has."""
    contexts = (LambdaContext(aws_request_id=given), FcContext(request_id=given))
    ids = [Invocation.of(context, None, HeldClock()).request_id for context in contexts * 2]
    assert all(re.fullmatch("[0-9a-f]{32}", made) for made in ids)
    assert len(set(ids)) == 4
