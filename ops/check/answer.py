"""Aliyun's answer to a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from ops.check.finding import Finding, Kind
from ops.check.verdict import FINAL, NO_REQUEST, OF_A_GOOD_KEY, OF_THE_KEY, verdict
from smscode import strict_json
from smscode.aliyun.exchange import Answer
from smscode.senders.vendor_codes import ACCEPTED

_LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """One answer.

    Attributes:
        action: The action that was called, by its name in RAM: ``dysms:GetSmsSign``.
        code: Aliyun's code; empty if no readable answer came.
        cause: Why no answer came at all.
        is_unsendable: Whether no request could be built.
        document: The answer.
        ahead: Seconds by which this machine's clock is ahead of Aliyun's, if known.
    """

    action: str
    code: str = ""
    cause: str = ""
    is_unsendable: bool = False
    document: Mapping[str, object] = field(default_factory=dict, repr=False)
    ahead: float | None = None

    @classmethod
    def of(cls, action: str, answer: Answer, now: float) -> ApiAnswer:
        """Return *answer* parsed; it came at *now* by this machine's clock."""
        try:
            document = strict_json.parse(answer.body)
        except strict_json.JsonError:
            document = None
        ahead = _ahead(answer.date, now)
        if not isinstance(document, dict):
            return cls(action, ahead=ahead)
        code = document.get("ResponseCode") or document.get("Code")  # globe's, and all others'
        return cls(action, words(code), document=document, ahead=ahead)

    @property
    def is_ok(self) -> bool:
        """Whether it answers the query."""
        return self.code == ACCEPTED

    @property
    def is_final(self) -> bool:
        """Whether no other query will be answered either."""
        return self._verdict in FINAL

    @property
    def proves_key(self) -> bool:
        """Whether it proves that Aliyun accepted the signature of the request."""
        return self._verdict in OF_A_GOOD_KEY

    @property
    def _verdict(self) -> Kind | None:
        return NO_REQUEST if self.is_unsendable else verdict(self.code, self.cause)

    @property
    def rejection(self) -> str:
        """Why the review of the sign name or template failed, in Aliyun's words."""
        audit = self.document.get("AuditInfo")
        return (words(audit.get("RejectInfo")) if isinstance(audit, dict) else "") or "-"

    @property
    def refusal(self) -> str:
        """The code of an answer that tells nothing, or why there is no answer."""
        return self.code or self.cause or "unreadable"

    def trouble(self, subject: str) -> Finding | None:
        """Return why it does not answer the query about *subject*; None if it does."""
        kind = self._verdict
        if kind is None:
            return None
        if kind in OF_THE_KEY:  # the same, whatever was queried
            return kind.at("accessKeyId", code=self.refusal)
        return kind.at(subject, code=self.refusal, cause=self.cause, action=self.action)


def _ahead(stamp: str | None, now: float) -> float | None:
    """Return the seconds from the answer's own time to *now*; None if it has none."""
    try:
        return now - parsedate_to_datetime(stamp).timestamp() if stamp else None
    except ValueError:
        return None


def words(value: object) -> str:
    """Return Aliyun's text as one short line; empty for anything else."""
    if not isinstance(value, str):
        return ""
    line = " ".join(value.split())
    return "".join(each for each in line if each.isprintable())[:_LONGEST_TEXT].rstrip("。. ")


def rows(value: object) -> list[Mapping[str, object]]:
    """Return the objects in a list; empty for anything else."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def number(document: Mapping[str, object], name: str) -> int | None:
    """Return a number that the API writes as a number or as a string."""
    value = document.get(name)
    try:
        return int(value) if isinstance(value, (int, str)) else None
    except ValueError:
        return None
