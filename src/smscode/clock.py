"""Time, passed in: the clock that tests can hold, and the deadline of one call."""

from __future__ import annotations

import os
import time
from functools import lru_cache
from typing import NamedTuple, Protocol

from smscode.timeouts import TIMEOUTS


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
    time = staticmethod(time.time)  # last, for from here on the name is no longer the module's

    def wait(self, event: Waitable, seconds: float) -> bool:
        """Wait for *event*, at most for *seconds*; return whether it has come."""
        return event.wait(seconds)


def timestamp(now: float) -> str:
    """Return *now*, in seconds since the epoch, as RFC 3339 writes it: UTC, to the millisecond."""
    seconds = int(now)
    minutes, second = divmod(seconds, 60)
    return f"{_to_the_minute(minutes)}:{second:02}.{int((now - seconds) * 1000):03}Z"


@lru_cache(maxsize=1)
def _to_the_minute(minutes: int) -> str:
    # Kept while it is true: in the middle of a send it takes 10 µs to write.
    return time.strftime("%Y-%m-%dT%H:%M", time.gmtime(minutes * 60))


def jittered(seconds: float, least: float) -> float:
    """Return a random duration from *least* times *seconds* to *seconds*.

    Instances that started together then do not come back together.
    """
    part = int.from_bytes(os.urandom(4), "big") / 2**32
    return seconds * (least + (1 - least) * part)


class Deadline(NamedTuple):
    """The moment after which nobody waits for the answer any more.

    Attributes:
        clock: Where the time comes from.
        at: The moment, on its monotonic clock.
        send_takes: Seconds that a send needs: with less it is not begun.
    """

    clock: Clock
    at: float
    send_takes: float = TIMEOUTS.send

    def remaining(self) -> float:
        """Return the seconds left, never below zero."""
        return max(0.0, self.at - self.clock.monotonic())

    def before_send(self) -> float:
        """Return the seconds left for what has to come before a send, never below zero."""
        return max(0.0, self.remaining() - self.send_takes)
