"""Looks up the delivery of one sent SMS, by its receipt and, on the mainland's API, its number."""

from __future__ import annotations

import re
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
#: Who can act on a delivery report.
ACTORS: Mapping[Actor, Text] = {
    Actor.NOBODY: Text("nobody needs to", "无需处理"),
    Actor.RECIPIENT: Text("the recipient", "收件人"),
    Actor.OPERATOR: Text("you, in the SMS console", "您（在短信控制台）"),
    Actor.CARRIER: Text("the carrier; ask for another code", "运营商；可重新获取验证码"),
}


#: Stands in the receipts of dysms and pnvs, and in none of globe.
OF_BIZ_ID = "^"
_ARRIVED = "DELIVERED"
_WORD = re.compile(r"\w+")


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


def look_abroad(phone: Phone, message_id: str, account: Account) -> Iterator[Finding]:
    """Yield what Aliyun says about a message of globe, by its code rather than by its number."""
    subject = f"{phone} {message_id}"
    reply = account.message(message_id)
    trouble = reply.trouble(subject)
    if trouble is not None:
        yield trouble
    elif not reply.is_ok:
        yield say.UNKNOWN_MESSAGE.at(subject, code=reply.code)
    else:
        yield from _told_abroad(subject, reply.document)


def _told_abroad(subject: str, detail: Mapping[str, object]) -> Iterator[Finding]:
    sent, code = words(detail.get("SendDate")), words(detail.get("ErrorCode"))
    if code == _ARRIVED:
        yield say.DELIVERED.at(subject, sent=sent, received=words(detail.get("ReceiveDate")))
    elif code:
        yield _failed(subject, sent, code)
    else:
        yield say.ON_THE_WAY.at(subject, sent=sent)
    status = words(detail.get("Status")) or "-"
    told = _without_text(words(detail.get("ErrorDescription")), detail.get("Message")) or "-"
    yield say.STATUS.at(subject, status=status, code=code or "-", words=told)


def _without_text(description: str, message: object) -> str:
    """Return *description* without digits and the words of *message*, which has the code."""
    secret = set(_WORD.findall(str(message).casefold()))
    left = _WORD.sub(lambda word: "…" if word[0].casefold() in secret else word[0], description)
    return "".join("*" if each.isnumeric() else each for each in left)


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
    return _failed(subject, sent, words(detail.get("ErrCode")))


def _failed(subject: str, sent: str, code: str) -> Finding:
    receipt = receipt_of(code)
    return say.FAILED.at(
        subject, sent=sent, code=code, meaning=receipt.text, actor=ACTORS[receipt.actor]
    )
