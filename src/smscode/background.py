"""Calls that can be given up: the caller goes on, and the call ends when it ends.

A thread is the only thing that bounds a hanging name look-up: SIGALRM works in the main thread
alone and does not interrupt ``getaddrinfo``. The threads are daemons, so a stuck one does not hold
the process at exit, and they are kept: starting one takes 41 µs, handing over a call 9.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class TimeLimitError(Exception):
    """Raised when a call has not ended in time; it may still be running."""


class Task(Generic[T]):
    """A call in progress; ``ended`` is set when it has returned or raised."""

    def __init__(self, function: Callable[[], T]) -> None:
        self._function = function
        self.ended = threading.Event()
        self._result: T
        self._error: BaseException | None = None

    def run(self) -> None:
        """Make the call, in the thread that took it."""
        try:
            self._result = self._function()
        except BaseException as error:  # noqa: BLE001 - it belongs to the one who waits
            self._error = error

    @property
    def failed(self) -> bool:
        """Whether the call has raised something."""
        return self._error is not None

    def outcome(self) -> T:
        """Return what the call returned, or raise what it raised, once it has ended."""
        if self._error is not None:
            raise self._error
        return self._result


class _Worker:
    """A thread that runs one task after another and rests in ``_resting`` between them."""

    def __init__(self) -> None:
        self._tasks: queue.SimpleQueue[Task[object]] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="smscode", daemon=True).start()

    def take(self, task: Task[object]) -> None:
        self._tasks.put(task)

    def _work(self) -> None:
        while True:
            task = self._tasks.get()
            task.run()
            _resting.append(self)  # first, so that the caller finds it at rest when it calls again
            task.ended.set()
            del task  # a resting worker keeps nothing of a call, neither number nor code


_resting: list[_Worker] = []


def start(function: Callable[[], T]) -> Task[T]:
    """Start *function* in the background and return the call, which nobody has to wait for."""
    task = Task(function)
    try:
        worker = _resting.pop()
    except IndexError:
        worker = _Worker()
    worker.take(task)  # type: ignore[arg-type]
    return task


def call_within(seconds: float, function: Callable[[], T]) -> T:
    """Return what *function* returns, or raise what it raises.

    Raises:
        TimeLimitError: It did neither within *seconds*.
    """
    task = start(function)
    if not task.ended.wait(seconds):
        raise TimeLimitError
    return task.outcome()
