"""What `SendBatchSms` accepts and what it refuses, as the official SDK sees it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import QuerySendDetailsRequest, SendBatchSmsRequest
from alibabacloud_tea_openapi.exceptions import ClientException

from aliyun_sms_sandbox.aliyun import catalogue, vendor
from aliyun_sms_sandbox.aliyun.flow_control import FlowLimits
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.wire import utc_now

MakeClient = Callable[..., Client]
PHONES = ["13800138000", "13000130000"]
CODES = [{"code": "111111"}, {"code": "222222"}]


def _batch(**changes: object) -> SendBatchSmsRequest:
    """Return a batch of two that is accepted, with any member changed; lists become JSON."""
    members: dict[str, object] = {
        "phone_number_json": PHONES,
        "sign_name_json": ["速通科技", "报备中签名"],
        "template_code": "SMS_1000001",
        "template_param_json": CODES,
        "out_id": "order-7",
        **changes,
    }
    return SendBatchSmsRequest(
        **{k: v if isinstance(v, str | None) else json.dumps(v) for k, v in members.items()}
    )


def test_each_number_gets_its_own_message(sandbox: Sandbox, make_client: MakeClient) -> None:
    """With its sign and its variables; one receipt is that of all."""
    body = make_client().send_batch_sms(_batch()).body
    assert (body.code, body.message) == ("OK", "OK")
    assert [(m.phone, m.text) for m in sandbox.messages] == [
        (PHONES[0], "【速通科技】您的登录验证码为111111，10分钟内有效，请勿告知他人。"),
        (PHONES[1], "【报备中签名】您的登录验证码为222222，10分钟内有效，请勿告知他人。"),
    ]
    assert {(m.biz_id, m.out_id) for m in sandbox.messages} == {(body.biz_id, "order-7")}


@pytest.mark.parametrize(
    ("phone", "detail"),
    [(PHONES[0], (3, "DELIVERED")), (PHONES[1], (2, "PORT_NOT_REGISTERED"))],
)
def test_each_number_has_its_own_report(
    sandbox: Sandbox, make_client: MakeClient, phone: str, detail: tuple[int, str]
) -> None:
    """The receipt and the number together find it."""
    client = make_client()
    biz_id = client.send_batch_sms(_batch()).body.biz_id
    day = f"{sandbox.messages[0].time.astimezone(vendor.ZONE):%Y%m%d}"
    request = QuerySendDetailsRequest(
        phone_number=phone, biz_id=biz_id, send_date=day, page_size=10, current_page=1
    )
    answer = client.query_send_details(request).body
    (found,) = answer.sms_send_detail_dtos.sms_send_detail_dto
    assert (found.send_status, found.err_code) == detail


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sign_name_json": ["速通科技"]}, "isv.INVALID_PARAMETERS"),
        ({"template_param_json": CODES[:1]}, "isv.INVALID_PARAMETERS"),
        ({"template_param_json": [*CODES, *CODES]}, "isv.INVALID_PARAMETERS"),
        ({"phone_number_json": [], "sign_name_json": []}, "isv.INVALID_PARAMETERS"),
        ({"phone_number_json": ",".join(PHONES)}, "isv.INVALID_JSON_PARAM"),
        ({"phone_number_json": {"a": "b"}}, "isv.INVALID_JSON_PARAM"),
        ({"phone_number_json": [13800138000, 13000130000]}, "isv.INVALID_JSON_PARAM"),
        ({"sign_name_json": "速通科技"}, "isv.INVALID_JSON_PARAM"),
        ({"template_param_json": CODES[0]}, "isv.INVALID_JSON_PARAM"),
        ({"template_param_json": [{"code": 111111}, {"code": 222222}]}, "isv.INVALID_JSON_PARAM"),
        ({"template_param_json": "[" * 10_000}, "isv.INVALID_JSON_PARAM"),
        ({"template_param_json": None}, "isv.TEMPLATE_MISSING_PARAMETERS"),
        ({"template_param_json": [CODES[0], {}]}, "isv.TEMPLATE_MISSING_PARAMETERS"),
        ({"template_param_json": [CODES[0], {"otp": "1"}]}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"template_param_json": [CODES[0], {"code": "1"}]}, "isv.PARAM_LENGTH_LIMIT"),
        ({"template_code": "SMS_1"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"template_code": "SMS_2000001"}, "isv.DOMESTIC_NUMBER_NOT_SUPPORTED"),
        ({"sign_name_json": ["速通科技", "无此签名"]}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"sign_name_json": ["速通科技", "审核中签名"]}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"phone_number_json": [PHONES[0], "123"]}, "isv.MOBILE_NUMBER_ILLEGAL"),
    ],
)
def test_one_fault_refuses_the_whole_batch(
    sandbox: Sandbox, make_client: MakeClient, changes: dict[str, object], code: str
) -> None:
    """Each fault has the code that it has in a single send, and nothing is accepted."""
    assert make_client().send_batch_sms(_batch(**changes)).body.code == code
    assert sandbox.messages == ()


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ("phone_number_json", "MissingPhoneNumberJson"),
        ("sign_name_json", "MissingSignNameJson"),
        ("template_code", "MissingTemplateCode"),
    ],
)
def test_a_missing_member_is_a_gateway_error(
    make_client: MakeClient, member: str, code: str
) -> None:
    """As of a single send."""
    with pytest.raises(ClientException) as caught:
        make_client().send_batch_sms(_batch(**{member: None}))
    assert caught.value.code == code


@pytest.mark.parametrize(("size", "code"), [(100, "OK"), (101, "isv.MOBILE_COUNT_OVER_LIMIT")])
def test_a_batch_is_of_a_hundred_at_most(
    sandbox: Sandbox, make_client: MakeClient, size: int, code: str
) -> None:
    """One more is refused whole."""
    batch = _batch(
        phone_number_json=[f"13800138{number:03d}" for number in range(size)],
        sign_name_json=["速通科技"] * size,
        template_param_json=CODES[:1] * size,
    )
    assert make_client().send_batch_sms(batch).body.code == code
    assert len(sandbox.messages) == (size if code == "OK" else 0)


def test_a_key_that_may_not_is_refused(sandbox: Sandbox, make_client: MakeClient) -> None:
    """The permission is one of its own: that of SendSms is not enough."""
    client = make_client("sandbox-send-only-key-id", "sandbox-send-only-key-secret")
    assert client.send_batch_sms(_batch()).body.code == "isp.RAM_PERMISSION_DENY"
    assert sandbox.messages == ()


def test_flow_control_counts_each_number_under_its_sign(make_client: MakeClient) -> None:
    """One that has had enough refuses the batch, and nothing of it is counted."""
    moment = utc_now()
    owned = replace(catalogue.load(), flow_limits=FlowLimits(hour=1))
    sandbox = Sandbox.start(catalogue=owned, clock=lambda: moment)
    client = make_client(endpoint=sandbox.endpoint)

    def send(*phones: str, **changes: Any) -> str:  # noqa: ANN401 - JSON
        batch = _batch(phone_number_json=phones, **changes)
        return str(client.send_batch_sms(batch).body.code)

    assert send(*PHONES) == "OK"
    assert send("13900139000", PHONES[1]) == "isv.BUSINESS_LIMIT_CONTROL"
    alone = {"sign_name_json": ["报备中签名"], "template_param_json": CODES[:1]}
    assert send(PHONES[1], **alone) == "isv.BUSINESS_LIMIT_CONTROL"
    assert send("13900139000", "13100131000") == "OK"
    assert send(*PHONES, sign_name_json=["报备中签名", "速通科技"]) == "OK"
    sandbox.stop()


def test_a_magic_number_in_it_decides(sandbox: Sandbox, make_client: MakeClient) -> None:
    """As in a list of SendSms."""
    batch = _batch(phone_number_json=[PHONES[0], "19900000402"])
    assert make_client().send_batch_sms(batch).body.code == "isv.AMOUNT_NOT_ENOUGH"
    assert sandbox.messages == ()
