"""One instance of the function, serving one call: somebody else chooses when it goes on."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from smscode.claims.access import Patience, StoreDownError
from smscode.claims.ledger import ClaimRequest, Ledger
from smscode.claims.stores import ClaimStore
from smscode.clock import Deadline, Waitable
from smscode.outcome import RATE_LIMITED, SENT, UNAVAILABLE, UNCERTAIN, Kind, Outcome
from support.claims.turns import PausingStore, Task
from support.stand_ins import HeldClock

T = TypeVar("T")
PATIENCE = 8.0  # s for which the caller waits


class Vendor(Enum):
    """What the vendor does with a send: whether an SMS goes out, and what is known of it."""

    SENDS = (True, SENT)
    SENDS_AND_IS_SILENT = (True, UNCERTAIN)
    FAILS_AND_IS_SILENT = (False, UNCERTAIN)
    IS_NOT_REACHED = (False, UNAVAILABLE)
    REFUSES = (False, RATE_LIMITED)

    def __init__(self, accepts: bool, kind: Kind) -> None:  # noqa: FBT001 - a row of the table
        self.accepts = accepts
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Trouble:
    """The store fails from visit number *visit* on; *done*: it did what it was asked that time."""

    visit: int
    done: bool


class Instance:
    """A call, its clock, its way to the store and its vendor; `task` is how it goes on.

    Attributes:
        entry: What it asks for.
        began: When it did.
        biz_id: The receipt of the SMS that went out, if one did.
        wakes_at: Before that it sleeps.
        lost_store: Whether the store has failed it.
        was_admitted: Whether it was claimed and counted before it was sent.
    """

    def __init__(
        self,
        clock: HeldClock,
        store: ClaimStore,
        entry: ClaimRequest,
        vendor: Vendor,
        accept: Callable[["Instance"], str],
        trouble: Trouble | None = None,
    ) -> None:
        self.entry = entry
        self.began = self.wakes_at = clock.now
        self.biz_id: str | None = None
        self.lost_store = self.was_admitted = False
        self._clock = clock
        self._store = store
        self._vendor = vendor
        self._accept = accept
        self._trouble = trouble
        self._visits = 0
        self.task: Task[Outcome] = Task(self._serve)

    @property
    def is_asleep(self) -> bool:
        """Whether only time makes it go on."""
        return self.wakes_at > self._clock.now

    def _serve(self, _task: Task[Outcome]) -> Outcome:
        return Ledger(self, self).once(
            self.entry, Deadline(self, self.began + PATIENCE), self._send
        )

    def _send(self) -> Outcome:
        self.was_admitted = not self.lost_store
        self.task.pause()
        if self._vendor.accepts:
            self.biz_id = self._accept(self)
            self.task.pause()
        return Outcome(self._vendor.kind, biz_id=self.biz_id)

    def run(
        self,
        operation: Callable[[ClaimStore], T],
        patience: Patience,  # noqa: ARG002
        undo: Callable[[ClaimStore, T], None] = lambda _store, _result: None,  # noqa: ARG002
    ) -> T:
        """Visit the store, with a pause before each operation."""
        self._visits += 1
        if self._trouble is None or self._visits < self._trouble.visit:
            return operation(PausingStore(self._store, self.task.pause))
        if self._trouble.done and not self.lost_store:
            operation(self._store)
        self.lost_store = True
        raise StoreDownError

    def time(self) -> float:
        """Return seconds since the epoch."""
        return self._clock.time()

    def monotonic(self) -> float:
        """Return the clock that all share."""
        return self._clock.monotonic()

    def wait(self, event: Waitable, seconds: float) -> bool:
        """Wait for *event*: nothing of a memory store is waited for."""
        return self._clock.wait(event, seconds)

    def sleep(self, seconds: float) -> None:
        """Stand still until the time has come."""
        self.wakes_at = self._clock.now + seconds
        self.task.pause()
