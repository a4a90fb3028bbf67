"""Time, passed in: the clock that tests can hold, the limits of a send, the deadline of a call."""

from __future__ import annotations

import os
import time
from datetime import datetime, timezone
from typing import NamedTuple, Protocol


class Waitable(Protocol):
    """Something that can be waited for."""

    def wait(self, timeout: float) -> bool:
        """Wait at most *timeout* seconds; return whether it has happened."""


class Clock(Protocol):
    """A source of time."""

    def time(self) -> float:
        """Return seconds since the epoch."""

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back."""

    def sleep(self, seconds: float) -> None:
        """Wait."""

    def wait(self, event: Waitable, seconds: float) -> bool:
        """Wait at most *seconds* for *event*; return whether it has happened."""


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

    def wait(self, event: Waitable, seconds: float) -> bool:
        """Wait at most *seconds* for *event*; return whether it has happened."""
        return event.wait(seconds)


def timestamp(now: float) -> str:
    """Return *now*, in seconds since the epoch, as RFC 3339 writes it: UTC, to the millisecond."""
    text = datetime.fromtimestamp(now, timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def jittered(seconds: float, least: float) -> float:
    """Return a random duration from *least* times *seconds* to *seconds*.

    Instances that started together then do not come back together.
    """
    part = int.from_bytes(os.urandom(4), "big") / 2**32
    return seconds * (least + (1 - least) * part)


class Timeouts(NamedTuple):
    """Time limits in seconds for the steps of one request; the caller's deadline stands above them.

    Attributes:
        connect: For a connection to one address, and again for TLS on it.
        read: For each read of the answer, not for all of it.
        send: What a send needs to have a fair chance. With less, the caller would have hung up
            before the answer, and would then see a failure where an SMS went out.
    """

    connect: float
    read: float
    send: float


#: The limits of every deployment.
TIMEOUTS = Timeouts(connect=1.0, read=3.0, send=1.5)


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
        """Return the seconds left before a send has to begin, never below zero."""
        return max(0.0, self.remaining() - self.send_takes)
