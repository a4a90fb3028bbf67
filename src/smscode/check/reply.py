"""What Aliyun answers to a question, and whether that answers it at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from smscode.check.finding import Finding, Kind
from smscode.check.vocabulary import key, service
from smscode.outcome import QUOTA_EXHAUSTED, UNAVAILABLE, UNCERTAIN
from smscode.senders.vendor_codes import ACCEPTED, kind_of, word_of

_LONGEST_TEXT = 200

#: Answers about the key, the account or the clock, whatever was asked.
_TROUBLES: Mapping[str, Kind] = {
    "InvalidAccessKeyId.Inactive": key.DISABLED,
    "InvalidAccessKeyId.Disabled": key.DISABLED,
    "Forbidden.AccessKeyDisabled": key.DISABLED,
    "InvalidAccessKeyId": key.UNKNOWN,
    "SignatureDoesNotMatch": key.SECRET_WRONG,
    "IncompleteSignature": key.SECRET_WRONG,
    "InvalidSecurityToken": key.TOKEN_WRONG,
    "MissingSecurityToken": key.TOKEN_WRONG,
    "InvalidTimeStamp": service.CLOCK_REFUSED,
    "RAM_PERMISSION_DENY": key.NO_PERMISSION,
    "NoPermission": key.NO_PERMISSION,
    "Forbidden": key.NO_PERMISSION,
    "PRODUCT_UN_SUBSCRIPT": service.ACCOUNT_REFUSED,
    "PRODUCT_UNSUBSCRIBE": service.ACCOUNT_REFUSED,
    "ACCOUNT_NOT_EXISTS": service.ACCOUNT_REFUSED,
    "ACCOUNT_ABNORMAL": service.ACCOUNT_REFUSED,
    "ACCOUNT_ILLEGAL": service.ACCOUNT_REFUSED,
    "SECURITY_FROZEN_ACCOUNT": service.ACCOUNT_REFUSED,
}
_OF_THE_KEY = frozenset({key.DISABLED, key.UNKNOWN, key.SECRET_WRONG, key.TOKEN_WRONG})
_FINAL = _OF_THE_KEY | {
    service.CLOCK_REFUSED,
    service.ACCOUNT_REFUSED,
    service.SILENT,
    service.BUSY,
}
#: What the service is told to say of a name that it does not know, beside ``isv.*``.
_NO_SUCH_THING = frozenset({"SignatureNotFound", "TemplateNotFound"})


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer.

    Attributes:
        action: What was asked, by its name in RAM: ``dysms:GetSmsSign``.
        code: Aliyun's code; empty when no readable answer came.
        cause: Why none came.
        document: The answer.
        ahead: Seconds by which this machine's clock is ahead of Aliyun's, if that is known.
    """

    action: str
    code: str = ""
    cause: str = ""
    document: Mapping[str, object] = field(default_factory=dict, repr=False)
    ahead: float | None = None

    @property
    def is_ok(self) -> bool:
        """Whether it tells what was asked."""
        return self.code == ACCEPTED

    @property
    def is_final(self) -> bool:
        """Whether no other question will be answered either."""
        return self._kind() in _FINAL

    @property
    def proves_key(self) -> bool:
        """Whether whoever answered had found the signature of the request good."""
        return self._kind() in (None, key.NO_PERMISSION, service.ACCOUNT_REFUSED)

    @property
    def rejection(self) -> str:
        """Why the review of what was asked went badly, in Aliyun's words."""
        audit = self.document.get("AuditInfo")
        return (words(audit.get("RejectInfo")) if isinstance(audit, dict) else "") or "-"

    def trouble(self, subject: str) -> Finding | None:
        """Return why it does not tell what was asked of *subject*; None when it does."""
        kind = self._kind()
        if kind is None:
            return None
        if kind is key.NO_PERMISSION:
            return kind.at(subject, action=self.action)
        where = "accessKeyId" if kind in _OF_THE_KEY else subject
        return kind.at(where, code=self.code or "unreadable", cause=self.cause)

    def _kind(self) -> Kind | None:
        if self.is_ok:
            return None
        if not self.code:
            return service.SILENT if self.cause else service.UNCLEAR
        known = _TROUBLES.get(self.code) or _TROUBLES.get(word_of(self.code))
        if known is not None or self.code in _NO_SUCH_THING:
            return known
        by_outcome = {
            UNAVAILABLE: service.BUSY,
            UNCERTAIN: service.UNCLEAR,
            QUOTA_EXHAUSTED: service.ACCOUNT_REFUSED,
        }
        return by_outcome.get(kind_of(self.code))


def words(value: object) -> str:
    """Return a text of Aliyun's on one short line; empty for anything else."""
    if not isinstance(value, str):
        return ""
    line = " ".join(value.split())
    return "".join(each for each in line if each.isprintable())[:_LONGEST_TEXT].rstrip("。. ")


def rows(value: object) -> list[Mapping[str, object]]:
    """Return the objects of a list; none of anything else."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def number(document: Mapping[str, object], name: str) -> int | None:
    """Return a number that the API writes as such or as a text."""
    value = document.get(name)
    try:
        return int(value) if isinstance(value, (int, str)) else None
    except ValueError:
        return None
