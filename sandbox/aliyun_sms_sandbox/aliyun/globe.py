"""The `SendMessageToGlobe` action of Dysmsapi 2018-05-01: whole texts to every other region.

The API: help.aliyun.com/zh/sms/sendmessagetoglobe-1, and with the code that tells of acceptance
www.alibabacloud.com/help/en/sms/developer-reference/api-dysmsapi-2018-05-01-sendmessagetoglobe.
Codes: help.aliyun.com/zh/sms/error-code-intl; which of them a fault has is ours. That the United
States and Canada take only texts that are registered is not stood in for.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from aliyun_sms_sandbox.aliyun import numbers, parameters, segments, sender_id, vendor
from aliyun_sms_sandbox.aliyun.catalogue import Catalogue
from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Answer

VERSION: Final = "2018-05-01"
#: The code and the words with which a message was accepted.
ACCEPTED: Final = dict(
    zip(vendor.MEMBERS_ABROAD, ("OK", "The SMS Send Request was accepted"), strict=True)
)
_TO = re.compile(r"[1-9][0-9]{6,14}")
_TYPES: Final = frozenset({"OTP", "NOTIFY", "MKT"})
_TASK_ID_LENGTH: Final = range(1, 256)
_SECONDS = re.compile(r"[1-9][0-9]{0,8}")


def send_message_to_globe(query: Mapping[str, str], catalogue: Catalogue, now: datetime) -> Message:
    """Return the accepted message.

    Raises:
        VendorError: The first fault found; nothing is sent.
    """
    to = parameters.required(query, "To")
    text = parameters.required(query, "Message")
    sender, task_id = query.get("From", ""), query.get("TaskId")
    _check_sender(sender, _region(to), catalogue)
    if not (
        query.get("Type", "OTP") in _TYPES and _SECONDS.fullmatch(query.get("ValidityPeriod", "1"))
    ):
        raise VendorError("INVALID_PARAMETERS", "A parameter is invalid.")
    if task_id is not None and len(task_id) not in _TASK_ID_LENGTH:
        raise VendorError("PARAM_LENGTH_LIMIT", "A parameter is too long or too short.")
    message_id = vendor.new_message_id()
    return Message(to, sender, "", {}, text, task_id, message_id, now, at_home=False)


def _region(to: str) -> str:
    region = numbers.region(to) if _TO.fullmatch(to) else ""
    if not region:
        raise VendorError("MOBILE_NUMBER_ILLEGAL", "The mobile number is invalid.")
    if region == "CN":
        raise VendorError("NOT_SUPPORTED_COUNTRY", "The country or region is not supported.")
    return region


def _check_sender(sender: str, region: str, catalogue: Catalogue) -> None:
    is_in_order = not sender or sender_id.is_well_formed(sender)
    if region in sender_id.REGISTERED_ONLY:
        is_in_order = catalogue.has_registered(sender, region)
    if not is_in_order:
        raise VendorError("INVALID_SENDERID", "The sender ID is invalid or unapproved.")


def accepted(message: Message) -> Answer:
    """Answer with the receipt of an accepted message."""
    request_id = vendor.new_request_id()
    document = {
        **ACCEPTED,
        "RequestId": request_id,
        "MessageId": message.biz_id,
        "Segments": str(segments.count(message.text)),
        "To": message.phone,
        "NumberDetail": number_detail(message.phone),
        **({"From": message.sign} if message.sign else {}),
    }
    return vendor.reply(document, request_id)


def number_detail(number: str) -> dict[str, str]:
    """Return what the service tells of a number; ISO codes stand for the names of places."""
    region = numbers.region(number)
    return {"Country": region, "Region": region, "Carrier": "Sandbox"}
