"""Filings of the account's own sign names with each carrier of mainland China.

An approved sign name may still not be delivered. Since 2025 each carrier files sign names by
itself, messages with a sign name that is not filed are accepted and held up, and a filing lapses
after 6 months without a message (help.aliyun.com/document_detail/2873145.html; statuses: the SDK's
model of ``GetSmsSign``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone

from ops.check.account import Account
from ops.check.answer import ApiAnswer, number, rows, words
from ops.check.finding import Finding, Kind, Level
from smscode.outcome import Text

_FILE_IT = Text(
    "File it in the SMS console (Signatures), which shows the reason. Until then messages to this "
    "carrier are accepted but not delivered.",
    "请在短信控制台的签名管理中查看原因并报备。在此之前发往该运营商的短信会被受理但不送达。",
)
FILED = Kind("sign.filed", Level.OK, Text("Filed with {carrier}.", "{carrier}：报备成功。"))
FILED_UNPROVEN = Kind(
    "sign.filed_unproven",
    Level.NOTE,
    Text(
        "{carrier} has filed it for some of its numbers; Aliyun has not yet seen enough delivered.",
        "{carrier}：已报备待验证，至少一个子端口号已通过。",
    ),
)
FILING_PENDING = Kind(
    "sign.filing_pending",
    Level.WARNING,
    Text(
        "{carrier} has not decided on the filing yet: messages may be accepted but not delivered.",
        "{carrier}：报备中，短信可能被受理但不送达。",
    ),
    Text(
        "Wait, usually 5 to 10 working days, and send little until then.",
        "请等待（通常 5 至 10 个工作日），期间少量发送。",
    ),
)
NOT_FILED = Kind(
    "sign.not_filed",
    Level.ERROR,
    Text("Not filed with {carrier} ({reason}).", "{carrier}：未报备（{reason}）。"),
    _FILE_IT,
)
FILING_FAILED = Kind(
    "sign.filing_failed",
    Level.ERROR,
    Text("{carrier} refused the filing ({reason}).", "{carrier}：报备失败（{reason}）。"),
    _FILE_IT,
)
FILING_LAPSED = Kind(
    "sign.filing_lapsed",
    Level.ERROR,
    Text(
        "The filing with {carrier} has lapsed after 6 months without a message.",
        "{carrier}：报备失效，超过 6 个月无发送记录。",
    ),
    _FILE_IT,
)
LAPSES_SOON = Kind(
    "sign.lapses_soon",
    Level.WARNING,
    Text(
        "Filed with {carrier} {days} days ago, but not used in the last {quiet} days: a filing "
        "lapses after 6 months without a message.",
        "{carrier}：{days} 天前报备，近 {quiet} 天无发送；超过 6 个月无发送记录即失效。",
    ),
    Text(
        "Before then, send some messages with it to numbers of each carrier.",
        "请在此之前用它向各运营商号码发送少量短信。",
    ),
)
MAY_LAPSE = Kind(
    "sign.may_lapse",
    Level.WARNING,
    Text(
        "Filed with {carrier} {days} days ago. Whether it is in use could not be checked ({code}): "
        "a filing lapses after 6 months without a message.",
        "{carrier}：{days} 天前报备，无法得知是否在用（{code}）；超过 6 个月无发送记录即失效。",
    ),
    Text(
        "Grant dysms:QuerySendStatistics to the key that checks, or make sure that it is in use.",
        "请为用于检查的密钥授予 dysms:QuerySendStatistics，或自行确认仍在使用。",
    ),
)
FILING_UNKNOWN = Kind(
    "sign.filing_unknown",
    Level.UNCHECKED,
    Text("Aliyun returned no filing status for {carrier}.", "{carrier}：阿里云未返回报备状态。"),
    Text("Check the SMS console (Signatures).", "请在短信控制台的签名管理中查看。"),
)


_CARRIERS: Mapping[str, Text] = {
    "mobile": Text("China Mobile", "中国移动"),
    "unicom": Text("China Unicom", "中国联通"),
    "telecom": Text("China Telecom", "中国电信"),
}
_FILINGS: Mapping[int | None, Kind] = {
    0: FILING_FAILED,
    1: FILED_UNPROVEN,
    2: FILING_LAPSED,
    3: FILED,
    -1: FILING_PENDING,
    -2: NOT_FILED,
}
_QUIET = timedelta(days=150)  # which leaves a month to act
_CHINA_TIME = timezone(timedelta(hours=8))


def look(name: str, reply: ApiAnswer, account: Account, now: datetime) -> Iterator[Finding]:
    """Yield what *reply* says about the filing of the sign name *name* with each carrier."""
    for carrier, title in _CARRIERS.items():
        yield _filing(name, title, _detail(reply, carrier), account, now)


def _filing(
    name: str, carrier: Text, detail: Mapping[str, object], account: Account, now: datetime
) -> Finding:
    kind = _FILINGS.get(number(detail, "RegisterStatus"), FILING_UNKNOWN)
    since = _time(detail.get("OperatorCompleteTime"))
    if kind is FILED and since is not None and now - since > _QUIET:
        return _old_filing(name, carrier, (now - since).days, account, now)
    return kind.at(name, carrier=carrier, reason=_reasons(detail))


def _old_filing(name: str, carrier: Text, days: int, account: Account, now: datetime) -> Finding:
    """Return the finding on a sign name that was filed long ago: is it in use?"""
    today = now.astimezone(_CHINA_TIME).date()
    reply = account.sent_to_mainland(name, today - _QUIET, today)
    if not reply.is_ok:
        return MAY_LAPSE.at(name, carrier=carrier, days=days, code=reply.refusal)
    if _sum_of_days(reply):
        return FILED.at(name, carrier=carrier)
    return LAPSES_SOON.at(name, carrier=carrier, days=days, quiet=_QUIET.days)


def _detail(reply: ApiAnswer, carrier: str) -> Mapping[str, object]:
    details = rows(reply.document.get("SignIspRegisterDetailList"))
    return next((each for each in details if each.get("OperatorCode") == carrier), {})


def _reasons(detail: Mapping[str, object]) -> str:
    codes = (words(row.get("ReasonCode")) for row in rows(detail.get("RegisterStatusReasons")))
    return ", ".join(code for code in codes if code) or "-"


def _sum_of_days(reply: ApiAnswer) -> int:
    data = reply.document.get("Data")
    days = rows(data.get("TargetList")) if isinstance(data, dict) else []
    return sum(number(day, "TotalCount") or 0 for day in days)


def _time(value: object) -> datetime | None:
    try:
        moment = datetime.strptime(str(value), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - China time
    except ValueError:
        return None
    return moment.replace(tzinfo=_CHINA_TIME)
