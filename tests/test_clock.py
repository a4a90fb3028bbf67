"""The machine's clock, and the deadline of one call."""

import time

import pytest

from smscode.clock import Deadline, SystemClock, scattered
from stand_ins import HeldClock


def test_system_clock() -> None:
    """The machine's clock tells the time, goes on, and sleeps."""
    clock = SystemClock()
    assert clock.time() == pytest.approx(time.time(), abs=60)
    began = clock.monotonic()
    clock.sleep(0.01)
    assert clock.monotonic() - began >= 0.009


def test_deadline() -> None:
    """What remains of a deadline shrinks with the clock, and is never less than nothing."""
    clock = HeldClock()
    deadline = Deadline(clock, clock.now + 2)
    assert deadline.remaining() == 2
    clock.sleep(1.5)
    assert deadline.remaining() == 0.5
    clock.sleep(1.5)
    assert deadline.remaining() == 0


def test_scattered() -> None:
    """A scattered time lies between its least part and the whole, and is another one each time."""
    times = [scattered(300, 4 / 5) for _ in range(1000)]
    assert all(240 <= each < 300 for each in times)
    assert len(set(times)) > 900
    # A hundredth of these is expected in each hundredth of the span.
    assert min(times) < 250
    assert max(times) > 290
