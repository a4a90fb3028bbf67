"""What arrived, in order: a bounded record that threads write and asyncio tasks wait for.

Every change has the next number, so whoever tells the last one that it has seen misses nothing.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import Lock, local
from uuid import uuid4

from aliyun_sms_sandbox.aliyun import parameters
from aliyun_sms_sandbox.aliyun.actions import ACTIONS
from aliyun_sms_sandbox.aliyun.journal import Journal, Message, ignore
from aliyun_sms_sandbox.inbox.bell import Bell
from aliyun_sms_sandbox.inbox.change import Change, Clearing
from aliyun_sms_sandbox.inbox.entry import Arrival, Entry, Refusal
from aliyun_sms_sandbox.inbox.phone import comparable
from aliyun_sms_sandbox.inbox.problems import ProblemError
from aliyun_sms_sandbox.trouble import Reply
from aliyun_sms_sandbox.wire import Request

CAPACITY = 1_000
SENDING_ACTIONS = ("SendSms", "SendBatchSms", "SendSmsVerifyCode", "SendMessageToGlobe")
MAX_WAITING = 2_000
MAX_WAIT_SECONDS = 30.0


class Box:
    """The record. Past `CAPACITY` changes the oldest is dropped.

    At most *max_waiting* clients wait for it at a time, each for *max_wait_seconds* at most.

    `hear`, `deliver` and `conclude` are a journal's listeners, which are called in this order, and
    in one thread for each request.
    """

    def __init__(
        self, max_waiting: int = MAX_WAITING, max_wait_seconds: float = MAX_WAIT_SECONDS
    ) -> None:
        self._max_waiting = max_waiting
        self.max_wait_seconds = max_wait_seconds
        self.id = uuid4().hex[:8]
        self._lock = Lock()
        self._changes: deque[Change] = deque()
        self._last = 0
        self._dropped = 0
        self._bells: dict[Bell, str] = {}
        self._closed = False
        self._of_this_thread = local()

    def journal(self, on_message: Callable[[Message], None] = ignore) -> Journal:
        """Return the journal of a sandbox whose messages come here, and to one more listener."""

        def listen(message: Message) -> None:
            self.deliver(message)
            on_message(message)

        return Journal(listen, self.hear, self.conclude)

    def hear(self, request: Request) -> None:
        """Remember the request that this thread is about to answer."""
        self._of_this_thread.request = request
        self._of_this_thread.has_brought_any = False

    def deliver(self, message: Message) -> None:
        """Add an SMS that the request of this thread brought."""
        with self._lock:
            self._last += 1
            self._add(Arrival(self._last, message, self._of_this_thread.request))
        self._of_this_thread.has_brought_any = True

    def conclude(self, reply: Reply) -> None:
        """Add the request of this thread as refused, if it was to send and no SMS came of it.

        One for an action that is not there is added too: it may have been to send.
        """
        request: Request = self._of_this_thread.request
        action = parameters.action(request)
        is_to_be_told = action in SENDING_ACTIONS or (action and action not in ACTIONS)
        if is_to_be_told and not self._of_this_thread.has_brought_any:
            with self._lock:
                self._last += 1
                self._add(Refusal(self._last, request, reply))

    def clear(self, phone: str = "") -> None:
        """Remove every entry, or those to one number."""
        clearing_of = comparable(phone)
        with self._lock:
            self._last += 1
            clearing = Clearing(self._last, clearing_of)
            self._changes = deque(c for c in self._changes if not clearing.removes(c))
            self._add(clearing)

    def _add(self, change: Change) -> None:
        self._changes.append(change)
        if len(self._changes) > CAPACITY:
            self._dropped = self._changes.popleft().number
        for bell, phone in self._bells.items():
            if phone in ("", change.phone):
                bell.ring()

    def event_id(self, number: int) -> str:
        """Name a change in a way that the box of another run does not take for its own."""
        return f"{self.id}-{number}"

    @property
    def position(self) -> int:
        """The number of the last change."""
        with self._lock:
            return self._last

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        """Every SMS, newest first."""
        with self._lock:
            return tuple(c for c in reversed(self._changes) if isinstance(c, Arrival))

    def changes_after(self, position: int) -> tuple[Change, ...]:
        """Return the changes since then, oldest first; a gap among them is told as a clearing."""
        with self._lock:
            later = tuple(c for c in self._changes if c.number > position)
            return later if self._dropped <= position <= self._last else (Clearing(0), *later)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every SMS and every refusal, newest first."""
        with self._lock:
            return tuple(c for c in reversed(self._changes) if not isinstance(c, Clearing))

    def find(self, number: int) -> Entry | None:
        """Return one entry by its number."""
        return next((entry for entry in self.entries if entry.number == number), None)

    def latest(self, phone: str, after: int = 0) -> Arrival | None:
        """Return the newest SMS with a code that reached a number, if it came after that change."""
        digits = comparable(phone)
        with self._lock:
            for change in reversed(self._changes):
                if change.number <= after:
                    break
                if isinstance(change, Arrival) and change.phone == digits and change.is_readable:
                    return change
        return None

    @property
    def is_closed(self) -> bool:
        """Whether nobody should wait any longer."""
        return self._closed

    @contextmanager
    def listening(self, phone: str = "") -> Iterator[Bell]:
        """Ring a bell at every change, or those to one number, in the running event loop.

        Raises:
            ProblemError: As many bells as may wait hang there already.
        """
        bell = Bell()
        with self._lock:
            if len(self._bells) >= self._max_waiting:
                raise ProblemError(
                    HTTPStatus.SERVICE_UNAVAILABLE,
                    "too_many_waiting",
                    "Too many clients wait already.",
                    headers={"Retry-After": "1"},
                )
            self._bells[bell] = comparable(phone)
        try:
            yield bell
        finally:
            with self._lock:
                del self._bells[bell]

    def close(self) -> None:
        """Send everybody home who waits."""
        with self._lock:
            self._closed = True
            for bell in self._bells:
                bell.ring()
