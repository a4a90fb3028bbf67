"""Time for what happens later by itself. It is passed in, so that a test can turn it."""

import time
from threading import Event
from typing import Protocol


class Clock(Protocol):
    """A source of time, and of waiting for it to pass."""

    def time(self) -> float:
        """Return seconds since the epoch."""

    def wait(self, woken: Event, seconds: float) -> None:
        """Return when so much of this clock's time has passed, or as soon as *woken* is set."""


class SystemClock:
    """The machine's clock."""

    def time(self) -> float:
        """Return seconds since the epoch."""
        return time.time()

    def wait(self, woken: Event, seconds: float) -> None:
        """Wait at most *seconds* for *woken*."""
        woken.wait(seconds)
