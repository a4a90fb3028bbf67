"""Phone numbers that have something happen, as the card numbers of a payment service's sandbox do.

Those of the mainland end in three digits that remind of an HTTP status where one says the same.
`SendSms` and `SendSmsVerifyCode` know them, and the flow control does not count them.
`SendMessageToGlobe` knows those abroad, of the block +1 202 555 01xx, which the North American plan
keeps for fiction: 0142 is the 402 of the mainland. They go to the United States, so the sender id
has to be registered there.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from aliyun_sms_sandbox.aliyun import happenings
from aliyun_sms_sandbox.aliyun.delivery import DELIVERED, PENDING, failed
from aliyun_sms_sandbox.aliyun.happenings import Happening
from aliyun_sms_sandbox.trouble import Hang, Reply, Reset
from aliyun_sms_sandbox.wire import Answer

_HANG: Final = Hang(30.0)
_HTML: Final = Answer(502, {"content-type": "text/html"}, b"<html><h1>Bad Gateway</h1></html>\n")
_LIMIT: Final = "isv.BUSINESS_LIMIT_CONTROL"
_THROTTLING: Final = ("Throttling.User", "Request was denied due to user flow control.")


class Words(NamedTuple):
    """What happens in few words, in the languages of the inbox's page: a menu shows them whole."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class MagicNumber:
    """One of them.

    Attributes:
        number: In its shortest form.
        scenario: What happens, in few words.
        happens: What happens, for people, with the code that Aliyun or the carrier gives.
        accepted: How many SMS Aliyun accepts for one call of our function.
        outcome: What our function answers.
        happen: What makes it happen.
    """

    number: str
    scenario: Words
    happens: str
    accepted: int
    outcome: str
    happen: Happening


@dataclass(frozen=True, slots=True)
class _Range:
    """The numbers that begin alike."""

    prefix: str

    def accepts(
        self, ending: str, scenario: Words, happens: str, happen: Happening, outcome: str = "sent"
    ) -> MagicNumber:
        happens = f"accepted, {happens}"
        return MagicNumber(self.prefix + ending, scenario, happens, 1, outcome, happen)

    def refuses(
        self, ending: str, scenario: Words, code: str, message: str, outcome: str
    ) -> MagicNumber:
        happens, happen = f"`{code}`: {scenario.en}", happenings.refused(code, message)
        return MagicNumber(self.prefix + ending, scenario, happens, 0, outcome, happen)

    def fails(self, ending: str, scenario: Words, reply: Reply) -> MagicNumber:
        happens, happen = f"{scenario.en}; not accepted", happenings.unaccepted(reply)
        return MagicNumber(self.prefix + ending, scenario, happens, 0, "uncertain", happen)


