"""The way to a claim store, which may be slow, down or wrong, and must never cost a send."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

from smscode import background
from smscode.background import Task, TimeLimitError
from smscode.claim_stores import ClaimStore
from smscode.clock import Clock, Deadline
from smscode.logs import Log

T = TypeVar("T")
_REST = 5.0  # s without another try after a failure
_FAIR_SHARE = 0.5  # of its time; with less, a store that opened late would be taken for one down


class StoreDownError(Exception):
    """Raised when the store has not done, in time, what it was asked for."""


class StoreOpeningError(StoreDownError):
    """Raised when the store is well, as far as is known, but not open yet."""


class ClaimsAccess(Protocol):
    """Runs operations on a claim store."""

    def run(self, operation: Callable[[ClaimStore], T], seconds: float) -> T:
        """Return what *operation* returns within *seconds*.

        Raises:
            StoreOpeningError: It has not begun, but a later one may.
            StoreDownError: It has not.
        """


class Immediate:
    """The way to a store in this process, which does not wait."""

    def __init__(self, store: ClaimStore) -> None:
        self._store = store

    def run(self, operation: Callable[[ClaimStore], T], seconds: float) -> T:  # noqa: ARG002
        """Return what *operation* returns; *seconds* are not needed.

        Raises:
            StoreDownError: The operation failed.
        """
        try:
            return operation(self._store)
        except Exception:  # noqa: BLE001, S110 - whatever it is, it must not cost a send
            pass
        raise StoreDownError


class Guarded:
    """The way to a store elsewhere; after a failure the store is left alone for a while.

    Opening it imports its library and makes its client, which takes 0.1 to 0.25 s of a cold start.
    It goes on in the background: a call waits for it no longer than for an operation, and the next
    one finds the store open. One log line says that it is down, and one that it is back.
    """

    def __init__(self, name: str, make: Callable[[], ClaimStore], clock: Clock, log: Log) -> None:
        self._name = name
        self._make = make
        self._clock = clock
        self._log = log
        self._lock = threading.Lock()
        self._opening: Task[ClaimStore] | None = None
        self._down_until: float | None = None

    def run(self, operation: Callable[[ClaimStore], T], seconds: float) -> T:
        """Return what *operation* returns within *seconds*.

        Raises:
            StoreOpeningError: It has not begun, since the store is not open yet.
            StoreDownError: It has not, or another has not a moment ago.
        """
        if self._down_until is not None and self._clock.monotonic() < self._down_until:
            raise StoreDownError
        deadline = Deadline(self._clock, self._clock.monotonic() + seconds)
        opening = self._opened()
        is_open = self._clock.wait(opening.ended, seconds)
        if not is_open or deadline.remaining() < seconds * _FAIR_SHARE:
            raise StoreOpeningError
        try:
            store = opening.outcome()
            result = self._within(deadline.remaining(), lambda: operation(store))
        except BaseException as error:  # noqa: BLE001 - whatever a store's library raises
            problem = type(error).__name__
        else:
            self._is_up()
            return result
        self._is_down(problem)
        raise StoreDownError

    def _opened(self) -> Task[ClaimStore]:
        """Return the store's opening, which begins with the first visit, or anew if it failed."""
        with self._lock:
            if self._opening is None:
                self._opening = background.start(self._make)
            return self._opening

    def _within(self, seconds: float, function: Callable[[], T]) -> T:
        task = background.start(function)
        if not self._clock.wait(task.ended, seconds):
            raise TimeLimitError
        return task.outcome()

    def _is_down(self, problem: str) -> None:
        with self._lock:
            news = self._down_until is None
            if self._opening is not None and self._opening.failed:
                self._opening = None
            self._down_until = self._clock.monotonic() + _REST
        if news:
            self._log.error("claims_down", store=self._name, reason=problem)

    def _is_up(self) -> None:
        with self._lock:
            news, self._down_until = self._down_until is not None, None
        if news:
            self._log.info("claims_up", store=self._name)
