"""The use case: have one code delivered, at most once, and say truthfully what happened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from smscode.bookkeeping import Bookkeeping, Origin
from smscode.clock import Deadline
from smscode.delivery import Delivery
from smscode.outcome import UNAVAILABLE, Outcome, OutcomeError, failure

if TYPE_CHECKING:
    from smscode.config import Config
    from smscode.request import SendRequest


class SmsService:
    """Asks the operator's policy, prepares the send, asks the ledger, then the vendor."""

    def __init__(self, books: Bookkeeping, delivery: Delivery) -> None:
        self._books = books
        self._delivery = delivery

    def send(
        self, request: SendRequest, origin: Origin, config: Config, deadline: Deadline
    ) -> Outcome:
        """Return what came of *request*; at most one SMS went out for it."""
        try:
            if config.is_paused(request.usage_type):
                raise failure(UNAVAILABLE, "paused")
            prepared = self._delivery.prepare(request, config, deadline)
        except OutcomeError as error:
            return error.outcome
        entry = self._books.entry(request, origin, config)
        send = partial(self._delivery.deliver, prepared)
        return self._books.once(entry, config, deadline, send)
