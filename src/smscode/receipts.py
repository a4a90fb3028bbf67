"""Aliyun tells what became of codes that were sent: each receipt is written down once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from smscode.call import Asker, Call, Reply
from smscode.callers import RECEIPTS, Peer
from smscode.clock import Deadline
from smscode.outcome import RECEIVED, Outcome
from smscode.trace import Trace
from smscode.use_case import Served

if TYPE_CHECKING:
    from smscode.config import Config

_REMEMBERED = 10_000  # receipts; they are pushed again within 16 minutes


class Receipts:
    """Logs and counts receipts; sends nothing, and acts on none: they are not signed."""

    peer: Peer = RECEIPTS

    def __init__(self) -> None:
        self._seen = _Seen(_REMEMBERED)

    def serve(self, call: Call, config: Config, deadline: Deadline, trace: Trace) -> Served:  # noqa: ARG002 - any use case's
        """Write a line for each receipt in *call* that is new to this instance."""
        from smscode import receipt_batch  # noqa: PLC0415 - a code to send must not pay for it

        batch = receipt_batch.read(call.body)
        new = [report for report in batch.reports if self._seen.is_new(report.key)]
        for report in new:
            trace.note("receipt", **report.line())
        delivered = sum(report.is_delivered for report in new)
        trace.count(
            delivered=delivered,
            undelivered=len(new) - delivered,
            repeated=len(batch.reports) - len(new),
            unreadable=batch.unreadable,
        )
        return Served(Outcome(RECEIVED))

    def reply(self, outcome: Outcome, asker: Asker) -> Reply:
        """Return what keeps Aliyun from pushing again, or makes it."""
        return self.peer.reply(outcome, asker)


class _Seen:
    """The last keys that came; the oldest is forgotten first."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._keys: OrderedDict[bytes, None] = OrderedDict()

    def is_new(self, key: bytes) -> bool:
        """Return whether *key* has not come before, and remember it."""
        with self._lock:
            is_new = key not in self._keys
            self._keys[key] = None
            if len(self._keys) > self._capacity:
                self._keys.popitem(last=False)
            return is_new
