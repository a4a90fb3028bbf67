"""What became of an accepted SMS: the report that its carrier sends, or does not send."""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class DeliveryState(str, Enum):
    """How far an accepted SMS has come."""

    PENDING = "pending"
    FAILED = "failed"
    DELIVERED = "delivered"

    @property
    def number(self) -> int:
        """The number that the API has for it."""
        return _NUMBERS[self]


_NUMBERS: Final = {
    DeliveryState.PENDING: 1,
    DeliveryState.FAILED: 2,
    DeliveryState.DELIVERED: 3,
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """The state, and the carrier's code: help.aliyun.com 101347; none while it is pending."""

    state: DeliveryState
    code: str = ""


DELIVERED: Final = Delivery(DeliveryState.DELIVERED, "DELIVERED")
PENDING: Final = Delivery(DeliveryState.PENDING)


def failed(code: str) -> Delivery:
    """Return a delivery that the carrier gave up, with its code."""
    return Delivery(DeliveryState.FAILED, code)
