"""Aliyun's ``SmsReport`` and ``DypnsSmsVerifyReport`` pushes, in "HTTP batch push mode".

Its documentation is help.aliyun.com/document_detail/101867.html: Aliyun POSTs a JSON array without
signature or credential, so the path must hold a secret. It hangs up after 0.7 s
(document_detail/101508), and repeats the push after 1, 5 and 10 minutes unless the answer is 200
with a numeric ``code``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smscode.call import Call, Reply, ReplyContext
from smscode.callers.authentication import Credential, Refusal
from smscode.callers.replies import headers_of
from smscode.claims.stores.memory import Memory
from smscode.clock import Clock
from smscode.outcome import NOT_FOUND, RECEIVED, UNAUTHORIZED, Outcome
from smscode.trace import Trace

if TYPE_CHECKING:
    from smscode.config.callers import ReceiptsEntry
    from smscode.receipts.batch import Report

_REMEMBERED = 10_000  # delivery reports
_PUSHED_AGAIN_WITHIN = 1200.0  # s: repeats after 1, 5 and 10 minutes, and the time they take


class Receipts:
    """Logs and counts delivery reports, and never acts on them: they are not signed."""

    name = "receipts"
    body_limit = 1024 * 1024  # the size of a batch is not documented
    # Longer than Aliyun waits: a push it gave up on is processed all the same, its repeat is not.
    patience = 8.0
    has_person = False
    keeps_code = True

    def __init__(self, clock: Clock) -> None:
        self._seen = Memory(clock, _REMEMBERED)

    def credential(self, call: Call) -> Credential:
        """Return the path's last segment."""
        secret = path_secret(call)
        if not secret:
            raise Refusal.NO_CREDENTIAL.error()
        return Credential((secret.encode(errors="surrogatepass"),))

    def expected(self, entry: ReceiptsEntry, _: Credential) -> Iterator[bytes]:
        """Return the entry's secrets."""
        return (secret.get_secret_value().encode() for secret in entry.path_secrets)

    def receive(self, call: Call, trace: Trace) -> Outcome:
        """Log a line for each delivery report in *call* that is new to this instance.

        Raises:
            OutcomeError: It holds no delivery report.
        """
        from smscode.receipts import batch  # noqa: PLC0415 - sending a code must not pay for it

        read = batch.read(call.body)
        new = [report for report in read.reports if self._is_new(report)]
        for report in new:
            trace.note("receipt", **report.line())
        delivered = sum(report.is_delivered for report in new)
        trace.count(
            delivered=delivered,
            undelivered=len(new) - delivered,
            repeated=len(read.reports) - len(new),
            unreadable=read.unreadable,
        )
        return Outcome(RECEIVED)

    def _is_new(self, report: Report) -> bool:
        return self._seen.put_if_absent(report.key, "", _PUSHED_AGAIN_WITHIN) is None

    def reply(self, outcome: Outcome, context: ReplyContext) -> Reply:  # noqa: ARG002 - a caller's
        """Return a code and a message; a path with a wrong secret is answered as not found."""
        if outcome.kind is UNAUTHORIZED:
            outcome = outcome._replace(kind=NOT_FOUND)
        kind = outcome.kind
        document: dict[str, object] = {"code": kind.status, "msg": kind.title}
        if kind is RECEIVED:
            document = {"code": 0, "msg": kind.text.chinese}
        return Reply(kind.status, document, headers_of(outcome, "application/json"))


def path_secret(call: Call) -> str | None:
    """Return the text after ``/receipts/``, empty if there is none; None for any other path."""
    before, _, last = call.path.removesuffix("/").rpartition("/")
    if before.rpartition("/")[2] == Receipts.name:
        return last
    return "" if last == Receipts.name else None
