"""The `QuerySendDetails` action of Dysmsapi 2017-05-25: what became of the messages to one number.

The API: help.aliyun.com/document_detail/419277.html.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from aliyun_sms_sandbox.aliyun import parameters, vendor
from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.aliyun.numbers import canonical
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Answer

_MAX_PAGE_SIZE: Final = 50


def query_send_details(query: Mapping[str, str], messages: Iterable[Message]) -> Answer:
    """Answer with one page of what one number was sent on one day, newest first.

    Raises:
        VendorError: A parameter is missing or makes no sense.
    """
    number = canonical(parameters.required(query, "PhoneNumber"))
    day = parameters.required(query, "SendDate")
    size, page = parameters.number(query, "PageSize"), parameters.number(query, "CurrentPage")
    if not 1 <= size <= _MAX_PAGE_SIZE or page < 1 or not _is_day(day):
        raise VendorError("isv.INVALID_PARAMETERS", "参数异常")
    biz_id = query.get("BizId") or None
    found = [
        message
        for message in reversed(list(messages))
        if not message.by_globe
        and canonical(message.phone) == number
        and f"{message.time.astimezone(vendor.ZONE):%Y%m%d}" == day
        and biz_id in (None, message.biz_id)
    ]
    details = [_detail(message) for message in found[(page - 1) * size : page * size]]
    return vendor.ok(TotalCount=str(len(found)), SmsSendDetailDTOs={"SmsSendDetailDTO": details})


def _is_day(text: str) -> bool:
    try:
        return f"{datetime.strptime(text, '%Y%m%d'):%Y%m%d}" == text  # noqa: DTZ007 - a day only
    except ValueError:
        return False


def _detail(message: Message) -> dict[str, object]:
    moment = vendor.date(message.time)
    report = message.delivery.code
    return {
        "PhoneNum": message.phone,
        "SendStatus": message.delivery.state.number,
        "SendDate": moment,
        "TemplateCode": message.template,
        "Content": message.text,
        **({"ErrCode": report, "ReceiveDate": moment} if report else {}),
        **({"OutId": message.out_id} if message.out_id else {}),
    }
