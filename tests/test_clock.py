"""The machine's clock, and the deadline of one call."""

import time
from datetime import datetime
from threading import Event

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smscode.clock import Deadline, SystemClock, jittered, timestamp
from support.stand_ins import HeldClock


def test_system_clock() -> None:
    """The machine's clock tells the time, goes on, and sleeps."""
    clock = SystemClock()
    assert clock.time() == pytest.approx(time.time(), abs=60)
    began = clock.monotonic()
    clock.sleep(0.01)
    assert clock.monotonic() - began >= 0.009


def test_system_clock_waits() -> None:
    """It waits for what comes, and not for ever for what does not."""
    clock, never, at_once = SystemClock(), Event(), Event()
    at_once.set()
    assert clock.wait(at_once, 60)
    assert not clock.wait(never, 0.01)


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
    """A jittered time lies between its least part and the whole, and is another one each time."""
    times = [jittered(300, 4 / 5) for _ in range(1000)]
    assert all(240 <= each < 300 for each in times)
    assert len(set(times)) > 900
    # A hundredth of these is expected in each hundredth of the span.
    assert min(times) < 250
    assert max(times) > 290


@given(st.lists(st.floats(0, 4e9), min_size=2, max_size=4))
@example([1_799_999_999.9999998, 1_800_000_000.0, 1_800_000_059.9996, 1_800_000_060.0])
def test_timestamp(moments: list[float]) -> None:
    """Each moment is written as it is, cut to the millisecond, whichever was written before."""
    for now in moments:
        text = timestamp(now)
        assert len(text) == len("2026-11-25T00:00:00.000Z")
        written = datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
        assert -1e-6 <= now - written < 0.001 + 1e-6
