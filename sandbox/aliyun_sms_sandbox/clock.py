"""The sandbox's time: the machine's, until a test turns it forward.

Flow control, the end of STS tokens, the times of messages and what happens later by itself follow
it. The dates of signatures do not: SDKs sign with the machine's time.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Lock
from typing import Protocol
from weakref import WeakSet

from aliyun_sms_sandbox.wire import utc_now

#: Seconds that it can be turned forward in all: a year.
MAX_FORWARD = 366 * 24 * 3600.0


class Clock(Protocol):
    """A source of time, and of waiting for it to pass."""

    def time(self) -> float:
        """Return seconds since the epoch."""

    def wait(self, woken: Event, seconds: float) -> None:
        """Return when so much of this clock's time has passed, or as soon as *woken* is set."""


class OutOfReachError(Exception):
    """The clock would be turned too far; the text says how far it can be."""


class TurnableClock:
    """A clock that goes as *machine* does, ahead of it by what it was turned; thread-safe."""

    def __init__(self, machine: Callable[[], datetime] = utc_now) -> None:
        self.machine = machine
        self._lock = Lock()
        self._ahead = timedelta()
        self._waiting: WeakSet[Event] = WeakSet()

    @property
    def ahead(self) -> float:
        """The seconds that it was turned forward."""
        return self._ahead.total_seconds()

    def now(self) -> datetime:
        """Return the time with its zone."""
        return self.machine() + self._ahead

    def time(self) -> float:
        """Return seconds since the epoch."""
        return self.now().timestamp()

    def wait(self, woken: Event, seconds: float) -> None:
        """Return when so much time has passed, or as soon as *woken* is set, as a turn sets it."""
        with self._lock:
            self._waiting.add(woken)
        woken.wait(seconds)

    def forward(self, seconds: float) -> None:
        """Turn it forward, and wake whoever waits.

        Raises:
            OutOfReachError: In all that is more than `MAX_FORWARD`.
        """
        with self._lock:
            if self.ahead + seconds > MAX_FORWARD:
                raise OutOfReachError(f"It turns forward by {MAX_FORWARD:.0f} seconds in all.")
            self._ahead += timedelta(seconds=seconds)
            self._wake()

    def turn_back(self) -> None:
        """Let it show the machine's time again."""
        with self._lock:
            self._ahead = timedelta()
            self._wake()

    def _wake(self) -> None:
        for woken in self._waiting:
            woken.set()
