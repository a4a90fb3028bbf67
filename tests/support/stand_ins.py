"""A clock and a secret store that a test holds in its hand: passed in, so nothing is patched."""

import json
from threading import Event, Semaphore
from typing import Any

import pytest

from smscode.clock import Waitable

PATIENCE = 30.0  # s after which a test that waits for another thread gives up


class HeldClock:
    """A clock that stands still until it is moved; to sleep moves it."""

    def __init__(self) -> None:
        """Start at an arbitrary moment."""
        self.now = 1_000.0

    def time(self) -> float:
        """Return seconds since the epoch."""
        return 1_800_000_000.0 + self.now

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.now += seconds

    def wait(self, event: Waitable, seconds: float) -> bool:  # noqa: ARG002 - they do not pass
        """Wait for *event*: for as long as a test does, so that a busy machine is no failure."""
        return event.wait(PATIENCE)


class HurriedClock(HeldClock):
    """A clock that stands still, but does not wait for what never comes.

    Attributes:
        waited: Seconds for which it was told to wait in vain.
    """

    def __init__(self, more: float = 0.0, most: float = PATIENCE) -> None:
        """Wait so much longer than told: what takes a moment has time on a busy machine too.

        But by the machine's own clock never longer than *most*.
        """
        super().__init__()
        self.waited = 0.0
        self._more = more
        self._most = most

    def wait(self, event: Waitable, seconds: float) -> bool:
        """Wait for *event*, at most for *seconds* and some more."""
        has_come = event.wait(min(seconds + self._more, self._most))
        if not has_come:
            self.sleep(seconds)
            self.waited += seconds
        return has_come


class MemoryStore:
    """A secret store that answers what `holds` was when it was asked, or raises it.

    Attributes:
        held: The same of the version before.
    """

    def __init__(self, holds: str | BaseException) -> None:
        """Answer at once, until `open` is cleared; for the version before, `open_before`."""
        self.holds = holds
        self.held: str | BaseException | None = None
        self.reads = 0
        self.entered = Semaphore(0)
        self.open = Event()
        self.open.set()
        self.open_before = Event()
        self.open_before.set()

    def read(self) -> str:
        """Count, note the answer, wait until the store is open, answer."""
        self.reads += 1
        answer = self.holds
        self.entered.release()
        self.open.wait(PATIENCE)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def read_previous(self) -> str | None:
        """Wait until it is open, answer."""
        self.open_before.wait(PATIENCE)
        if isinstance(self.held, BaseException):
            raise self.held
        return self.held


def log_lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return what has been logged since the last time: each line is one JSON object."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]
