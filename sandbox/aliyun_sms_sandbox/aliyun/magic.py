"""Phone numbers that have something happen, as the card numbers of a payment service's sandbox do.

Those of the mainland end in three digits that remind of an HTTP status where one says the same.
`SendSms` and `SendSmsVerifyCode` know them, and the flow control does not count them.
`SendMessageToGlobe` knows those abroad, of the block +1 202 555 01xx, which the North American plan
keeps for fiction: 0142 is the 402 of the mainland. They go to the United States, so the sender id
has to be registered there.
"""

from dataclasses import dataclass
from typing import Final

from aliyun_sms_sandbox.aliyun import happenings
from aliyun_sms_sandbox.aliyun.delivery import DELIVERED, PENDING, failed
from aliyun_sms_sandbox.aliyun.happenings import Happening
from aliyun_sms_sandbox.trouble import Hang, Reply, Reset
from aliyun_sms_sandbox.wire import Answer

_HANG: Final = Hang(30.0)
_HTML: Final = Answer(502, {"content-type": "text/html"}, b"<html><h1>Bad Gateway</h1></html>\n")
_LIMIT: Final = "isv.BUSINESS_LIMIT_CONTROL"
_THROTTLING: Final = ("Throttling.User", "Request was denied due to user flow control.")


@dataclass(frozen=True, slots=True)
class MagicNumber:
    """One of them.

    Attributes:
        number: In its shortest form.
        happens: What happens, for people.
        accepted: How many SMS Aliyun accepts for one call of our function.
        outcome: What our function answers.
        happen: What makes it happen.
    """

    number: str
    happens: str
    accepted: int
    outcome: str
    happen: Happening


@dataclass(frozen=True, slots=True)
class _Range:
    """The numbers that begin alike."""

    prefix: str

    def accepts(
        self, ending: str, happens: str, happen: Happening, outcome: str = "sent"
    ) -> MagicNumber:
        return MagicNumber(self.prefix + ending, f"accepted, {happens}", 1, outcome, happen)

    def refuses(self, ending: str, code: str, message: str, why: str, outcome: str) -> MagicNumber:
        happen = happenings.refused(code, message)
        return MagicNumber(self.prefix + ending, f"`{code}`: {why}", 0, outcome, happen)

    def fails(self, ending: str, happens: str, reply: Reply) -> MagicNumber:
        happen = happenings.unaccepted(reply)
        happens = f"{happens}; not accepted"
        return MagicNumber(self.prefix + ending, happens, 0, "uncertain", happen)


_HOME: Final = _Range("19900000")
_ABROAD: Final = _Range("120255501")
MAGIC_NUMBERS: Final = (
    _HOME.accepts("200", "a second late", happenings.accepted_slowly(1.0)),
    _HOME.accepts(
        "201",
        "never delivered: the carrier reports `MOBILE_NOT_ON_SERVICE`",
        happenings.accepted(failed("MOBILE_NOT_ON_SERVICE")),
    ),
    _HOME.accepts("202", "never delivered: no report comes", happenings.accepted(PENDING)),
    _HOME.accepts(
        "210",
        "but the receipt never comes",
        happenings.accepted_unheard(_HANG),
        "uncertain",
    ),
    _HOME.accepts(
        "211",
        "but the connection is reset before the receipt",
        happenings.accepted_unheard(Reset()),
        "uncertain",
    ),
    _HOME.accepts(
        "220",
        "but only the second time: `Throttling.User` before",
        happenings.refused_every_other_time(*_THROTTLING),
    ),
    _HOME.refuses(
        "400", "isv.MOBILE_NUMBER_ILLEGAL", "号码格式错误", "no such number", "invalid_phone"
    ),
    _HOME.refuses("402", "isv.AMOUNT_NOT_ENOUGH", "账户余额不足", "no balance", "quota_exhausted"),
    _HOME.refuses(
        "403", "isv.BLACK_KEY_CONTROL_LIMIT", "黑名单管控", "on the blacklist", "rejected"
    ),
    _HOME.fails("408", "no answer comes", _HANG),
    _HOME.refuses("420", *_THROTTLING, "too busy, the second time too", "unavailable"),
    _HOME.refuses("429", _LIMIT, "触发分钟级流控Permits:1", "one a minute", "rate_limited"),
    _HOME.refuses("430", _LIMIT, "触发小时级流控Permits:5", "five an hour", "rate_limited"),
    _HOME.refuses("431", _LIMIT, "触发天级流控Permits:10", "ten a day", "rate_limited"),
    _HOME.refuses(
        "451", "isv.DENY_IP_RANGE", "源IP地址所在的地区被禁用", "sent from abroad", "misconfigured"
    ),
    _HOME.refuses(
        "460",
        "isv.DAY_LIMIT_CONTROL",
        "触发日发送限额",
        "the account's own limit",
        "quota_exhausted",
    ),
    _HOME.refuses(
        "500", "isp.SYSTEM_ERROR", "系统出现错误，请重新调用", "may have been sent", "uncertain"
    ),
    _HOME.fails("502", "an HTML page with status 502", _HTML),
    _HOME.refuses(
        "503",
        "ServiceUnavailable",
        "The request has failed due to a temporary failure of the server.",
        "with status 503, may have been sent",
        "uncertain",
    ),
    _HOME.fails("504", "the connection is reset", Reset()),
)
MAGIC_NUMBERS_ABROAD: Final = (
    _ABROAD.accepts("00", "and delivered", happenings.accepted(DELIVERED)),
    _ABROAD.accepts(
        "01",
        "never delivered: the carrier reports `EXPIRED`",
        happenings.accepted(failed("EXPIRED")),
    ),
    _ABROAD.accepts("02", "never delivered: no report comes", happenings.accepted(PENDING)),
    _ABROAD.accepts(
        "11",
        "but the connection is reset before the receipt",
        happenings.accepted_unheard(Reset()),
        "uncertain",
    ),
    _ABROAD.refuses(
        "40",
        "INVALID_SENDERID",
        "The sender ID is invalid or unapproved.",
        "the sender id is refused",
        "misconfigured",
    ),
    _ABROAD.refuses(
        "42",
        "AMOUNT_NOT_ENOUGH",
        "The account balance is insufficient.",
        "no balance",
        "quota_exhausted",
    ),
    _ABROAD.refuses(
        "43",
        "COUNTRY_RESTRICTED",
        "Sending to this country is restricted.",
        "the account may not send there",
        "rejected",
    ),
    _ABROAD.fails("48", "no answer comes", _HANG),
    _ABROAD.refuses(
        "49",
        "QPS_LIMIT_CONTROL",
        "The QPS limit is exceeded.",
        "too busy, the second time too",
        "unavailable",
    ),
)
BY_NUMBER: Final = {row.number: row for row in MAGIC_NUMBERS}
BY_NUMBER_ABROAD: Final = {row.number: row for row in MAGIC_NUMBERS_ABROAD}
