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
    """Raised when a request that belongs to no exchange is about to be written."""


class SdkChangedError(Exception):
    """Raised when the SDK does not send through our adapter."""


class AbandonedError(Exception):
    """Raised in a request that its caller has given up; nothing more is written or read."""


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
        is_gated: Whether the request came by the gate at all.
        is_unsendable: Whether there is no request: a header or a URL that cannot be built.
        cause: The type of the error that ended it, for the log; the text is never kept.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._abandoned = False
        self._written = False
        self._hang_up: Callable[[], None] | None = None
        self.answer: Answer | None = None
        self.is_gated = False
        self.is_unsendable = False
        self.cause: str | None = None

    def hold(self, hang_up: Callable[[], None]) -> None:
        """Keep the function that ends the request's connection; call it if the caller has gone."""
        with self._lock:
            self._hang_up = hang_up
            if self._abandoned:
                hang_up()

    def let_go(self) -> None:
        """Forget the connection: another exchange may use it from now on."""
        with self._lock:
            self._hang_up = None

    def begin_writing(self) -> None:
        """Pass the gate: from now on the request may have arrived.

        Raises:
            AbandonedError: The caller has gone; nothing may be written any more.
        """
        with self._lock:
            self.go_on()
            self._written = True

    def go_on(self) -> None:
        """Check that the caller still waits.

        Raises:
            AbandonedError: The caller has gone.
        """
        if self._abandoned:
            raise AbandonedError

    def receive(self, answer: Answer) -> None:
        """Keep the answer.

        Raises:
            AbandonedError: The caller has gone, and has been told that nothing came.
        """
        with self._lock:
            self.go_on()
            self.answer = answer

    def fail(self, error: BaseException) -> None:
        """Keep the cause of the failure, unless one is known already.

        What is wrong with a header, a URL or an option is a ValueError or a TypeError, whoever
        raises it: requests, urllib3, http.client or a codec.
        """
        with self._lock:
            if self.cause is None:
                self.cause = _name_of(error)
                is_built = self.is_gated and not isinstance(error, (TypeError, ValueError))
                self.is_unsendable = not self._written and not is_built

    def run_out(self) -> None:
        """Keep the deadline as the cause, unless the request has failed before."""
        with self._lock:
            self.cause = self.cause or "deadline"

    def abandon(self) -> None:
        """Shut the gate for good, and end the request's connection.

        Its thread would read on for as long as the other end goes on writing.
        """
        with self._lock:
            self._abandoned = True
            if self._hang_up is not None:
                self._hang_up()

    @property
    def may_have_arrived(self) -> bool:
        """Whether a first byte may have been written. Final once the exchange is abandoned."""
        with self._lock:
            return self._written

    @property
    def passed_by(self) -> bool:
        """Whether the call succeeded without reaching the gate, so that nothing is known of it."""
        return self.cause is None and not self.is_gated

    @property
    def reason(self) -> str:
        """Why there is no answer, for the log."""
        return f"{'no request' if self.is_unsendable else 'no answer'}: {self.cause}"


def _name_of(error: BaseException) -> str:
    """Return the type of the underlying error, inside those of requests and the SDK."""
    error = getattr(error, "inner_exception", None) or error
    inner = error.args[0] if error.args else None
    cause = getattr(inner, "reason", None) or inner
    return type(cause if isinstance(cause, Exception) else error).__name__


_this_thread = threading.local()


def current() -> Exchange:
    """Return the exchange of this thread.

    Raises:
        NotGuardedError: There is none.
    """
    exchange: Exchange | None = getattr(_this_thread, "exchange", None)
    if exchange is None:
        raise NotGuardedError
    return exchange


def perform(seconds: float, request: Callable[[], object]) -> Exchange:
    """Run *request*, which sends one request, for at most *seconds*; return what really happened.

    What *request* returns or raises is dropped: the SDK's exceptions hold the number, the code
    and the token, and say less than the exchange does. When this returns, nothing of the request
    can be written any more that has not been, and no connection of it is read.
    """
    exchange = Exchange()

    def guarded() -> None:
        _this_thread.exchange = exchange
        try:
            request()
        except BaseException as error:  # noqa: BLE001 - the exchange says what is to be known
            exchange.fail(error)
        finally:
            _this_thread.exchange = None

    try:
        call_within(seconds, guarded)
    except TimeLimitError:
        exchange.run_out()
    except Exception as error:  # noqa: BLE001 - no thread; Ctrl-C, for one who waits, goes on up
        exchange.fail(error)
    finally:
        exchange.abandon()
    return exchange
