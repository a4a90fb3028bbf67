"""A config cache over a store and a clock that the test holds, and calls that wait for it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Semaphore
from typing import Final

from smscode.clock import Deadline
from smscode.config.cache import ConfigCache, ConfigSource
from smscode.config.model import Config
from smscode.logs import Log
from support.documents import document, load
from support.stand_ins import PATIENCE, HeldClock, MemoryStore

TTL: Final = 300.0
FIRST: Final = document(signName="first")
SECOND: Final = document(signName="second")


def signature(config: Config) -> str:
    """Return what tells the documents apart."""
    return config.sign_name[0] if config.sign_name else ""


class _Waiting(HeldClock):
    """A clock for deadlines: who asks it how long to wait has joined a look, and waits now."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = Semaphore(0)

    def monotonic(self) -> float:
        self.asked.release()
        return self.now


class CacheBench:
    """A cache, its store and its clock; nothing is read yet."""

    def __init__(self, holds: str | BaseException = FIRST) -> None:
        """Put the cache over a store that answers so."""
        self.store = MemoryStore(holds)
        self.clock = HeldClock()
        self.cache = ConfigCache(ConfigSource(self.store, load), TTL, self.clock, Log())
        self._waiting = _Waiting()

    def deadline(self, seconds: float = PATIENCE) -> Deadline:
        """Return a deadline so many seconds from now."""
        return Deadline(self.clock, self.clock.now + seconds)

    def current(self, seconds: float = PATIENCE) -> Config:
        """Return the config, for a call that can wait for so long."""
        return self.cache.current(self.deadline(seconds))

    def call(
        self, pool: ThreadPoolExecutor, looking: Callable[[Deadline], Config]
    ) -> Future[Config]:
        """Start a call in a thread, and return once it waits for a look."""
        future = pool.submit(looking, Deadline(self._waiting, self._waiting.now + PATIENCE))
        assert self._waiting.asked.acquire(timeout=PATIENCE)
        return future
