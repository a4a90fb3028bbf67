"""How a delivery report is written, member for member as the vendor's pages have it."""

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from aliyun_sms_sandbox.aliyun import delivery_report
from aliyun_sms_sandbox.aliyun.delivery import failed
from aliyun_sms_sandbox.aliyun.journal import Message

NOW = datetime(2026, 11, 23, 16, 30, tzinfo=timezone.utc)
AT_HOME = Message(
    "13800138000", "签名", "SMS_1", {"code": "1234"}, "【签名】1234", "o-1", "1^0", NOW
)
ABROAD = Message("85251234567", "Acme", "", {}, "1234 is it.", "t-1", "119", NOW, at_home=False)
#: The samples of help.aliyun.com/document_detail/101867.html and zh/sms/smsreport-http-intl.
WRITTEN_AT_HOME = {
    "phone_number": "13800138000",
    "send_time": "2026-11-24 00:30:00",
    "report_time": "2026-11-24 00:30:00",
    "success": True,
    "err_code": "DELIVERED",
    "err_msg": "用户接收成功",
    "sms_size": "1",
    "biz_id": "1^0",
    "out_id": "o-1",
}
WRITTEN_ABROAD = {
    "To": "85251234567",
    "SendDate": "Tue, 24 Nov 2026 00:30:00 +0800",
    "ReceiveDate": "Tue, 24 Nov 2026 00:30:00 +0800",
    "Status": "1",
    "ErrorCode": "success",
    "ErrorDescription": "success",
    "SmsSize": "1",
    "MessageId": "119",
    "TaskId": "t-1",
}


def _written(message: Message) -> dict[str, object]:
    return dict(delivery_report.form_of(message).write(message))


@pytest.mark.parametrize(
    ("message", "written"),
    [
        (AT_HOME, WRITTEN_AT_HOME),
        (
            replace(AT_HOME, delivery=failed("NO_ROUTE")),
            {**WRITTEN_AT_HOME, "success": False, "err_code": "NO_ROUTE", "err_msg": "NO_ROUTE"},
        ),
        (replace(AT_HOME, text="字" * 71), {**WRITTEN_AT_HOME, "sms_size": "2"}),
        (ABROAD, WRITTEN_ABROAD),
        (
            replace(ABROAD, delivery=failed("EXPIRED")),
            {
                **WRITTEN_ABROAD,
                "Status": "2",
                "ErrorCode": "EXPIRED",
                "ErrorDescription": "expired",
            },
        ),
        (replace(ABROAD, text="字" * 71), {**WRITTEN_ABROAD, "SmsSize": "2"}),
    ],
)
def test_a_report_is_written_as_the_vendor_does(
    message: Message, written: dict[str, object]
) -> None:
    """In the vendor's zone; the size is what the text is billed as."""
    assert _written(message) == written


@pytest.mark.parametrize(
    ("message", "member"), [(AT_HOME, "out_id"), (ABROAD, "TaskId")], ids=["at home", "abroad"]
)
def test_a_name_that_was_not_given_is_not_there(message: Message, member: str) -> None:
    """It is no empty string."""
    assert member not in _written(replace(message, out_id=None))
