"""Whose number is whose, and what becomes of a sign that its carrier has not filed."""

from collections.abc import Callable
from typing import Any

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import QuerySendDetailsRequest, SendSmsRequest

from aliyun_sms_sandbox.aliyun import carriers, vendor
from aliyun_sms_sandbox.aliyun.delivery import DeliveryState
from aliyun_sms_sandbox.aliyun.review import Status
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.aliyun.sms_sign import Filing, FilingStatus, Operator, Sign

MakeClient = Callable[..., Client]
MakeSms = Callable[..., SendSmsRequest]
MOBILE, UNICOM, TELECOM, BROADNET = "13800138000", "13000130000", "13300133000", "19200192000"


@pytest.mark.parametrize(
    ("number", "operator"),
    [
        (MOBILE, Operator.MOBILE),
        ("+8613480134800", Operator.MOBILE),
        ("17030170300", Operator.MOBILE),
        (UNICOM, Operator.UNICOM),
        ("008617040170400", Operator.UNICOM),
        (TELECOM, Operator.TELECOM),
        ("8617000170000", Operator.TELECOM),
        ("19900000200", Operator.TELECOM),
        (BROADNET, None),
        ("13490134900", None),
    ],
)
def test_the_first_digits_tell_the_carrier(number: str, operator: Operator | None) -> None:
    """However the number is written; four of them where three are shared."""
    assert carriers.operator_of(number) is operator


def test_only_a_filed_sign_arrives() -> None:
    """Verified or not yet; every other state of the filing is as good as none."""
    arrives = set()
    for status in FilingStatus:
        sign = Sign("签名", Status.APPROVED, filing={Operator.MOBILE: Filing(status)})
        if carriers.delivery_to(MOBILE, sign).state is DeliveryState.DELIVERED:
            arrives.add(status)
    assert arrives == {FilingStatus.FILED, FilingStatus.UNVERIFIED}


@pytest.mark.parametrize(
    ("sign", "phone", "detail"),
    [
        ("速通科技", MOBILE, (3, "DELIVERED")),
        ("未报备签名", MOBILE, (2, "PORT_NOT_REGISTERED")),
        ("未报备签名", UNICOM, (2, "PORT_NOT_REGISTERED")),
        ("未报备签名", TELECOM, (2, "PORT_NOT_REGISTERED")),
        ("未报备签名", BROADNET, (3, "DELIVERED")),
        ("报备中签名", MOBILE, (3, "DELIVERED")),
        ("报备中签名", UNICOM, (2, "PORT_NOT_REGISTERED")),
        ("报备中签名", TELECOM, (2, "PORT_NOT_REGISTERED")),
    ],
)
def test_an_unfiled_sign_is_accepted_and_not_delivered(
    sandbox: Sandbox,
    make_client: MakeClient,
    make_sms: MakeSms,
    sign: str,
    phone: str,
    detail: tuple[int, str],
) -> None:
    """The send is answered like any other; only the carrier's report tells, as the SDK reads it."""
    client = make_client()
    body = client.send_sms(make_sms(sign_name=sign, phone_numbers=phone)).body
    assert (body.code, bool(body.biz_id)) == ("OK", True)
    assert _detail(client, sandbox, phone, body.biz_id) == detail


def test_carriers_do_not_ask_what_goes_abroad(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """Their filing is of the mainland, though a Californian number looks like one of it."""
    sms = make_sms(sign_name="未报备签名", phone_numbers="13105550100", template_code="SMS_2000001")
    assert make_client().send_sms(sms).body.code == "OK"
    assert sandbox.messages[0].delivery.state is DeliveryState.DELIVERED


def _detail(client: Client, sandbox: Sandbox, phone: str, biz_id: str) -> tuple[Any, Any]:
    request = QuerySendDetailsRequest(
        phone_number=phone,
        biz_id=biz_id,
        send_date=f"{sandbox.messages[-1].time.astimezone(vendor.ZONE):%Y%m%d}",
        page_size=10,
        current_page=1,
    )
    answer = client.query_send_details(request).body
    (found,) = answer.sms_send_detail_dtos.sms_send_detail_dto
    return found.send_status, found.err_code
