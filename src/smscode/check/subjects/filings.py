"""The filing of an own signature with each carrier of mainland China.

Approved is not delivered: since 2025 each carrier files a signature by itself, messages of one that
is not filed are accepted and held up, and a filing lapses after 6 months without a message
(help.aliyun.com/document_detail/2873145.html; statuses: the SDK's model of ``GetSmsSign``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone

from smscode.check.account import Account
from smscode.check.finding import Finding, Kind
from smscode.check.reply import Reply, number, rows, words
from smscode.check.vocabulary import filings as say
from smscode.outcome import Text

_CARRIERS: Mapping[str, Text] = {
    "mobile": Text("China Mobile", "中国移动"),
    "unicom": Text("China Unicom", "中国联通"),
    "telecom": Text("China Telecom", "中国电信"),
}
_FILINGS: Mapping[int | None, Kind] = {
    0: say.FILING_FAILED,
    1: say.FILED_UNPROVEN,
    2: say.FILING_LAPSED,
    3: say.FILED,
    -1: say.FILING_PENDING,
    -2: say.NOT_FILED,
}
_QUIET = timedelta(days=150)  # a month is left to do something
_CHINA_TIME = timezone(timedelta(hours=8))


def look(name: str, reply: Reply, account: Account, now: datetime) -> Iterator[Finding]:
    """Yield what *reply* tells of the signature *name* and each carrier."""
    for carrier, title in _CARRIERS.items():
        yield _filing(name, title, _detail(reply, carrier), account, now)


def _filing(
    name: str, carrier: Text, detail: Mapping[str, object], account: Account, now: datetime
) -> Finding:
    kind = _FILINGS.get(number(detail, "RegisterStatus"), say.FILING_UNKNOWN)
    since = _time(detail.get("OperatorCompleteTime"))
    if kind is say.FILED and since is not None and now - since > _QUIET:
        return _old_filing(name, carrier, (now - since).days, account, now)
    return kind.at(name, carrier=carrier, reason=_reasons(detail))


def _old_filing(name: str, carrier: Text, days: int, account: Account, now: datetime) -> Finding:
    """Return whether a signature that was filed long ago has been in use since."""
    today = now.astimezone(_CHINA_TIME).date()
    reply = account.sent_at_home(name, today - _QUIET, today)
    if not reply.is_ok:
        return say.MAY_LAPSE.at(name, carrier=carrier, days=days, code=reply.refusal)
    if _sum_of_days(reply):
        return say.FILED.at(name, carrier=carrier)
    return say.LAPSES_SOON.at(name, carrier=carrier, days=days, quiet=_QUIET.days)


def _detail(reply: Reply, carrier: str) -> Mapping[str, object]:
    details = rows(reply.document.get("SignIspRegisterDetailList"))
    return next((each for each in details if each.get("OperatorCode") == carrier), {})


def _reasons(detail: Mapping[str, object]) -> str:
    codes = (words(row.get("ReasonCode")) for row in rows(detail.get("RegisterStatusReasons")))
    return ", ".join(code for code in codes if code) or "-"


def _sum_of_days(reply: Reply) -> int:
    data = reply.document.get("Data")
    days = rows(data.get("TargetList")) if isinstance(data, dict) else []
    return sum(number(day, "TotalCount") or 0 for day in days)


def _time(value: object) -> datetime | None:
    try:
        moment = datetime.strptime(str(value), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - in China's
    except ValueError:
        return None
    return moment.replace(tzinfo=_CHINA_TIME)
