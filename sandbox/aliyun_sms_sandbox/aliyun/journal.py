"""What the sandbox has seen: every request, and the messages that it accepted. Both are bounded."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from aliyun_sms_sandbox.aliyun.delivery import DELIVERED, Delivery
from aliyun_sms_sandbox.trouble import Reply
from aliyun_sms_sandbox.wire import Request

CAPACITY = 10_000


@dataclass(frozen=True, slots=True)
class Message:
    """One SMS as the recipient's phone would show it, with what it was made from.

    Attributes:
        sign: The signature that its text begins with; of `SendMessageToGlobe` the sender id, which
            is not in the text and may be empty.
        template: Empty where the request has the whole text, as that of `SendMessageToGlobe`.
        out_id: What the caller named it: its `OutId` or `TaskId`.
        biz_id: What the vendor named it: its `BizId` or `MessageId`.
        at_home: Whether it was sent within mainland China. Its template says so, for a number may
            look like one of either side.
    """

    phone: str
    sign: str
    template: str
    params: Mapping[str, str]
    text: str
    out_id: str | None
    biz_id: str
    time: datetime
    at_home: bool = True
    delivery: Delivery = DELIVERED

    @property
    def by_globe(self) -> bool:
        """Whether `SendMessageToGlobe` brought it: it alone needs no template."""
        return not self.template

    @property
    def facts(self) -> tuple[str, ...]:
        """What a person may look for: its template, and what caller and vendor named it."""
        names = ("MessageId", "TaskId") if self.by_globe else ("BizId", "OutId")
        given = zip(names, (self.biz_id, self.out_id), strict=True)
        named = (f"{name} {value}" for name, value in given if value)
        return (*filter(None, [self.template]), *named)


def ignore(_arrived: object) -> None:
    """Listen to nothing."""


class Journal:
    """A thread-safe record; past `CAPACITY` entries the oldest is dropped.

    `on_message` is called with every accepted message, in the thread that accepted it; `on_request`
    with every request, before it is answered; `on_reply` with what the gateway answers it.
    """

    def __init__(
        self,
        on_message: Callable[[Message], None] = ignore,
        on_request: Callable[[Request], None] = ignore,
        on_reply: Callable[[Reply], None] = ignore,
    ) -> None:
        self._lock = Lock()
        self._on_message = on_message
        self._on_request = on_request
        self._on_reply = on_reply
        self._requests: deque[Request] = deque(maxlen=CAPACITY)
        self._messages: deque[Message] = deque(maxlen=CAPACITY)

    @property
    def requests(self) -> tuple[Request, ...]:
        """Every request, accepted or not, oldest first."""
        with self._lock:
            return tuple(self._requests)

    @property
    def messages(self) -> tuple[Message, ...]:
        """The accepted messages, oldest first."""
        with self._lock:
            return tuple(self._messages)

    def record_request(self, request: Request) -> None:
        """Add a request, before anything is checked, and tell the listener."""
        with self._lock:
            self._requests.append(request)
        self._on_request(request)

    def tell_reply(self, reply: Reply) -> None:
        """Tell the listener what the request of this thread is about to get."""
        self._on_reply(reply)

    def record_messages(self, messages: Iterable[Message]) -> None:
        """Add accepted messages and tell the listener."""
        accepted = tuple(messages)
        with self._lock:
            self._messages.extend(accepted)
        for message in accepted:
            self._on_message(message)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._requests.clear()
            self._messages.clear()
