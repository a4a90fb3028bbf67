"""How Aliyun's APIs answer: the product's own replies and the gateway's errors, as JSON.

The product (codes `OK`, `isv.*`, `isp.*`, `biz.*`, and those all in capitals) always answers with
HTTP 200; the gateway in front of it answers with an error status and more members. For SMS abroad
the product has other names for its code and its words, and the gateway has not. Bodies as
posted in public threads, for example dromara/SMS4J#34, jeessy2/ddns-go#936 and
feiyu563/PrometheusAlert#106.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Final
from uuid import uuid4

from aliyun_sms_sandbox.wire import Answer

#: The zone of the vendor's dates, and of its limits.
ZONE: Final = timezone(timedelta(hours=8))
#: What a product calls its code and the words with it, and what the one for SMS abroad does.
MEMBERS: Final = ("Code", "Message")
MEMBERS_ABROAD: Final = ("ResponseCode", "ResponseDescription")
_OF_PRODUCT = re.compile(r"(isv|isp|biz)\..*|[A-Z]+(_[A-Z]+)*")
_GATEWAY_STATUS = {
    "InvalidAccessKeyId.NotFound": 404,
    "InvalidAction.NotFound": 404,
    "Forbidden": 403,
    "Forbidden.RAM": 403,
    "NoPermission": 403,
    "InternalError": 500,
    "ServiceUnavailable": 503,
    # KMS: help.aliyun.com 444042 for the throttle, public threads for the others.
    "Forbidden.NoPermission": 403,
    "Forbidden.ResourceNotFound": 404,
    "Rejected.Throttling": 429,
    "InternalFailure": 500,
    "ServiceUnavailableTemporary": 503,
}


class VendorError(Exception):
    """A request that Aliyun refuses: the code is the contract, the message is for people.

    `status` overrides the usual HTTP status: the vendor's own pages disagree about some of them.
    """

    def __init__(self, code: str, message: str, status: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def answer(  # noqa: PLR0913 - what is rarely told has its name
    code: str,
    message: str,
    *,
    biz_id: str | None = None,
    status: int | None = None,
    product: str = "Dysmsapi",
    members: tuple[str, str] = MEMBERS,
) -> Answer:
    """Build the reply that carries this code, in the shape of the layer the code belongs to."""
    request_id = new_request_id()
    is_of_product = _OF_PRODUCT.fullmatch(code) is not None
    code_member, message_member = members if is_of_product else MEMBERS
    document = {message_member: message, "RequestId": request_id, code_member: code}
    usual_status = 200
    if not is_of_product:
        usual_status = _GATEWAY_STATUS.get(code, 400)
        document["HostId"] = f"{product.lower()}.aliyuncs.com"
        document["Recommend"] = (
            f"https://api.aliyun.com/troubleshoot?q={code}&product={product}&requestId={request_id}"
        )
    if biz_id is not None:
        document["BizId"] = biz_id
    return reply(document, request_id, status or usual_status)


def ok(**members: object) -> Answer:
    """Build the reply of the SMS service to a query, which is answered with these members."""
    request_id = new_request_id()
    return reply({"Code": "OK", "Message": "OK", "RequestId": request_id, **members}, request_id)


def reply(document: Mapping[str, object], request_id: str, status: int = 200) -> Answer:
    """Build a reply of JSON."""
    headers = {"content-type": "application/json;charset=utf-8", "x-acs-request-id": request_id}
    return Answer(status, headers, json.dumps(document, ensure_ascii=False).encode())


def new_request_id() -> str:
    """Return an id of the form that Aliyun's have."""
    return str(uuid4()).upper()


def new_biz_id() -> str:
    """Return a receipt of the form that the SMS services give."""
    return f"{new_message_id()}^0"


def new_message_id() -> str:
    """Return a receipt of the form that the one for SMS abroad gives."""
    return f"{uuid4().int % 10**18:018d}"


def date(moment: datetime) -> str:
    """Write a moment as the SMS service does."""
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def date_abroad(moment: datetime) -> str:
    """Write a moment as the one for SMS abroad does: `Mon, 24 Dec 2018 16:58:22 +0800`."""
    return format_datetime(moment.astimezone(ZONE))
