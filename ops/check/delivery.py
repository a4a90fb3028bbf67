"""Looks up the delivery of one sent SMS, by its number and its receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone

from ops.check import sending as say
from ops.check.account import Account
from ops.check.answer import ApiAnswer, number, rows, words
from ops.check.finding import Finding
from smscode.outcome import Text
from smscode.phone import Phone
from smscode.receipts.codes import Actor, receipt_of

_WAITING, _FAILED, _DELIVERED = 1, 2, 3
_CHINA_TIME = timezone(timedelta(hours=8))
_ACTORS: Mapping[Actor, Text] = {
    Actor.NOBODY: Text("nobody needs to", "无需处理"),
    Actor.RECIPIENT: Text("the recipient", "收件人"),
    Actor.OPERATOR: Text("you, in the SMS console", "您（在短信控制台）"),
    Actor.CARRIER: Text("the carrier; ask for another code", "运营商；可重新获取验证码"),
}


def look(phone: Phone, biz_id: str, account: Account, now: datetime) -> Iterator[Finding]:
    """Yield what Aliyun's records of today, else of yesterday, say about the message."""
    subject = f"{phone} {biz_id}"
    asked_for = phone.national if phone.is_mainland else phone.e164.removeprefix("+")
    today = now.astimezone(_CHINA_TIME).date()
    for day in (today, today - timedelta(days=1)):
        reply = account.deliveries(asked_for, biz_id, day)
        trouble = reply.trouble(subject)
        if trouble is not None:
            yield trouble
            return
        details = _details(reply)
        yield from (_told(subject, detail) for detail in details)
        if details:
            return
    yield say.NO_RECORD.at(subject)


def _details(reply: ApiAnswer) -> list[Mapping[str, object]]:
    found = reply.document.get("SmsSendDetailDTOs")
    return rows(found.get("SmsSendDetailDTO")) if isinstance(found, dict) else []


def _told(subject: str, detail: Mapping[str, object]) -> Finding:
    """Return the finding in *detail*, whose text holds the code and is not read."""
    sent = words(detail.get("SendDate"))
    status = number(detail, "SendStatus")
    if status == _DELIVERED:
        return say.DELIVERED.at(subject, sent=sent, received=words(detail.get("ReceiveDate")))
    if status != _FAILED:
        return say.ON_THE_WAY.at(subject, sent=sent)
    code = words(detail.get("ErrCode"))
    receipt = receipt_of(code)
    return say.FAILED.at(
        subject, sent=sent, code=code, meaning=receipt.text, actor=_ACTORS[receipt.actor]
    )
