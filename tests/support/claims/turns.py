"""Threads that run one at a time, each from one pause to the next, as it is told to.

So the order in which calls interleave is chosen, and the same choice gives the same run.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from smscode.claims.stores import ClaimStore

T = TypeVar("T")
_LONGEST_STEP = 60.0  # s


class Died(BaseException):
    """What ends a task that is told to die: nobody's except clause may stand in its way."""


class Task(Generic[T]):
    """A call in a thread of its own; it stands still before its beginning and at each pause."""

    def __init__(self, function: Callable[["Task[T]"], T]) -> None:
        self._function = function
        self._may_go_on = threading.Semaphore(0)
        self._stands = threading.Semaphore(0)
        self._doomed = False
        self.has_ended = False
        self.has_died = False
        self.result: T | None = None
        self.error: BaseException | None = None
        threading.Thread(target=self._run, daemon=True).start()

    def go_on(self) -> None:
        """Run to the next pause, or to the end; raises what the call raised."""
        self._may_go_on.release()
        assert self._stands.acquire(timeout=_LONGEST_STEP), "a step does not end"
        if self.error is not None:
            raise self.error

    def die(self) -> None:
        """End where it stands."""
        self._doomed = True
        self.go_on()

    def pause(self) -> None:
        """Stand still until told to go on: for the task's own thread."""
        self._stands.release()
        self._wait()

    def _wait(self) -> None:
        self._may_go_on.acquire()
        if self._doomed:
            raise Died

    def _run(self) -> None:
        try:
            self._wait()
            self.result = self._function(self)
        except Died:
            self.has_died = True
        except BaseException as error:  # noqa: BLE001 - the test raises it
            self.error = error
        self.has_ended = True
        self._stands.release()


class PausingStore:
    """A claim store with a pause before each operation."""

    def __init__(self, store: ClaimStore, pause: Callable[[], None]) -> None:
        self._store = store
        self._pause = pause

    def put_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Pause, then do it."""
        self._pause()
        return self._store.put_if_absent(key, value, seconds)

    def add(self, key: str, amount: int, seconds: float) -> int:
        """Pause, then do it."""
        self._pause()
        return self._store.add(key, amount, seconds)

    def put(self, key: str, value: str, seconds: float) -> None:
        """Pause, then do it."""
        self._pause()
        self._store.put(key, value, seconds)

    def get(self, key: str) -> str | None:
        """Pause, then do it."""
        self._pause()
        return self._store.get(key)

    def remove(self, key: str, value: str) -> None:
        """Pause, then do it."""
        self._pause()
        self._store.remove(key, value)
