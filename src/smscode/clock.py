"""Time, passed in: the clock that tests can hold, and the deadline of one call."""

from __future__ import annotations

import os
import time
from typing import NamedTuple, Protocol


class Waitable(Protocol):
    """What can be waited for."""

    def wait(self, timeout: float) -> bool:
        """Return whether it has come, after so many seconds at most."""


class Clock(Protocol):
    """Where the time comes from."""

    def time(self) -> float:
        """Return seconds since the epoch."""

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back."""

    def sleep(self, seconds: float) -> None:
        """Wait."""

    def wait(self, event: Waitable, seconds: float) -> bool:
        """Wait for *event*, at most for *seconds*; return whether it has come."""


class SystemClock:
    """The machine's clock."""

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    # As they are: each is asked some ten times a call, and a method of ours would double its cost.
    monotonic = staticmethod(time.monotonic)
    time = staticmethod(time.time)

    def wait(self, event: Waitable, seconds: float) -> bool:
        """Wait for *event*, at most for *seconds*; return whether it has come."""
        return event.wait(seconds)


def scattered(seconds: float, least: float) -> float:
    """Return another time at each call: from the *least* part of *seconds* to all of them.

    What started together, in many instances, then does not come back together.
    """
    part = int.from_bytes(os.urandom(4), "big") / 2**32
    return seconds * (least + (1 - least) * part)


class Deadline(NamedTuple):
    """The moment after which nobody waits for the answer any more."""

    clock: Clock
    at: float

    def remaining(self) -> float:
        """Return the seconds left, never below zero."""
        return max(0.0, self.at - self.clock.monotonic())
