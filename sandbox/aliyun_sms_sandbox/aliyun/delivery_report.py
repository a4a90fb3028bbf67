"""Delivery reports as Aliyun pushes them: a JSON array, with one object for each SMS.

help.aliyun.com/document_detail/101867.html has the form for the mainland, which number verification
shares, and help.aliyun.com/zh/sms/smsreport-http-intl the one for abroad. A failure's words are not
stood in for: its code is in their place.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from aliyun_sms_sandbox.aliyun import segments, vendor
from aliyun_sms_sandbox.aliyun.delivery import DeliveryState
from aliyun_sms_sandbox.aliyun.journal import Message


class Form(NamedTuple):
    """How the reports of one service are written, and how long it goes on with them.

    Attributes:
        write: Returns the report of an SMS.
        pauses: Seconds from one push that failed to the next; after the last there is none.
    """

    write: Callable[[Message], Mapping[str, object]]
    pauses: tuple[float, ...]


def form_of(message: Message) -> Form:
    """Return the form that the report of an SMS has."""
    return _AT_HOME if message.at_home else _ABROAD


def _at_home(message: Message) -> dict[str, object]:
    moment, code = vendor.date(message.time), message.delivery.code
    is_delivered = message.delivery.state is DeliveryState.DELIVERED
    return {
        "phone_number": message.phone,
        "send_time": moment,
        "report_time": moment,
        "success": is_delivered,
        "err_code": code,
        "err_msg": "用户接收成功" if is_delivered else code,
        "sms_size": str(segments.count(message.text)),
        "biz_id": message.biz_id,
        **({"out_id": message.out_id} if message.out_id else {}),
    }


def _abroad(message: Message) -> dict[str, object]:
    moment, code = vendor.date_abroad(message.time), message.delivery.code
    is_delivered = message.delivery.state is DeliveryState.DELIVERED
    return {
        "To": message.phone,
        "SendDate": moment,
        "ReceiveDate": moment,
        "Status": "1" if is_delivered else "2",
        "ErrorCode": "success" if is_delivered else code,
        "ErrorDescription": "success" if is_delivered else code.lower(),
        "SmsSize": str(segments.count(message.text)),
        "MessageId": message.biz_id,
        **({"TaskId": message.out_id} if message.out_id else {}),
    }


_AT_HOME: Final = Form(_at_home, (60.0, 300.0, 600.0))
_ABROAD: Final = Form(_abroad, (60.0, 300.0))
