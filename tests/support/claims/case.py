"""A claim store to try, and a crowd to try it with."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Final, TypeVar

from smscode.claims.stores import ClaimStore

#: The names of the fixtures, and the schemes of ``CLAIMS_URI``.
STORES: Final = ("memory", "redis", "rediss", "dynamodb")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """A store.

    Attributes:
        store: The store itself.
        brief: A lifetime in seconds.
        outlast: Lets that lifetime pass.
        crowd: How many threads use it at once.
    """

    store: ClaimStore
    brief: float
    outlast: Callable[[], None]
    crowd: int = 16

    def at_once(self, call: Callable[[int], T]) -> list[T]:
        """Return what *call* returns to each thread of the crowd, all of which begin together."""
        start = Barrier(self.crowd)

        def wait_and_call(number: int) -> T:
            start.wait()
            return call(number)

        with ThreadPoolExecutor(self.crowd) as threads:
            return list(threads.map(wait_and_call, range(self.crowd)))
