"""Codes of delivery receipts: what became of an SMS after the service had accepted it.

They come later than the answer, from the carrier or from Aliyun on the way to it: in ``ErrCode`` of
``QuerySendDetails`` and ``err_code`` of the ``SmsReport`` push. Codes:
help.aliyun.com/document_detail/101347.html; who can act, and the words, are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from smscode.outcome import Text


class Actor(Enum):
    """Who can do something about a receipt."""

    #: Nothing is wrong.
    NOBODY = "nobody"
    #: The person whose phone it is.
    RECIPIENT = "recipient"
    #: Whoever looks after signature, template and account.
    OPERATOR = "operator"
    #: The carrier, or Aliyun's way to it; another message may get through.
    CARRIER = "carrier"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one code means.

    Attributes:
        actor: Who can do something.
        text: What has happened, and what can be done, for the operator.
    """

    actor: Actor
    text: Text


_TERMINAL = Receipt(
    Actor.RECIPIENT,
    Text(
        "The phone could not take it: its memory or SIM is full, or it may not use the network.",
        "手机终端问题：内存或 SIM 卡已满，或设备不被网络接受。",
    ),
)

RECEIPTS: Mapping[str, Receipt] = {
    "DELIVERED": Receipt(Actor.NOBODY, Text("The phone has it.", "短信已送达手机。")),
    # The phone, and the person who has it.
    "MOBILE_NOT_ON_SERVICE": Receipt(
        Actor.RECIPIENT,
        Text(
            "The number is off, out of reach, suspended or not in use. On many numbers at once: "
            "the signature is not filed with that carrier.",
            "号码停机、空号、关机或不在服务区。若大量号码同时如此，请检查签名在该运营商的实名报备。",
        ),
    ),
    "INVALID_NUMBER": Receipt(
        Actor.RECIPIENT,
        Text(
            "The number is off, suspended or not in use.",
            "号码状态异常：停机、空号、关机或格式错误。",
        ),
    ),
    "MOBILE_ACCOUNT_ABNORMAL": Receipt(
        Actor.RECIPIENT,
        Text(
            "The recipient's account is in arrears, or has just moved to another carrier.",
            "用户账户异常：欠费或携号转网。",
        ),
    ),
    "MOBLLE_TERMINAL_ERROR": _TERMINAL,  # the vendor's spelling
    "MOBILE_TERMINAL_ERROR": _TERMINAL,
    "MOBILE_SEND_LIMIT": Receipt(
        Actor.RECIPIENT,
        Text(
            "The number has had too many messages today or this month, from all senders together.",
            "该号码的日、月接收量或频率超限（各发送方合计）。",
        ),
    ),
    "MOBILE_IN_BLACK": Receipt(
        Actor.RECIPIENT,
        Text(
            "The number is on the carrier's or Aliyun's blacklist: it has opted out or complained. "
            "Its owner can ask the carrier; offer another way to sign in.",
            "号码在运营商或平台黑名单中（退订或投诉）。机主可联系运营商解除，请提供其他登录方式。",
        ),
    ),
    "USER_REJECT": Receipt(
        Actor.RECIPIENT,
        Text(
            "The recipient has opted out of such messages. Offer another way to sign in.",
            "用户已退订此类短信，请提供其他登录方式。",
        ),
    ),
    "SP_NOT_BY_INTER_SMS": Receipt(
        Actor.RECIPIENT,
        Text(
            "The recipient's plan does not take messages from abroad.",
            "收件人未开通国际短信功能，需联系其运营商开通。",
        ),
    ),
    "REQUEST_SUCCESS": Receipt(
        Actor.RECIPIENT,
        Text(
            "The carrier took it and has not reported since; most often the phone is off.",
            "运营商已接收但尚未返回回执，多为用户手机状态异常。",
        ),
    ),
    # The operator's signature, template and account.
    "PORT_NOT_REGISTERED": Receipt(
        Actor.OPERATOR,
        Text(
            "The signature is not filed with this carrier. Have it filed in the SMS console.",
            "签名未在该运营商完成实名报备，请在短信控制台报备。",
        ),
    ),
    "SIGNATURE_BLACKLIST": Receipt(
        Actor.OPERATOR,
        Text(
            "The carrier blocks the signature, after complaints as a rule. Use another one and "
            "open a ticket with Aliyun.",
            "签名被运营商拉黑（多因投诉）。请更换签名并向阿里云提交工单。",
        ),
    ),
    "CONTENT_KEYWORD": Receipt(
        Actor.OPERATOR,
        Text(
            "The carrier stopped it for its words. Have a plainer template approved.",
            "内容被运营商关键字拦截，请申请更简洁的模板。",
        ),
    ),
    "CONTENT_ERROR": Receipt(
        Actor.OPERATOR,
        Text(
            "The template counts as advertising and lacks the words on opting out. Use one for "
            "verification.",
            "模板被视为推广短信且缺少退订信息，请使用验证码模板。",
        ),
    ),
    "NO_ROUTE": Receipt(
        Actor.OPERATOR,
        Text(
            "Aliyun has no way to deliver such content to this carrier or country. Check the "
            "signature's filing; then open a ticket.",
            "该内容暂无可用通道。请检查签名报备，再向阿里云提交工单。",
        ),
    ),
    "PARAMS_ILLEGAL": Receipt(
        Actor.OPERATOR,
        Text(
            "Signature, template or number was not right. Run the check again.",
            "签名、模板或号码参数错误，请重新检查配置。",
        ),
    ),
    # Carrier, or the way to it.
    "IS_CLOSE": Receipt(
        Actor.CARRIER,
        Text(
            "The channel was shut; Aliyun routes round it. Another code will get through.",
            "短信通道被关停，阿里云会自动切换，请稍后重新获取验证码。",
        ),
    ),
    "SP_UNKNOWN_ERROR": Receipt(
        Actor.CARRIER,
        Text(
            "The carrier gives no reason. On many numbers at once: check the signature's filing.",
            "运营商未知错误。若大量号码同时如此，请检查签名的实名报备。",
        ),
    ),
}

#: For a code that is not in the table: new ones appear, and abroad each carrier has its own.
UNKNOWN = Receipt(
    Actor.CARRIER,
    Text(
        "This code is not in our table: see help.aliyun.com/document_detail/101347.html.",
        "未收录的错误码，请查阅 help.aliyun.com/document_detail/101347.html。",
    ),
)
# The same words as in an answer to SendSms, which Aliyun may say after it has accepted, too.
_REFUSED = Receipt(
    Actor.OPERATOR,
    Text(
        "Aliyun refused it after it had accepted it: the code is one of the README's table.",
        "阿里云受理后拒绝发送：该错误码见 README 的错误码表。",
    ),
)


def receipt_of(code: str) -> Receipt:
    """Return what *code* means, whoever said it."""
    if code.startswith("isv."):
        return RECEIPTS.get(code.removeprefix("isv."), _REFUSED)
    return RECEIPTS.get(code, UNKNOWN)
