"""Time, passed in: the clock that tests can hold, and the deadline of one call."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Event
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from."""

    def time(self) -> float:
        """Return seconds since the epoch."""

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back."""

    def sleep(self, seconds: float) -> None:
        """Wait."""

    def wait(self, event: Event, seconds: float) -> bool:
        """Wait for *event*, at most for *seconds*; return whether it has come."""


class SystemClock:
    """The machine's clock."""

    def time(self) -> float:
        """Return seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def wait(self, event: Event, seconds: float) -> bool:
        """Wait for *event*, at most for *seconds*; return whether it has come."""
        return event.wait(seconds)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment after which nobody waits for the answer any more."""

    clock: Clock
    at: float

    def remaining(self) -> float:
        """Return the seconds left, never below zero."""
        return max(0.0, self.at - self.clock.monotonic())
