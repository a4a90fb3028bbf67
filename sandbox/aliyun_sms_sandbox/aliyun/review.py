"""The vendor's review, which every sign and every template goes through."""

from enum import Enum
from typing import Final

#: When whatever is reviewed was made: the catalogue tells no dates.
CREATED: Final = "2026-01-05 10:00:00"


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
