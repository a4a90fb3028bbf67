"""The reports that the sandbox pushes, as the function reads them."""

import json
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from aliyun_sms_sandbox.aliyun import delivery_report
from aliyun_sms_sandbox.aliyun.delivery import DELIVERED, Delivery, failed
from aliyun_sms_sandbox.aliyun.journal import Message
from smscode.receipts import batch

_NOW = datetime(2026, 11, 23, 16, 30, tzinfo=timezone.utc)
AT_HOME = Message("+8613800138000", "签名", "SMS_1", {}, "【签名】1234", "o", "1^0", _NOW)
ABROAD = Message("85251234567", "Acme", "", {}, "1234", "t", "119", _NOW, at_home=False)


@pytest.mark.parametrize(
    ("delivery", "is_delivered", "code"),
    [
        (DELIVERED, True, "DELIVERED"),
        (failed("PORT_NOT_REGISTERED"), False, "PORT_NOT_REGISTERED"),
        (failed("MOBILE_NOT_ON_SERVICE"), False, "MOBILE_NOT_ON_SERVICE"),
    ],
)
def test_a_report_at_home_is_read_whole(
    delivery: Delivery, is_delivered: object, code: str
) -> None:
    """Its receipt, verdict and code, and the delay that its dates show."""
    (report,) = _read(replace(AT_HOME, delivery=delivery))
    assert (report.biz_id, report.phone) == ("1^0", "+86*******8000")
    assert (report.is_delivered, report.code, report.seconds) == (is_delivered, code, 0.0)


@pytest.mark.parametrize(
    ("delivery", "is_delivered", "code"),
    [(DELIVERED, True, "success"), (failed("EXPIRED"), False, "EXPIRED")],
)
def test_a_report_abroad_is_read_whole(delivery: Delivery, is_delivered: object, code: str) -> None:
    """Likewise, in its own form."""
    (report,) = _read(replace(ABROAD, delivery=delivery))
    assert report.biz_id == "119"
    assert (report.is_delivered, report.code, report.seconds) == (is_delivered, code, 0.0)


def _read(message: Message) -> tuple[batch.Report, ...]:
    body = json.dumps([delivery_report.form_of(message).write(message)], ensure_ascii=False)
    read = batch.read(body.encode())
    assert read.unreadable == 0
    return read.reports
