"""What the official SDK reads of how much was sent, by day."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import QuerySendStatisticsRequest, SendSmsRequest

from aliyun_sms_sandbox.aliyun.delivery import PENDING, failed
from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.aliyun.sms_statistics import query_send_statistics
from aliyun_sms_sandbox.aliyun.vendor import VendorError

#: 00:30 of the next day where the vendor is.
NOW = datetime(2026, 11, 23, 16, 30, tzinfo=timezone.utc)
MESSAGE = Message("13800138000", "签名", "SMS_1", {"code": "1234"}, "【签名】1234", "o", "1^0", NOW)
QUERY = {
    "IsGlobe": "1",
    "StartDate": "20261120",
    "EndDate": "20261124",
    "PageIndex": "1",
    "PageSize": "50",
}


def _days(messages: list[Message], **changes: str) -> tuple[int, list[tuple[str, int]]]:
    answer = query_send_statistics({**QUERY, **changes}, messages)
    data = json.loads(answer.body)["Data"]
    return data["TotalSize"], [(row["SendDate"], row["TotalCount"]) for row in data["TargetList"]]


def test_what_was_sent_is_counted_for_the_sdk(
    sandbox: Sandbox, make_client: Callable[..., Client], make_sms: Callable[..., SendSmsRequest]
) -> None:
    """Today's messages of a sign, in the form in which the SDK's models read it."""
    client = make_client()
    client.send_sms(make_sms())
    (message,) = sandbox.messages
    day = f"{message.time.astimezone(timezone(timedelta(hours=8))):%Y%m%d}"
    request = QuerySendStatisticsRequest(
        is_globe=1, start_date=day, end_date=day, page_index=1, page_size=10, sign_name=message.sign
    )
    data = client.query_send_statistics(request).body.data
    (row,) = data.target_list
    assert (data.total_size, row.send_date, row.total_count) == (1, day, 1)
    assert (row.responded_success_count, row.responded_fail_count) == (1, 0)


def test_days_are_those_of_china_and_only_those_asked_for() -> None:
    """Both ends count; a day without a message has no row."""
    messages = [replace(MESSAGE, time=NOW - timedelta(days=days)) for days in (0, 0, 2, 4, 5)]
    assert _days(messages) == (3, [("20261120", 1), ("20261122", 1), ("20261124", 2)])
    assert _days(messages, PageSize="1", PageIndex="2") == (3, [("20261122", 1)])


def test_home_and_abroad_and_each_sign_are_counted_apart() -> None:
    """IsGlobe 1 is the mainland, 2 all else; a sign name narrows it."""
    abroad = replace(MESSAGE, phone="14155550100", at_home=False)
    messages = [MESSAGE, abroad, replace(MESSAGE, sign="另一")]
    assert _days(messages) == (1, [("20261124", 2)])
    assert _days(messages, IsGlobe="2") == (1, [("20261124", 1)])
    assert _days(messages, SignName="另一") == (1, [("20261124", 1)])
    assert _days(messages, SignName="谁") == (0, [])


def test_what_became_of_them_is_counted() -> None:
    """Delivered, failed, and without a report yet."""
    messages = [MESSAGE, replace(MESSAGE, delivery=PENDING), replace(MESSAGE, delivery=failed("X"))]
    answer = query_send_statistics(QUERY, messages)
    (row,) = json.loads(answer.body)["Data"]["TargetList"]
    counts = (row["RespondedSuccessCount"], row["RespondedFailCount"], row["NoRespondedCount"])
    assert counts == (1, 1, 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"IsGlobe": "3"}, "isv.INVALID_PARAMETERS"),
        ({"IsGlobe": ""}, "MissingIsGlobe"),
        ({"StartDate": "2026-11-20"}, "isv.INVALID_PARAMETERS"),
        ({"StartDate": "20261125"}, "isv.INVALID_PARAMETERS"),
        ({"PageSize": "51"}, "isv.INVALID_PARAMETERS"),
        ({"PageIndex": "0"}, "isv.INVALID_PARAMETERS"),
    ],
)
def test_what_makes_no_sense_is_refused(changes: dict[str, str], code: str) -> None:
    """Each parameter is checked."""
    with pytest.raises(VendorError) as refusal:
        query_send_statistics({**QUERY, **changes}, [MESSAGE])
    assert refusal.value.code == code
