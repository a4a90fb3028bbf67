"""What delivery reports are pushed to, and a clock that a test turns."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Queue
from threading import Event, Lock
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp

from aliyun_sms_sandbox import wire
from aliyun_sms_sandbox.loopback import LoopbackServer
from aliyun_sms_sandbox.trouble import Reply
from aliyun_sms_sandbox.wire import Answer

TAKEN: Final = Answer(200, {"content-type": "application/json"}, b'{"code": 0, "msg": "ok"}')
PATIENCE: Final = 60.0  # s after which a test that waits for another thread gives up
PATH: Final = "/receipts/secret?a=b"


class TurnedClock:
    """Stands still until it is turned; tells for how long somebody begins to wait."""

    def __init__(self) -> None:
        """Start at an arbitrary moment."""
        self._now = 1_800_000_000.0
        self._lock = Lock()
        self._waiting: set[Event] = set()
        self._waits: Queue[float] = Queue()

    def time(self) -> float:
        """Return seconds since the epoch."""
        return self._now

    def wait(self, woken: Event, seconds: float) -> None:
        """Wait until it is turned far enough, or *woken* is set."""
        with self._lock:
            if seconds <= 0:
                return
            self._waiting.add(woken)
        self._waits.put(seconds)
        assert woken.wait(PATIENCE)
        with self._lock:
            self._waiting.remove(woken)

    def turn(self, seconds: float) -> None:
        """Let time pass, and whoever waits look at it."""
        with self._lock:
            self._now += seconds
            for woken in self._waiting:
                woken.set()

    def next_wait(self) -> float:
        """Return for how long the other thread waits now, once it does, to the millisecond."""
        return round(self._waits.get(timeout=PATIENCE), 3)


@dataclass(frozen=True, slots=True)
class Push:
    """One push as it came."""

    target: str
    headers: Mapping[str, str]
    reports: Any


class Receiver:
    """Answers each push with the next reply that it was given, and takes all others.

    Attributes:
        replies: What it answers next.
        meanwhile: Called after a push has come and before it is answered.
    """

    def __init__(self) -> None:
        """Listen."""
        self.replies: Queue[Reply] = Queue()
        self.meanwhile: Callable[[], None] = lambda: None
        self._pushes: Queue[Push] = Queue()
        app = Starlette(routes=[Route("/{path:path}", self._receive, methods=["POST"])])
        self.server = LoopbackServer(app)
        self.url = f"{self.server.endpoint}{PATH}"

    async def _receive(self, request: Request) -> ASGIApp:
        got = await wire.read(request)
        target = f"{got.path}?{got.query}"
        await run_in_threadpool(self.meanwhile)
        self._pushes.put(Push(target, got.headers, json.loads(got.body)))
        reply = TAKEN if self.replies.empty() else self.replies.get()
        return wire.response(reply) if isinstance(reply, Answer) else reply

    def next(self) -> Push:
        """Return the next push, once it has come."""
        return self._pushes.get(timeout=PATIENCE)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing has come beside what was asked for."""
        return self._pushes.empty()


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver for the length of a `with` block."""
    receiver = Receiver()
    try:
        yield receiver
    finally:
        receiver.server.stop()