_HOME: Final = _Range("19900000")
_ABROAD: Final = _Range("120255501")
MAGIC_NUMBERS: Final = (
    _HOME.accepts(
        "200",
        Words("accepted, a second late", "受理，晚一秒应答"),
        "a second late",
        happenings.accepted_slowly(1.0),
    ),
    _HOME.accepts(
        "201",
        Words("accepted, never delivered", "受理，但没有送达"),
        "never delivered: the carrier reports `MOBILE_NOT_ON_SERVICE`",
        happenings.accepted(failed("MOBILE_NOT_ON_SERVICE")),
    ),
    _HOME.accepts(
        "202",
        Words("accepted, no report comes", "受理，但没有回执"),
        "never delivered: no report comes",
        happenings.accepted(PENDING),
    ),
    _HOME.accepts(
        "210",
        Words("accepted, but no answer comes", "受理，但没有应答"),
        "but the receipt never comes",
        happenings.accepted_unheard(_HANG),
        "uncertain",
    ),
    _HOME.accepts(
        "211",
        Words("accepted, then a reset", "受理，随后连接被重置"),
        "but the connection is reset before the receipt",
        happenings.accepted_unheard(Reset()),
        "uncertain",
    ),
    _HOME.accepts(
        "220",
        Words("accepted the second time only", "第二次才受理"),
        "but only the second time: `Throttling.User` before",
        happenings.refused_every_other_time(*_THROTTLING),
    ),
    _HOME.refuses(
        "400",
        Words("no such number", "没有这个号码"),
        "isv.MOBILE_NUMBER_ILLEGAL",
        "号码格式错误",
        "invalid_phone",
    ),
    _HOME.refuses(
        "402",
        Words("no balance", "余额不足"),
        "isv.AMOUNT_NOT_ENOUGH",
        "账户余额不足",
        "quota_exhausted",
    ),
    _HOME.refuses(
        "403",
        Words("on the blacklist", "在黑名单里"),
        "isv.BLACK_KEY_CONTROL_LIMIT",
        "黑名单管控",
        "rejected",
    ),
    _HOME.fails("408", Words("no answer comes", "没有应答"), _HANG),
    _HOME.refuses(
        "420",
        Words("too busy, the second time too", "太忙，第二次也是"),
        *_THROTTLING,
        "unavailable",
    ),
    _HOME.refuses(
        "429",
        Words("flow control, one a minute", "流控，每分钟一条"),
        _LIMIT,
        "触发分钟级流控Permits:1",
        "rate_limited",
    ),
    _HOME.refuses(
        "430",
        Words("flow control, five an hour", "流控，每小时五条"),
        _LIMIT,
        "触发小时级流控Permits:5",
        "rate_limited",
    ),
    _HOME.refuses(
        "431",
        Words("flow control, ten a day", "流控，每天十条"),
        _LIMIT,
        "触发天级流控Permits:10",
        "rate_limited",
    ),
    _HOME.refuses(
        "451",
        Words("sent from abroad", "从境外发送"),
        "isv.DENY_IP_RANGE",
        "源IP地址所在的地区被禁用",
        "misconfigured",
    ),
    _HOME.refuses(
        "460",
        Words("the account's own limit", "账号自己的上限"),
        "isv.DAY_LIMIT_CONTROL",
        "触发日发送限额",
        "quota_exhausted",
    ),
    _HOME.refuses(
        "500",
        Words("system error, may have been sent", "系统错误，可能已发出"),
        "isp.SYSTEM_ERROR",
        "系统出现错误，请重新调用",
        "uncertain",
    ),
    _HOME.fails("502", Words("an HTML page with status 502", "状态 502 的 HTML 页面"), _HTML),
    _HOME.refuses(
        "503",
        Words("status 503, may have been sent", "状态 503，可能已发出"),
        "ServiceUnavailable",
        "The request has failed due to a temporary failure of the server.",
        "uncertain",
    ),
    _HOME.fails("504", Words("the connection is reset", "连接被重置"), Reset()),
)
MAGIC_NUMBERS_ABROAD: Final = (
    _ABROAD.accepts(
        "00",
        Words("accepted and delivered", "受理并送达"),
        "and delivered",
        happenings.accepted(DELIVERED),
    ),
    _ABROAD.accepts(
        "01",
        Words("accepted, never delivered", "受理，但没有送达"),
        "never delivered: the carrier reports `EXPIRED`",
        happenings.accepted(failed("EXPIRED")),
    ),
    _ABROAD.accepts(
        "02",
        Words("accepted, no report comes", "受理，但没有回执"),
        "never delivered: no report comes",
        happenings.accepted(PENDING),
    ),
    _ABROAD.accepts(
        "11",
        Words("accepted, then a reset", "受理，随后连接被重置"),
        "but the connection is reset before the receipt",
        happenings.accepted_unheard(Reset()),
        "uncertain",
    ),
    _ABROAD.refuses(
        "40",
        Words("the sender id is refused", "发送方标识被拒绝"),
        "INVALID_SENDERID",
        "The sender ID is invalid or unapproved.",
        "misconfigured",
    ),
    _ABROAD.refuses(
        "42",
        Words("no balance", "余额不足"),
        "AMOUNT_NOT_ENOUGH",
        "The account balance is insufficient.",
        "quota_exhausted",
    ),
    _ABROAD.refuses(
        "43",
        Words("the account may not send there", "账号不能发往这个国家或地区"),
        "COUNTRY_RESTRICTED",
        "Sending to this country is restricted.",
        "rejected",
    ),
    _ABROAD.fails("48", Words("no answer comes", "没有应答"), _HANG),
    _ABROAD.refuses(
        "49",
        Words("too busy, the second time too", "太忙，第二次也是"),
        "QPS_LIMIT_CONTROL",
        "The QPS limit is exceeded.",
        "unavailable",
    ),
)
BY_NUMBER: Final = {row.number: row for row in MAGIC_NUMBERS}
BY_NUMBER_ABROAD: Final = {row.number: row for row in MAGIC_NUMBERS_ABROAD}
