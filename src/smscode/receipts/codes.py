"""Codes of delivery reports: what became of an SMS after the service had accepted it.

They come after the answer, from the carrier or from Aliyun on the way to it: in ``ErrCode`` of
``QuerySendDetails`` and in ``err_code`` of the ``SmsReport`` push. The codes are those of
help.aliyun.com/document_detail/101347.html; the texts, and who can act, are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from smscode.outcome import Text


class Actor(Enum):
    """The party that can act on a delivery report."""

    #: Nothing is wrong.
    NOBODY = "nobody"
    #: The person whose phone it is.
    RECIPIENT = "recipient"
    #: Whoever manages sign name, template and account.
    OPERATOR = "operator"
    #: The carrier, or Aliyun's route to it; another message may get through.
    CARRIER = "carrier"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The meaning of one code.

    Attributes:
        actor: Who can act.
        text: What happened and what can be done, for the operator.
    """

    actor: Actor
    text: Text


_TERMINAL = Receipt(
    Actor.RECIPIENT,
    Text(
        "The phone could not receive it: its memory or SIM is full, or the network rejects it.",
        "手机终端问题：内存或 SIM 卡已满，或设备不被网络接受。",
    ),
)

RECEIPTS: Mapping[str, Receipt] = {
    "DELIVERED": Receipt(Actor.NOBODY, Text("The phone has it.", "短信已送达手机。")),
    # The phone and its owner.
    "MOBILE_NOT_ON_SERVICE": Receipt(
        Actor.RECIPIENT,
        Text(
            "The number is off, out of reach, suspended or not in use. On many numbers at once: "
            "the sign name is not filed with that carrier.",
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
            "The number has received too many messages today or this month, from all senders.",
            "该号码的日、月接收量或频率超限（各发送方合计）。",
        ),
    ),
    "MOBILE_IN_BLACK": Receipt(
        Actor.RECIPIENT,
        Text(
            "The number is on the carrier's or Aliyun's blacklist: its owner opted out or "
            "complained, and can ask the carrier to lift it. Offer another way to sign in.",
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
            "The recipient's plan does not include international messages.",
            "收件人未开通国际短信功能，需联系其运营商开通。",
        ),
    ),
    "REQUEST_SUCCESS": Receipt(
        Actor.RECIPIENT,
        Text(
            "The carrier accepted it and has not reported since; usually the phone is off.",
            "运营商已接收但尚未返回回执，多为用户手机状态异常。",
        ),
    ),
    # The operator's sign name, template and account.
    "PORT_NOT_REGISTERED": Receipt(
        Actor.OPERATOR,
        Text(
            "The sign name is not filed with this carrier. File it in the SMS console.",
            "签名未在该运营商完成实名报备，请在短信控制台报备。",
        ),
    ),
    "SIGNATURE_BLACKLIST": Receipt(
        Actor.OPERATOR,
        Text(
            "The carrier blocks the sign name, usually after complaints. Use another one and "
            "open a ticket with Aliyun.",
            "签名被运营商拉黑（多因投诉）。请更换签名并向阿里云提交工单。",
        ),
    ),
    "CONTENT_KEYWORD": Receipt(
        Actor.OPERATOR,
        Text(
            "The carrier blocked it for a keyword. Have a plainer template approved.",
            "内容被运营商关键字拦截，请申请更简洁的模板。",
        ),
    ),
    "CONTENT_ERROR": Receipt(
        Actor.OPERATOR,
        Text(
            "The template counts as advertising and lacks opt-out instructions. Use a "
            "verification template.",
            "模板被视为推广短信且缺少退订信息，请使用验证码模板。",
        ),
    ),
    "NO_ROUTE": Receipt(
        Actor.OPERATOR,
        Text(
            "Aliyun has no route for such content to this carrier or country. Check the sign "
            "name's filing, then open a ticket.",
            "该内容暂无可用通道。请检查签名报备，再向阿里云提交工单。",
        ),
    ),
    "PARAMS_ILLEGAL": Receipt(
        Actor.OPERATOR,
        Text(
            "The sign name, the template or the number was wrong. Run the check again.",
            "签名、模板或号码参数错误，请重新检查配置。",
        ),
    ),
    # The carrier, or the route to it.
    "IS_CLOSE": Receipt(
        Actor.CARRIER,
        Text(
            "The channel was closed; Aliyun routes around it. Another code will get through.",
            "短信通道被关停，阿里云会自动切换，请稍后重新获取验证码。",
        ),
    ),
    "SP_UNKNOWN_ERROR": Receipt(
        Actor.CARRIER,
        Text(
            "The carrier gives no reason. On many numbers at once: check the sign name's filing.",
            "运营商未知错误。若大量号码同时如此，请检查签名的实名报备。",
        ),
    ),
}

#: For a code that is not in the table: new ones appear, and abroad each carrier has its own.
UNKNOWN = Receipt(
    Actor.CARRIER,
    Text(
        "This code is not in our table; see help.aliyun.com/document_detail/101347.html.",
        "未收录的错误码，请查阅 help.aliyun.com/document_detail/101347.html。",
    ),
)
# Codes of an answer to SendSms, which Aliyun may also report after it has accepted the SMS.
_REFUSED = Receipt(
    Actor.OPERATOR,
    Text(
        "Aliyun refused it after having accepted it; the README's table explains the code.",
        "阿里云受理后拒绝发送：该错误码见 README 的错误码表。",
    ),
)


def receipt_of(code: str) -> Receipt:
    """Return the meaning of *code*, whether the carrier's or Aliyun's."""
    if code.startswith("isv."):
        return RECEIPTS.get(code.removeprefix("isv."), _REFUSED)
    return RECEIPTS.get(code, UNKNOWN)
