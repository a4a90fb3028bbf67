"""Delivery reports as Aliyun pushes them: a JSON array with one object for each SMS.

Shapes: help.aliyun.com/document_detail/101867.html for mainland SMS, number verification's
``DypnsSmsVerifyReport`` with the same members, and sms/smsreport-http-intl for international SMS.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from smscode import strict_json
from smscode.outcome import INVALID_REQUEST, FieldError, Outcome, OutcomeError
from smscode.phone import Phone, masked
from smscode.receipts.codes import RECEIPTS, receipt_of

_DELIVERED, _OTHER = "DELIVERED", "OTHER"


@dataclass(frozen=True, slots=True)
class Report:
    """The delivery report of one SMS.

    Attributes:
        key: Identifies the report, so that a repeat is recognized; a later verdict on the same SMS
            has another key.
        biz_id: The receipt: ``bizId`` in the reply to the send.
        phone: The masked number.
        is_delivered: Whether the SMS reached the phone.
        code: The carrier's or the vendor's own code.
        seconds: Seconds from the carrier's acceptance of the SMS to its report, if known.
    """

    key: str = field(repr=False)
    biz_id: str
    phone: str
    is_delivered: bool
    code: str | None
    seconds: float | None

    def line(self) -> dict[str, object]:
        """Return the fields of its log line, including its metrics."""
        line: dict[str, object] = {
            "bizId": self.biz_id,
            "phone": self.phone,
            "providerCode": self.code,
            "deliverySeconds": self.seconds,
        }
        if self.is_delivered:
            return {**line, "receiptCode": _DELIVERED, "delivered": 1}
        actor = receipt_of(self.code or "").actor.value
        return {**line, "receiptCode": _counted_as(self.code), "actor": actor, "undelivered": 1}


def _counted_as(code: str | None) -> str:
    """Return the dimension that counts *code*; each costs money, so unknown codes share one."""
    name = (code or "").removeprefix("isv.")
    return name if name in RECEIPTS and name != _DELIVERED else _OTHER


_MAINLAND = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})")
_NUMBER = re.compile(r"\+?[0-9*]{5,20}")  # the vendor's own samples contain asterisks
_BIZ_ID = re.compile(r"[0-9A-Za-z^_.:*-]{1,64}")
_CODE = re.compile(r"(?!.*[0-9]{7})[0-9A-Za-z_.:/-]{1,64}")  # so it is never a phone number
_LONGEST = 3 * 86_400.0  # s; carriers give up earlier


@dataclass(frozen=True, slots=True)
class Batch:
    """The delivery reports of one push, and the number of items that are none."""

    reports: tuple[Report, ...]
    unreadable: int


@dataclass(frozen=True, slots=True)
class _Shape:
    """The members that we read of one kind of delivery report."""

    phone: str
    biz_id: str
    code: str
    sent: str
    reported: str
    verdict: Callable[[Mapping[str, object]], object]
    moment: Callable[[str], datetime]


def _rfc_5322(text: str) -> datetime:
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - only international SMS need it

    return parsedate_to_datetime(text)


_TO_MAINLAND = _Shape(
    *("phone_number", "biz_id", "err_code", "send_time", "report_time"),
    verdict=lambda item: item.get("success"),
    moment=datetime.fromisoformat,
)
_INTERNATIONAL = _Shape(
    *("To", "MessageId", "ErrorCode", "SendDate", "ReceiveDate"),
    verdict=lambda item: {"1": True, "2": False, "6": False}.get(str(item.get("Status"))),
    moment=_rfc_5322,
)


def read(body: bytes) -> Batch:
    """Return the delivery reports in *body*.

    Raises:
        OutcomeError: ``invalid_request``: it is not a JSON array, or no item is a delivery report.
    """
    problem = "must be a JSON array of delivery reports"
    items: object = None
    try:
        items = strict_json.parse(body)
    except strict_json.JsonError as error:
        problem = f"must be JSON: {error}"
    if isinstance(items, list):
        reports = tuple(report for item in items if (report := _report(item)) is not None)
        if reports or not items:
            return Batch(reports, len(items) - len(reports))
    raise OutcomeError(Outcome(INVALID_REQUEST, errors=(FieldError("", problem),)))


def _report(item: object) -> Report | None:
    if not isinstance(item, dict):
        return None
    shape = _INTERNATIONAL if "MessageId" in item else _TO_MAINLAND
    number, biz_id, verdict = item.get(shape.phone), item.get(shape.biz_id), shape.verdict(item)
    if not _matches(_NUMBER, number) or not _matches(_BIZ_ID, biz_id):
        return None
    if not isinstance(verdict, bool):
        return None
    code = item.get(shape.code)
    if not _matches(_CODE, code):
        code = None
    text = f"{biz_id}\0{number}\0{verdict}\0{code}"
    return Report(
        key=hashlib.blake2b(text.encode(), digest_size=16).hexdigest(),
        biz_id=str(biz_id),
        phone=_masked(str(number)),
        is_delivered=verdict,
        code=code,
        seconds=_seconds(item.get(shape.sent), item.get(shape.reported), shape.moment),
    )


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _masked(number: str) -> str:
    """Return *number* masked as elsewhere in the log, without loading phonenumbers' metadata."""
    mainland = _MAINLAND.fullmatch(number)
    return str(Phone("86", mainland[1], "CN")) if mainland else masked(number)


def _seconds(sent: object, reported: object, moment: Callable[[str], datetime]) -> float | None:
    """Return how long the delivery took; None if the dates do not show it.

    Whatever the library's parsers raise, only the delay is lost: a zone of ``+9999999999999`` is
    an OverflowError, which would otherwise lose the whole batch.
    """
    try:
        seconds = (moment(str(reported)) - moment(str(sent))).total_seconds()
    except Exception:  # noqa: BLE001 - see above
        return None
    return seconds if 0 <= seconds <= _LONGEST else None
