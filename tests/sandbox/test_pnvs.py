"""What `SendSmsVerifyCode` accepts, what it refuses, and what it answers."""

import json
from collections.abc import Callable
from datetime import datetime, timezone

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_tea_openapi.models import OpenApiRequest
from darabonba.runtime import RuntimeOptions

from aliyun_sms_sandbox.aliyun import lent, pnvs
from aliyun_sms_sandbox.aliyun.server import running
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from support.generic_call import rpc

MakeClient = Callable[..., Client]
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
VALID = {
    "PhoneNumber": "13800138000",
    "SignName": lent.SIGNS[0],
    "TemplateCode": "100001",
    "TemplateParam": '{"code":"123456","min":"5"}',
}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"PhoneNumber": ""}, "MissingPhoneNumber"),
        ({"SignName": ""}, "MissingSignName"),
        ({"TemplateCode": ""}, "MissingTemplateCode"),
        ({"PhoneNumber": "+8613800138000"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"PhoneNumber": "8613800138000"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"PhoneNumber": "85251234567"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"PhoneNumber": "13800138000,13900139000"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"PhoneNumber": "51234567", "CountryCode": "852"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"CountryCode": "852"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"SignName": "速通科技"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"TemplateCode": "SMS_1000001"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"TemplateCode": "100006"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"TemplateParam": ""}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"TemplateParam": '{"code":"123456"}'}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"TemplateParam": '{"min":"5"}'}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"TemplateParam": '{"code":"123456","min":"5","a":"b"}'}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"TemplateParam": '{"code":"123","min":"5"}'}, "isv.INVALID_PARAMETERS"),
        ({"TemplateParam": '{"code":"##code##","min":"5"}'}, "isv.INVALID_PARAMETERS"),
        ({"TemplateParam": '{"code":"123456","min":"five"}'}, "isv.INVALID_PARAMETERS"),
        ({"TemplateParam": '{"code":"123456","min":5}'}, "isv.INVALID_JSON_PARAM"),
        ({"TemplateParam": "{code:123456}"}, "isv.INVALID_JSON_PARAM"),
    ],
)
def test_a_fault_is_refused_with_the_vendors_code(changes: dict[str, str], code: str) -> None:
    """Each fault has its own code, and nothing is accepted."""
    with pytest.raises(VendorError) as caught:
        pnvs.send_verify_code({**VALID, **changes}, lent.SIGNS, NOW)
    assert caught.value.code == code


@pytest.mark.parametrize("template", sorted(lent.TEMPLATES))
@pytest.mark.parametrize("sign", lent.SIGNS)
def test_every_lent_template_goes_with_every_lent_sign(template: str, sign: str) -> None:
    """Both variables are in the text, and nothing is left of how they are written."""
    query = {**VALID, "TemplateCode": template, "SignName": sign, "CountryCode": "86"}
    message = pnvs.send_verify_code(query, lent.SIGNS, NOW)
    assert message.text.startswith(f"【{sign}】")
    assert "验证码为123456" in message.text
    assert "5分钟内有效" in message.text
    assert "$" not in message.text
    assert (message.template, message.params) == (template, {"code": "123456", "min": "5"})


def test_the_receipt_is_inside_of_the_model() -> None:
    """An accepted message is answered in the documented form."""
    message = pnvs.send_verify_code({**VALID, "OutId": "order-7"}, lent.SIGNS, NOW)
    answer = pnvs.accepted(message)
    document = json.loads(answer.body)
    assert answer.status == 200
    assert document.keys() == {"Code", "Message", "Success", "Model"}
    assert (document["Code"], document["Success"]) == ("OK", True)
    assert document["Model"] == {
        "BizId": message.biz_id,
        "OutId": "order-7",
        "RequestId": answer.headers["x-acs-request-id"],
    }


def test_a_retired_sign_is_refused_from_then_on(make_client: MakeClient) -> None:
    """A lent sign serves until it is retired, over HTTP too, and the others go on."""
    params = rpc("SendSmsVerifyCode", pnvs.VERSION)

    def send(sign: str) -> str:
        request = OpenApiRequest(query={**VALID, "SignName": sign})
        answer = make_client(endpoint=sandbox.endpoint).call_api(params, request, RuntimeOptions())
        return str(answer["body"]["Code"])

    first, second, *_ = lent.SIGNS
    with running() as sandbox:
        assert send(first) == "OK"
        sandbox.retire_sign(first)
        assert send(first) == "isv.SMS_SIGNATURE_ILLEGAL"
        assert send(second) == "OK"
        assert [message.sign for message in sandbox.messages] == [first, second]
