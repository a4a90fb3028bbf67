"""Signatures of SMS, and how far each is filed with the carriers.

An approved sign that a carrier has not filed is accepted, and its messages are held up on the way:
help.aliyun.com/document_detail/2873145.html.
"""

from collections.abc import Mapping
from enum import Enum

from pydantic import AwareDatetime, ConfigDict, Field
from pydantic.dataclasses import dataclass

from aliyun_sms_sandbox.aliyun.review import Status


class Operator(str, Enum):
    """A carrier of mainland China, by the API's name for it."""

    MOBILE = "mobile"
    UNICOM = "unicom"
    TELECOM = "telecom"


class FilingStatus(str, Enum):
    """How far the filing of a sign is with one carrier."""

    FILED = "filed"
    UNVERIFIED = "unverified"
    PENDING = "pending"
    FAILED = "failed"
    EXPIRED = "expired"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Filing:
    """The filing with one carrier; *answered* is when the carrier last said something."""

    status: FilingStatus = FilingStatus.ABSENT
    answered: AwareDatetime | None = None


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Sign:
    """A signature: the name in brackets at the start of every SMS.

    Attributes:
        name: Without the brackets.
        status: How far its review is.
        reason: Why it was rejected.
        filing: By carrier; with one that is left out it is not filed.
    """

    name: str
    status: Status
    reason: str = ""
    filing: Mapping[Operator, Filing] = Field(default_factory=dict)
