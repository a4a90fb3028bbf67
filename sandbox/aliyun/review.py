"""The vendor's review, which every sign and every template goes through."""

from enum import Enum


class Status(str, Enum):
    """How far the review is."""

    APPROVED = "approved"
    PENDING = "pending"
    REJECTED = "rejected"
    CANCELLED = "cancelled"

    @property
    def number(self) -> int:
        """The number that the API has for it."""
        return _NUMBERS[self]


_NUMBERS = {
    Status.PENDING: 0,
    Status.APPROVED: 1,
    Status.REJECTED: 2,
    Status.CANCELLED: 10,
}
