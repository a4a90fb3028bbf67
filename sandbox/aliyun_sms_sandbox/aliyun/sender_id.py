"""Sender ids: whom an SMS abroad is from, where one at home begins with a signature.

Some regions take no sender id that is not registered: help.aliyun.com/zh/sms/sendmessagetoglobe-1.
"""

import re
from typing import Final

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

REGISTERED_ONLY: Final = frozenset({"CA", "SG", "US"})
_FORM = re.compile(r"(?=[0-9]*[A-Za-z])[0-9A-Za-z]{1,11}|[0-9]{1,15}")


def is_well_formed(text: str) -> bool:
    """Return whether it may be one: 11 letters and digits at most, or 15 digits."""
    return _FORM.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class SenderId:
    """A sender id of the account's.

    Attributes:
        id: What the phone shows.
        regions: Where it is registered, as ISO codes.
    """

    id: str
    regions: frozenset[str]

    def __post_init__(self) -> None:
        """Hold it to the form that the service takes."""
        if not is_well_formed(self.id):
            raise ValueError(f"{self.id}: 11 letters and digits at most, or 15 digits")
