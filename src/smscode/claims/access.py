"""Access to a claim store, which may be slow, down or faulty."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, Protocol, TypeVar

from smscode import background
from smscode.background import Task, TimeLimitError
from smscode.claims.stores import ClaimStore
from smscode.clock import Clock, Deadline
from smscode.logs import Log

T = TypeVar("T")
_REST = 5.0  # s without another try after _FAILURES failures in a row
_FAILURES = 3
_MOMENT = 1.0  # s for an operation that has just ended to set its result


class StoreDownError(Exception):
    """Raised when the store has failed, or has not answered in time."""


class Patience(NamedTuple):
    """How long a call waits for one operation.

    Attributes:
        seconds: The limit in seconds once the store has answered before.
        at_first: The limit in seconds until then: the first operation imports a library, creates
            a client and opens a connection, which takes seconds on a third of a CPU.
    """

    seconds: float
    at_first: float = 0.0


def _keep(_store: ClaimStore, _result: object) -> None:
    """Undo nothing."""


class ClaimsAccess(Protocol):
    """Runs operations on a claim store."""

    def run(
        self,
        operation: Callable[[ClaimStore], T],
        patience: Patience,
        undo: Callable[[ClaimStore, T], None] = _keep,
    ) -> T:
        """Return what *operation* returns.

        *undo* is called with the result of an operation that ends after its caller gave up.

        Raises:
            StoreDownError: The operation has not succeeded within *patience*.
        """


class Immediate:
    """Access to a store in this process, without waiting."""

    def __init__(self, store: ClaimStore) -> None:
        self._store = store

    def run(
        self,
        operation: Callable[[ClaimStore], T],
        patience: Patience,  # noqa: ARG002 - of the Protocol
        undo: Callable[[ClaimStore, T], None] = _keep,  # noqa: ARG002 - likewise
    ) -> T:
        """Return what *operation* returns.

        Raises:
            StoreDownError: The operation failed.
        """
        try:
            return operation(self._store)
        except Exception:  # noqa: BLE001, S110 - the ledger decides what any failure means
            pass
        raise StoreDownError


class Guarded:
    """Access to a store elsewhere.

    Every call tries the store until three operations in a row have failed. Then none is tried for
    5 s, and after that one at a time until one succeeds. One log line says that the store is down,
    and another that it is back.
    """

    def __init__(self, name: str, make: Callable[[], ClaimStore], clock: Clock, log: Log) -> None:
        self._name = name
        self._make = make
        self._clock = clock
        self._log = log
        self._lock = threading.Lock()
        self._opening: Task[ClaimStore] | None = None
        self._has_answered = False
        self._failures = 0
        self._rests_until = 0.0
        self._is_tried = False

    def run(
        self,
        operation: Callable[[ClaimStore], T],
        patience: Patience,
        undo: Callable[[ClaimStore, T], None] = _keep,
    ) -> T:
        """Return what *operation* returns.

        Raises:
            StoreDownError: The operation has not succeeded within *patience*, or is not tried
                because of earlier failures.
        """
        if not self._may_try():
            raise StoreDownError
        limit = patience.seconds
        if not self._has_answered:
            limit = max(limit, patience.at_first)
        deadline = Deadline(self._clock, self._clock.monotonic() + limit)
        try:
            store = self._opened(deadline)
            result = self._within(deadline, store, operation, undo)
        except BaseException as error:  # noqa: BLE001 - whatever a store's library raises
            problem = type(error).__name__
        else:
            self._is_up()
            return result
        self._has_failed(problem)
        raise StoreDownError

    def _may_try(self) -> bool:
        with self._lock:
            if self._failures < _FAILURES:
                return True
            if self._is_tried or self._clock.monotonic() < self._rests_until:
                return False
            self._is_tried = True
            return True

    def _opened(self, deadline: Deadline) -> ClaimStore:
        """Return the store; the first call opens it, and so does the next one if that failed."""
        with self._lock:
            if self._opening is None:
                self._opening = background.start(self._make)
            opening = self._opening
        if not self._clock.wait(opening.ended, deadline.remaining()):
            raise TimeLimitError
        return opening.outcome()

    def _within(
        self,
        deadline: Deadline,
        store: ClaimStore,
        operation: Callable[[ClaimStore], T],
        undo: Callable[[ClaimStore, T], None],
    ) -> T:
        is_settled = threading.Lock()  # whoever acquires it first decides: in time, or given up

        def operate() -> T:
            result = operation(store)
            if not is_settled.acquire(blocking=False):
                with suppress(Exception):  # no caller is left to tell
                    undo(store, result)
            return result

        task = background.start(operate)
        has_ended = self._clock.wait(task.ended, deadline.remaining())
        if not has_ended and is_settled.acquire(blocking=False):
            raise TimeLimitError
        task.ended.wait(_MOMENT)
        return task.outcome()

    def _is_up(self) -> None:
        with self._lock:
            news = self._failures >= _FAILURES
            self._has_answered = True
            self._failures, self._is_tried = 0, False
        if news:
            self._log.info("claims_up", store=self._name)

    def _has_failed(self, problem: str) -> None:
        with self._lock:
            self._failures += 1
            news = self._failures == _FAILURES
            self._is_tried = False
            self._rests_until = self._clock.monotonic() + _REST
            if self._opening is not None and self._opening.failed:
                self._opening = None
        if news:
            self._log.error("claims_down", store=self._name, reason=problem)
