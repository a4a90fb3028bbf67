"""One delivery receipt, and what the log says of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from smscode.receipt_codes import RECEIPTS, receipt_of

_DELIVERED, _OTHER = "DELIVERED", "OTHER"


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one SMS.

    Attributes:
        key: Tells repeats of one receipt from others; a later verdict on the SMS is another.
        biz_id: What the reply to the send had as ``bizId``.
        phone: The number, masked.
        code: The carrier's or the vendor's own code.
        seconds: From the carrier's taking it to its receipt, if that can be told.
    """

    key: str = field(repr=False)
    biz_id: str
    phone: str
    is_delivered: bool
    code: str | None
    seconds: float | None

    def line(self) -> dict[str, object]:
        """Return what the log says of it, its metrics among that."""
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
    """Return the name of a metric's dimension: each one costs money, so there are no others."""
    name = (code or "").removeprefix("isv.")
    return name if name in RECEIPTS and name != _DELIVERED else _OTHER
