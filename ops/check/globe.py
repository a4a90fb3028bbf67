"""International messages (globe): how many SMS one is billed as, and whom it is from.

One SMS has 160 characters of GSM-7 or 70 of UCS-2, and each part of a longer one 153 or 67 (3GPP TS
23.038 and 23.040), so Aliyun bills it. Sender ids: help.aliyun.com/zh/sms/sendmessagetoglobe-1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ops.check.finding import Finding, Kind, Level
from ops.check.places import Place, grouped, listed, title
from smscode.config.templates import CODE, GlobeMessage
from smscode.outcome import Text

ONE_SMS = Kind(
    "message.one_sms",
    Level.OK,
    Text(
        "It is one SMS, even with a code of {longest} characters.",
        "即使验证码长 {longest} 位，也只计一条短信。",
    ),
)
SEVERAL_SMS = Kind(
    "message.several_sms",
    Level.WARNING,
    Text(
        "With a code of {longest} characters it has {length} in {alphabet}, and is billed as "
        "{parts} SMS: one has {alone}.",
        "验证码长 {longest} 位时按 {alphabet} 共 {length} 个字符，计 {parts} 条短信；"
        "单条上限 {alone}。",
    ),
    Text(
        "Shorten it. One character outside GSM-7, such as a curly quotation mark, makes it UCS-2.",
        "请缩短。只要有一个字符不在 GSM-7 中（例如弯引号），就按 UCS-2 计。",
    ),
)
NO_SENDER = Kind(
    "sender.none",
    Level.NOTE,
    Text(
        "It has no senderId: carriers choose what the phone shows.",
        "没有 senderId：手机上显示的发送方由运营商决定。",
    ),
)
NO_REGISTERED_SENDER = Kind(
    "sender.not_registered",
    Level.WARNING,
    Text(
        "It has no senderId, but only messages of a registered sender reach {regions}.",
        "没有 senderId，而 {regions} 只接受来自已注册发送方的短信。",
    ),
    Text(
        "Register one in the SMS console and set senderId, or remove the regions.",
        "请在短信控制台注册并设置 senderId，或移除这些地区。",
    ),
)
ILL_FORMED_SENDER = Kind(
    "sender.ill_formed",
    Level.ERROR,
    Text(
        "senderId is neither at most 11 letters and digits with a letter among them nor at most "
        "15 digits: INVALID_SENDERID.",
        "senderId 应为最多 11 个字母和数字（至少一个字母），或最多 15 位数字：INVALID_SENDERID。",
    ),
    Text("Correct it.", "请更正。"),
)


_REGISTERED_ONLY = ("CA", "SG", "US")
_SENDER_ID = re.compile(r"(?=[0-9]*[A-Za-z])[0-9A-Za-z]{1,11}|[0-9]{1,15}")
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_OF_TWO = frozenset("\f^{}\\[~]|€")


class Bill(NamedTuple):
    """What one text is billed as.

    Attributes:
        alphabet: ``GSM-7`` or ``UCS-2``.
        length: Its characters, as this alphabet counts them.
        alone: The most that one SMS has.
        parts: The number of SMS.
    """

    alphabet: str
    length: int
    alone: int
    parts: int

    @classmethod
    def of(cls, text: str) -> Bill:
        """Return the bill of *text*."""
        if _BASIC.union(_OF_TWO).issuperset(text):
            length, alone, part = len(text) + sum(map(_OF_TWO.__contains__, text)), 160, 153
            return cls("GSM-7", length, alone, _parts(length, alone, part))
        length, alone, part = len(text.encode("utf-16-be")) // 2, 70, 67
        return cls("UCS-2", length, alone, _parts(length, alone, part))


def _parts(length: int, alone: int, part: int) -> int:
    return 1 if length <= alone else -(-length // part)


def look(places: tuple[Place[GlobeMessage], ...]) -> Iterator[Finding]:
    """Yield the findings on each message and on each sender id, once for all their places."""
    for users in grouped(places, lambda place: place.sends):
        yield _bill(users)
    for users in grouped(places, lambda place: place.ref.sender_id):
        yield from _sender(users)


def _bill(users: list[Place[GlobeMessage]]) -> Finding:
    longest = GlobeMessage.longest_code
    bill = Bill.of(users[0].sends.replace(CODE, "0" * longest))
    kind = ONE_SMS if bill.parts == 1 else SEVERAL_SMS
    return kind.at(title(users), longest=longest, **bill._asdict())


def _sender(users: list[Place[GlobeMessage]]) -> Iterator[Finding]:
    sender_id, subject = users[0].ref.sender_id, title(users)
    if sender_id is None:
        reached = {region for place in users for region in place.regions}
        strict = [region for region in _REGISTERED_ONLY if region in reached]
        if strict:
            yield NO_REGISTERED_SENDER.at(subject, regions=listed(strict))
        else:
            yield NO_SENDER.at(subject)
    elif not _SENDER_ID.fullmatch(sender_id):
        yield ILL_FORMED_SENDER.at(subject)
