"""One request to Aliyun, as it really went.

The SDK loses why a call failed and cannot be stopped once it has been called. Both are known one
floor below, at the HTTP connection, and are kept here: whether the first byte of the request may
have left, and the answer as it came.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from smscode.background import TimeLimitError, call_within


class NotGuardedError(Exception):
    """Raised when a request is about to be written that belongs to no exchange."""


class SdkChangedError(Exception):
    """Raised when the SDK no longer sends through the session that is put under it."""


class AbandonedError(Exception):
    """Raised in a request that its caller has given up: nothing more is written, or read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered, whole.

    Attributes:
        status: The HTTP status.
        body: The content, as it came.
        headers: By name, in any case of its letters.
    """

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def date(self) -> str | None:
        """When the server says that it answered: the header ``Date`` (RFC 9110, 6.6.1)."""
        return self.headers.get("date")


class Exchange:
    """One request and its answer; the gate between connecting and writing.

    Attributes:
        answer: What came back, once it has come whole.
        is_gated: Whether the request came by the gate at all; if not, nothing is known of it.
        cause: The type of the error that ended it, for the log; the text is never kept.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._abandoned = False
        self._written = False
        self.answer: Answer | None = None
        self.is_gated = False
        self.cause: str | None = None

    def begin_writing(self) -> None:
        """Pass the gate: from here on the request may have arrived.

        Raises:
            AbandonedError: The caller has gone; nothing may be written any more.
        """
        with self._lock:
            self.go_on()
            self._written = True

    def go_on(self) -> None:
        """Make sure that somebody still waits.

        Raises:
            AbandonedError: The caller has gone.
        """
        if self._abandoned:
            raise AbandonedError

    def abandon(self) -> None:
        """Shut the gate for good."""
        with self._lock:
            self._abandoned = True

    @property
    def may_have_arrived(self) -> bool:
        """Whether a first byte may have been written. Final once the exchange is abandoned."""
        with self._lock:
            return self._written


_this_thread = threading.local()


def current() -> Exchange:
    """Return the exchange that this thread works for.

    Raises:
        NotGuardedError: There is none.
    """
    exchange: Exchange | None = getattr(_this_thread, "exchange", None)
    if exchange is None:
        raise NotGuardedError
    return exchange


def perform(seconds: float, request: Callable[[], object]) -> Exchange:
    """Let *request* send its one request, for at most *seconds*, and tell how it really went.

    What *request* returns or raises is dropped: the SDK's exceptions hold the number, the code
    and the token, and say less than the exchange does. When this returns, nothing of the request
    can be written any more that has not been.
    """
    exchange = Exchange()

    def guarded() -> None:
        _this_thread.exchange = exchange
        try:
            request()
        finally:
            _this_thread.exchange = None

    try:
        call_within(seconds, guarded)
    except TimeLimitError:
        exchange.cause = "deadline"
    except BaseException as error:  # noqa: BLE001 - the exchange says what is to be known
        exchange.cause = exchange.cause or type(error).__name__
    exchange.abandon()
    return exchange
