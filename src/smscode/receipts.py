"""Aliyun tells what became of codes that were sent: each receipt is written down once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smscode.call import Asker, Call, Reply
from smscode.callers import RECEIPTS, Peer
from smscode.claim_stores.memory import Memory
from smscode.clock import Clock, Deadline
from smscode.outcome import RECEIVED, Outcome
from smscode.trace import Trace
from smscode.use_case import Served

if TYPE_CHECKING:
    from smscode.config import Config
    from smscode.delivery_report import Report

_REMEMBERED = 10_000  # receipts
_PUSHED_AGAIN_WITHIN = 1200.0  # s: after 1, 5 and 10 minutes, and what they take


class Receipts:
    """Logs and counts receipts; sends nothing, and acts on none: they are not signed."""

    peer: Peer = RECEIPTS

    def __init__(self, clock: Clock) -> None:
        self._seen = Memory(clock, _REMEMBERED)

    def serve(self, call: Call, config: Config, deadline: Deadline, trace: Trace) -> Served:  # noqa: ARG002 - any use case's
        """Write a line for each receipt in *call* that is new to this instance."""
        from smscode import receipt_batch  # noqa: PLC0415 - a code to send must not pay for it

        batch = receipt_batch.read(call.body)
        new = [report for report in batch.reports if self._is_new(report)]
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

    def _is_new(self, report: Report) -> bool:
        return self._seen.put_if_absent(report.key, "", _PUSHED_AGAIN_WITHIN) is None

    def reply(self, outcome: Outcome, asker: Asker) -> Reply:
        """Return what keeps Aliyun from pushing again, or makes it."""
        return self.peer.reply(outcome, asker)
