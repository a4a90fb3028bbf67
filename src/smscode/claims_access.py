"""The way to a claim store, which may be slow, down or wrong, and must never cost a send."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

from smscode import background
from smscode.claim_stores import ClaimStore
from smscode.clock import Clock
from smscode.logs import Log

T = TypeVar("T")
_REST = 5.0  # s without another try after a failure


class StoreDownError(Exception):
    """Raised when the store has not done, in time, what it was asked for."""


class ClaimsAccess(Protocol):
    """Runs operations on a claim store."""

    def run(self, operation: Callable[[ClaimStore], T], seconds: float) -> T:
        """Return what *operation* returns within *seconds*.

        Raises:
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

    One log line says that it is down, and one that it is back.
    """

    def __init__(self, name: str, make: Callable[[], ClaimStore], clock: Clock, log: Log) -> None:
        self._name = name
        self._make = make
        self._clock = clock
        self._log = log
        self._lock = threading.Lock()
        self._store: ClaimStore | None = None
        self._down_until: float | None = None

    def run(self, operation: Callable[[ClaimStore], T], seconds: float) -> T:
        """Return what *operation* returns within *seconds*.

        Raises:
            StoreDownError: It has not, or another has not a moment ago.
        """
        if self._down_until is not None and self._clock.monotonic() < self._down_until:
            raise StoreDownError
        try:
            store = self._opened()
            result = background.call_within(seconds, lambda: operation(store))
        except BaseException as error:  # noqa: BLE001 - whatever a store's library raises
            problem = type(error).__name__
        else:
            self._is_up()
            return result
        self._is_down(problem)
        raise StoreDownError

    def _opened(self) -> ClaimStore:
        """Return the store; opening it imports its library, which is no failure of the store."""
        with self._lock:
            if self._store is None:
                self._store = self._make()
            return self._store

    def _is_down(self, problem: str) -> None:
        with self._lock:
            news = self._down_until is None
            self._down_until = self._clock.monotonic() + _REST
        if news:
            self._log.error("claims_down", store=self._name, reason=problem)

    def _is_up(self) -> None:
        with self._lock:
            news, self._down_until = self._down_until is not None, None
        if news:
            self._log.info("claims_up", store=self._name)
