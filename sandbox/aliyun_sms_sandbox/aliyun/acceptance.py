"""The last step of all that sends: a message that is in order is accepted, or is not."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from threading import Lock

from aliyun_sms_sandbox.aliyun import numbers
from aliyun_sms_sandbox.aliyun.delivery import Delivery
from aliyun_sms_sandbox.aliyun.flow_control import FlowControl
from aliyun_sms_sandbox.aliyun.happenings import Visit
from aliyun_sms_sandbox.aliyun.journal import Journal, Message
from aliyun_sms_sandbox.aliyun.magic import MagicNumber
from aliyun_sms_sandbox.aliyun.report_push import ReportPush
from aliyun_sms_sandbox.trouble import Reply
from aliyun_sms_sandbox.wire import Answer


class Acceptance:
    """Asks flow control, except for magic numbers, records what it accepts, and has it reported.

    It is thread-safe.
    """

    def __init__(self, journal: Journal, flow: FlowControl, reports: ReportPush) -> None:
        self._journal = journal
        self._flow = flow
        self._reports = reports
        self._lock = Lock()
        self._turns: Counter[str] = Counter()

    def take(
        self,
        messages: Sequence[Message],
        receipt: Callable[[Message], Answer],
        magic: Mapping[str, MagicNumber],
        count: Callable[[FlowControl], None],
    ) -> Reply:
        """Take in one message to each of some numbers, which go as the first magic one goes.

        Args:
            messages: One at least.
            receipt: Answers with the receipt of an accepted message.
            magic: The numbers that have something happen.
            count: Has flow control count them, if there is none of these among them.

        Raises:
            VendorError: It is refused; nothing is recorded.
        """

        def accept(accepted: Sequence[Message]) -> Answer:
            self._journal.record_messages(accepted)
            self._reports.take(accepted)
            return receipt(accepted[0])

        def accept_with(delivery: Delivery) -> Answer:
            return accept([replace(message, delivery=delivery) for message in messages])

        phones = [numbers.canonical(message.phone) for message in messages]
        found = next((magic[phone] for phone in phones if phone in magic), None)
        if found is None:
            count(self._flow)
            return accept(messages)
        return found.happen(Visit(accept_with, self._turn(found.number)))

    def _turn(self, number: str) -> int:
        with self._lock:
            self._turns[number] += 1
            return self._turns[number]

    def clear(self) -> None:
        """Start to count afresh, and forget the reports that are to come."""
        with self._lock:
            self._turns.clear()
        self._flow.clear()
        self._reports.clear()
