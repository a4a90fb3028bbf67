"""What Dysmsapi 2017-05-25 tells of how much was sent, by day: ``QuerySendStatistics``.

Members are those of the model of the vendor's SDK 4.6.0. A day without a message has no row.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from aliyun_sms_sandbox.aliyun import parameters, vendor
from aliyun_sms_sandbox.aliyun.delivery import DeliveryState
from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Answer

_MAX_PAGE_SIZE: Final = 50
_IS_AT_HOME: Final = {"1": True, "2": False}


def query_send_statistics(query: Mapping[str, str], messages: Iterable[Message]) -> Answer:
    """Answer with one page of days, oldest first.

    Raises:
        VendorError: A parameter is missing or makes no sense.
    """
    at_home = _IS_AT_HOME.get(parameters.required(query, "IsGlobe"))
    first, last = (_day(parameters.required(query, name)) for name in ("StartDate", "EndDate"))
    size, page = parameters.number(query, "PageSize"), parameters.number(query, "PageIndex")
    if at_home is None or last < first or not 1 <= size <= _MAX_PAGE_SIZE or page < 1:
        raise _illegal()
    sign = query.get("SignName") or None
    counts: dict[date, Counter[DeliveryState]] = {}
    for message in messages:
        day = message.time.astimezone(vendor.ZONE).date()
        if message.at_home == at_home and first <= day <= last and sign in (None, message.sign):
            counts.setdefault(day, Counter())[message.delivery.state] += 1
    days = sorted(counts)
    rows = [_row(day, counts[day]) for day in days[(page - 1) * size : page * size]]
    return vendor.ok(Data={"TotalSize": len(days), "TargetList": rows})


def _row(day: date, count: Counter[DeliveryState]) -> dict[str, object]:
    return {
        "SendDate": f"{day:%Y%m%d}",
        "TotalCount": count.total(),
        "RespondedSuccessCount": count[DeliveryState.DELIVERED],
        "RespondedFailCount": count[DeliveryState.FAILED],
        "NoRespondedCount": count[DeliveryState.PENDING],
    }


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day only
    except ValueError:
        raise _illegal() from None


def _illegal() -> VendorError:
    return VendorError("isv.INVALID_PARAMETERS", "参数异常")
