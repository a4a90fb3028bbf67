"""Phone numbers that have something happen, as the card numbers of a payment service's sandbox do.

Their last three digits remind of an HTTP status where one says the same. Both services that send
know them, and the flow control does not count them.
"""

from dataclasses import dataclass
from typing import Final

from sandbox.aliyun import happenings
from sandbox.aliyun.delivery import PENDING, failed
from sandbox.aliyun.happenings import Happening
from sandbox.trouble import Hang, Reply, Reset
from sandbox.wire import Answer

_PREFIX: Final = "19900000"
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


def _accepts(ending: str, happens: str, happen: Happening, outcome: str = "sent") -> MagicNumber:
    return MagicNumber(_PREFIX + ending, f"accepted, {happens}", 1, outcome, happen)


def _refuses(ending: str, code: str, message: str, why: str, outcome: str) -> MagicNumber:
    happen = happenings.refused(code, message)
    return MagicNumber(_PREFIX + ending, f"`{code}`: {why}", 0, outcome, happen)


def _fails(ending: str, happens: str, reply: Reply) -> MagicNumber:
    happen = happenings.unaccepted(reply)
    return MagicNumber(_PREFIX + ending, f"{happens}; not accepted", 0, "uncertain", happen)


MAGIC_NUMBERS: Final = (
    _accepts("200", "a second late", happenings.accepted_slowly(1.0)),
    _accepts(
        "201",
        "never delivered: the carrier reports `MOBILE_NOT_ON_SERVICE`",
        happenings.accepted(failed("MOBILE_NOT_ON_SERVICE")),
    ),
    _accepts("202", "never delivered: no report comes", happenings.accepted(PENDING)),
    _accepts(
        "210",
        "but the receipt never comes",
        happenings.accepted_unheard(_HANG),
        "uncertain",
    ),
    _accepts(
        "211",
        "but the connection is reset before the receipt",
        happenings.accepted_unheard(Reset()),
        "uncertain",
    ),
    _accepts(
        "220",
        "but only the second time: `Throttling.User` before",
        happenings.refused_every_other_time(*_THROTTLING),
    ),
    _refuses("400", "isv.MOBILE_NUMBER_ILLEGAL", "号码格式错误", "no such number", "invalid_phone"),
    _refuses("402", "isv.AMOUNT_NOT_ENOUGH", "账户余额不足", "no balance", "quota_exhausted"),
    _refuses("403", "isv.BLACK_KEY_CONTROL_LIMIT", "黑名单管控", "on the blacklist", "rejected"),
    _fails("408", "no answer comes", _HANG),
    _refuses("420", *_THROTTLING, "too busy, the second time too", "unavailable"),
    _refuses("429", _LIMIT, "触发分钟级流控Permits:1", "one a minute", "rate_limited"),
    _refuses("430", _LIMIT, "触发小时级流控Permits:5", "five an hour", "rate_limited"),
    _refuses("431", _LIMIT, "触发天级流控Permits:10", "ten a day", "rate_limited"),
    _refuses(
        "451", "isv.DENY_IP_RANGE", "源IP地址所在的地区被禁用", "sent from abroad", "misconfigured"
    ),
    _refuses(
        "460",
        "isv.DAY_LIMIT_CONTROL",
        "触发日发送限额",
        "the account's own limit",
        "quota_exhausted",
    ),
    _refuses(
        "500", "isp.SYSTEM_ERROR", "系统出现错误，请重新调用", "may have been sent", "uncertain"
    ),
    _fails("502", "an HTML page with status 502", _HTML),
    _refuses(
        "503",
        "ServiceUnavailable",
        "The request has failed due to a temporary failure of the server.",
        "with status 503, may have been sent",
        "uncertain",
    ),
    _fails("504", "the connection is reset", Reset()),
)
BY_NUMBER: Final = {row.number: row for row in MAGIC_NUMBERS}
