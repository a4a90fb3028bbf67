"""The `QueryMessage` action of Dysmsapi 2018-05-01: what became of one message abroad.

The API: help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2018-05-01-querymessage. That page
has these numbers for the status; older ones have 1 for submitted, and 3 for delivered.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from aliyun_sms_sandbox.aliyun import globe, parameters, vendor
from aliyun_sms_sandbox.aliyun.delivery import DeliveryState
from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Answer

_STATUS: Final = {
    DeliveryState.DELIVERED: "1",
    DeliveryState.FAILED: "2",
    DeliveryState.PENDING: "3",
}


def query_message(query: Mapping[str, str], messages: Iterable[Message]) -> Answer:
    """Answer with the text of a message and what its carrier reported.

    Raises:
        VendorError: No message abroad has this id.
    """
    message_id = parameters.required(query, "MessageId")
    for message in messages:
        if message.by_globe and message.biz_id == message_id:
            return _status(message)
    raise VendorError("DATA_NOT_EXIST", "The data does not exist.")


def _status(message: Message) -> Answer:
    request_id = vendor.new_request_id()
    document = {
        **globe.ACCEPTED,
        "RequestId": request_id,
        "MessageId": message.biz_id,
        "To": message.phone,
        "NumberDetail": globe.number_detail(message.phone),
        "Message": message.text,
        "SendDate": vendor.date_abroad(message.time),
        "Status": _STATUS[message.delivery.state],
        **_report(message),
    }
    return vendor.reply(document, request_id)


def _report(message: Message) -> dict[str, str]:
    """Return what the carrier told, which is nothing while the message is on its way."""
    code = message.delivery.code
    if not code:
        return {}
    words = "success" if message.delivery.state is DeliveryState.DELIVERED else code.lower()
    return {
        "ErrorCode": code,
        "ErrorDescription": words,
        "ReceiveDate": vendor.date_abroad(message.time),
    }
