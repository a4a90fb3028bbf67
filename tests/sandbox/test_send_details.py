"""What the official SDK reads of the messages to one number."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import QuerySendDetailsRequest, SendSmsRequest

from aliyun_sms_sandbox.aliyun import send_details
from aliyun_sms_sandbox.aliyun.delivery import PENDING, failed
from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.aliyun.vendor import VendorError

MakeClient = Callable[..., Client]
MakeSms = Callable[..., SendSmsRequest]
#: 00:30 of the next day where the vendor is.
NOW = datetime(2026, 11, 23, 16, 30, tzinfo=timezone.utc)
MESSAGE = Message("13800138000", "签名", "SMS_1", {"code": "1234"}, "【签名】1234", "o", "1^0", NOW)
QUERY = {
    "PhoneNumber": "13800138000",
    "SendDate": "20261124",
    "PageSize": "10",
    "CurrentPage": "1",
}


def _details(messages: list[Message], **changes: str) -> tuple[str, list[dict[str, object]]]:
    answer = send_details.query_send_details({**QUERY, **changes}, messages)
    document = json.loads(answer.body)
    assert (answer.status, document["Code"]) == (200, "OK")
    return document["TotalCount"], document["SmsSendDetailDTOs"]["SmsSendDetailDTO"]


def test_a_sent_message_is_reported_to_the_sdk(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """Its number and day find it, in the form in which the SDK's models read it."""
    client = make_client()
    biz_id = client.send_sms(make_sms(phone_numbers="+8613800138000", out_id="order-7")).body.biz_id
    client.send_sms(make_sms(phone_numbers="13900139000"))
    (message, _) = sandbox.messages
    day = f"{message.time.astimezone(timezone(timedelta(hours=8))):%Y%m%d}"
    request = QuerySendDetailsRequest(
        phone_number="13800138000", biz_id=biz_id, send_date=day, page_size=10, current_page=1
    )
    body = client.query_send_details(request).body
    (detail,) = body.sms_send_detail_dtos.sms_send_detail_dto
    assert (body.code, body.total_count) == ("OK", "1")
    assert (detail.content, detail.template_code) == (message.text, "SMS_1000001")
    assert (detail.send_status, detail.err_code, detail.out_id) == (3, "DELIVERED", "order-7")
    assert detail.send_date == detail.receive_date


@pytest.mark.parametrize(
    ("message", "status", "members"),
    [
        (MESSAGE, 3, {"ErrCode": "DELIVERED", "ReceiveDate": "2026-11-24 00:30:00"}),
        (
            replace(MESSAGE, delivery=failed("MOBILE_NOT_ON_SERVICE")),
            2,
            {"ErrCode": "MOBILE_NOT_ON_SERVICE", "ReceiveDate": "2026-11-24 00:30:00"},
        ),
        (replace(MESSAGE, delivery=PENDING), 1, {}),
    ],
    ids=["delivered", "failed", "pending"],
)
def test_a_detail_tells_what_the_carrier_reported(
    message: Message, status: int, members: dict[str, str]
) -> None:
    """A carrier that has not reported has neither code nor date."""
    _, (detail,) = _details([message])
    assert detail == {
        "PhoneNum": "13800138000",
        "SendStatus": status,
        "SendDate": "2026-11-24 00:30:00",
        "TemplateCode": "SMS_1",
        "Content": "【签名】1234",
        "OutId": "o",
        **members,
    }


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ["3^0", "1^0"]),
        ({"PhoneNumber": "8613800138000"}, ["3^0", "1^0"]),
        ({"PhoneNumber": "85251234567"}, ["4^0"]),
        ({"SendDate": "20261123"}, ["2^0"]),
        ({"SendDate": "20261122"}, []),
        ({"BizId": "1^0"}, ["1^0"]),
        ({"BizId": "4^0"}, []),
        ({"PageSize": "1"}, ["3^0"]),
        ({"PageSize": "1", "CurrentPage": "2"}, ["1^0"]),
        ({"PageSize": "1", "CurrentPage": "3"}, []),
    ],
)
def test_number_day_receipt_and_page_choose(changes: dict[str, str], found: list[str]) -> None:
    """The day is that of the vendor's zone; the newest comes first."""
    early = NOW - timedelta(hours=1)
    messages = [
        replace(MESSAGE, out_id="1^0"),
        replace(MESSAGE, out_id="2^0", biz_id="2^0", time=early),
        replace(MESSAGE, out_id="3^0", biz_id="3^0", phone="+8613800138000"),
        replace(MESSAGE, out_id="4^0", biz_id="4^0", phone="85251234567"),
    ]
    _, details = _details(messages, **changes)
    assert [detail["OutId"] for detail in details] == found


def test_the_total_counts_all_pages() -> None:
    """One page of two messages still says two."""
    total, details = _details([MESSAGE, MESSAGE], PageSize="1")
    assert (total, len(details)) == ("2", 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"PhoneNumber": ""}, "MissingPhoneNumber"),
        ({"SendDate": ""}, "MissingSendDate"),
        ({"PageSize": ""}, "MissingPageSize"),
        ({"CurrentPage": ""}, "MissingCurrentPage"),
        ({"PageSize": "ten"}, "InvalidParameter"),
        ({"PageSize": "-1"}, "InvalidParameter"),
        ({"CurrentPage": "9" * 5000}, "InvalidParameter"),
        ({"PageSize": "0"}, "isv.INVALID_PARAMETERS"),
        ({"PageSize": "51"}, "isv.INVALID_PARAMETERS"),
        ({"CurrentPage": "0"}, "isv.INVALID_PARAMETERS"),
        ({"SendDate": "2026-11-24"}, "isv.INVALID_PARAMETERS"),
        ({"SendDate": "20261131"}, "isv.INVALID_PARAMETERS"),
        ({"SendDate": "2026124"}, "isv.INVALID_PARAMETERS"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(changes: dict[str, str], code: str) -> None:
    """Each fault has its code."""
    with pytest.raises(VendorError) as caught:
        send_details.query_send_details({**QUERY, **changes}, [MESSAGE])
    assert caught.value.code == code
