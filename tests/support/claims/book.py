"""A ledger on a clock that stands still, over memory, and what a test asks of it."""

from collections.abc import Callable
from typing import Final

from smscode.claims.access import Immediate
from smscode.claims.ledger import ClaimRequest, Ledger
from smscode.claims.stores.memory import Memory
from smscode.clock import Deadline
from smscode.outcome import SENT, Outcome
from support.claims.instance import PATIENCE, Instance, Trouble, Vendor
from support.stand_ins import HeldClock

WINDOW: Final = 60.0  # s
RECEIPT: Final = Outcome(SENT, biz_id="900619746936498440^0", provider_request_id="F655A8D5")
ENTRY: Final = ClaimRequest("asked for", WINDOW)


class Sends:
    """A vendor whose answers are laid down; the last one goes on."""

    def __init__(self, *answers: Outcome) -> None:
        self._answers = answers
        self.times = 0

    def __call__(self) -> Outcome:
        """Send, and answer."""
        self.times += 1
        return self._answers[min(self.times, len(self._answers)) - 1]


class Book:
    """A ledger; whole calls come back at once, instances take their steps when they are told to.

    Attributes:
        clock: Its clock.
        store: Its store.
        receipts: Of what instances have sent.
    """

    def __init__(self) -> None:
        self.clock = HeldClock()
        self.store = Memory(self.clock)
        self.receipts: list[str] = []
        self._ledger = Ledger(Immediate(self.store), self.clock)

    def ask(self, send: Callable[[], Outcome], entry: ClaimRequest = ENTRY) -> Outcome:
        """Serve a whole call."""
        return self._ledger.once(entry, Deadline(self.clock, self.clock.now + PATIENCE), send)

    def unstarted(
        self,
        entry: ClaimRequest = ENTRY,
        vendor: Vendor = Vendor.SENDS,
        trouble: Trouble | None = None,
    ) -> Instance:
        """Return an instance that has done nothing yet."""
        return Instance(self.clock, self.store, entry, vendor, self._accept, trouble)

    def in_flight(self, vendor: Vendor, entry: ClaimRequest = ENTRY) -> Instance:
        """Return an instance that has claimed and not sent."""
        instance = self.unstarted(entry, vendor)
        while not instance.was_admitted:
            instance.task.go_on()
        return instance

    def waiting(self, entry: ClaimRequest = ENTRY) -> Instance:
        """Return an instance that has met the claim of another, and sleeps."""
        instance = self.unstarted(entry)
        while not instance.is_asleep:
            instance.task.go_on()
        return instance

    def look(self, instance: Instance) -> None:
        """Wake an instance that waits, until it sleeps again or knows enough."""
        self.clock.now = max(self.clock.now, instance.wakes_at)
        while not instance.task.has_ended and not instance.is_asleep:
            instance.task.go_on()

    def finish(self, instance: Instance) -> Outcome:
        """Return what comes of an instance when nothing but time stands in its way."""
        while not instance.task.has_ended:
            self.clock.now = max(self.clock.now, instance.wakes_at)
            instance.task.go_on()
        assert instance.task.result is not None
        return instance.task.result

    def _accept(self, _instance: Instance) -> str:
        self.receipts.append(f"receipt {len(self.receipts)}")
        return self.receipts[-1]
