"""What `SendSms` accepts and what it refuses, with the vendor's code."""

from datetime import datetime, timezone

import pytest

from aliyun_sms_sandbox.aliyun import catalogue, dysms
from aliyun_sms_sandbox.aliyun.vendor import VendorError

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
ACCOUNT = catalogue.load()
VALID = {
    "PhoneNumbers": "13800138000",
    "SignName": "速通科技",
    "TemplateCode": "SMS_1000001",
    "TemplateParam": '{"code":"123456"}',
}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"PhoneNumbers": ""}, "MissingPhoneNumbers"),
        ({"SignName": ""}, "MissingSignName"),
        ({"TemplateCode": ""}, "MissingTemplateCode"),
        ({"PhoneNumbers": "12800138000"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"PhoneNumbers": "1380013800"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"PhoneNumbers": "138001380000"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"PhoneNumbers": "8612800138000"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"PhoneNumbers": "+852 51234567"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"PhoneNumbers": "+85251234567"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"PhoneNumbers": "１３８００１３８０００"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"PhoneNumbers": "13800138000\n"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"PhoneNumbers": "13800138000,"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"PhoneNumbers": ",".join(["13800138000"] * 1001)}, "isv.MOBILE_COUNT_OVER_LIMIT"),
        ({"SignName": "无此签名"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"SignName": "审核中签名"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"TemplateCode": "SMS_1"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"TemplateCode": "SMS_1000011"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"PhoneNumbers": "85251234567"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"TemplateCode": "SMS_2000001"}, "isv.DOMESTIC_NUMBER_NOT_SUPPORTED"),
        (
            {"TemplateCode": "SMS_2000001", "PhoneNumbers": "8612800138000"},
            "isv.MOBILE_NUMBER_ILLEGAL",
        ),
        (
            {"TemplateCode": "SMS_2000001", "PhoneNumbers": "8614155550100"},
            "isv.DOMESTIC_NUMBER_NOT_SUPPORTED",
        ),
        ({"TemplateParam": ""}, "isv.TEMPLATE_MISSING_PARAMETERS"),
        ({"TemplateParam": "{}"}, "isv.TEMPLATE_MISSING_PARAMETERS"),
        ({"TemplateParam": '{"otp":"123456"}'}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"TemplateParam": '{"Code":"123456"}'}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"TemplateParam": "123456"}, "isv.INVALID_JSON_PARAM"),
        ({"TemplateParam": "{code:123456}"}, "isv.INVALID_JSON_PARAM"),
        ({"TemplateParam": '["123456"]'}, "isv.INVALID_JSON_PARAM"),
        ({"TemplateParam": '{"code":123456}'}, "isv.INVALID_JSON_PARAM"),
        ({"TemplateParam": "[" * 100_000}, "isv.INVALID_JSON_PARAM"),
        ({"TemplateParam": '{"code":"123"}'}, "isv.PARAM_LENGTH_LIMIT"),
        ({"TemplateParam": '{"code":"1234567"}'}, "isv.PARAM_LENGTH_LIMIT"),
        ({"TemplateParam": '{"code":""}'}, "isv.TEMPLATE_PARAMS_ILLEGAL"),
        ({"TemplateParam": '{"code":"12 456"}'}, "isv.TEMPLATE_PARAMS_ILLEGAL"),
        ({"TemplateParam": '{"code":"１２３４"}'}, "isv.TEMPLATE_PARAMS_ILLEGAL"),
        ({"TemplateParam": '{"code":"1234","min":"5"}'}, "isv.SMS_TEMPLATE_ILLEGAL"),
        (
            {"TemplateCode": "SMS_1000013", "TemplateParam": '{"code":"a1b2"}'},
            "isv.TEMPLATE_PARAMS_ILLEGAL",
        ),
        (
            {"TemplateCode": "SMS_1000014", "TemplateParam": '{"name":"李"}'},
            "isv.TEMPLATE_MISSING_PARAMETERS",
        ),
        (
            {"TemplateCode": "SMS_1000014", "TemplateParam": '{"name":"李","number":"A-7"}'},
            "isv.SMS_TEMPLATE_ILLEGAL",
        ),
    ],
)
def test_a_fault_is_refused_with_the_vendors_code(changes: dict[str, str], code: str) -> None:
    """Each fault has its own code, and nothing is accepted."""
    with pytest.raises(VendorError) as caught:
        dysms.send_sms({**VALID, **changes}, ACCOUNT, NOW)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("number", "template"),
    [
        ("13800138000", "SMS_1000001"),
        ("19900000000", "SMS_1000001"),
        ("8613800138000", "SMS_1000001"),
        ("+8613800138000", "SMS_1000001"),
        ("008613800138000", "SMS_1000001"),
        ("85251234567", "SMS_2000001"),
        ("14155550100", "SMS_2000001"),
        ("6591234567", "SMS_2000001"),
    ],
)
def test_the_documented_number_forms_are_accepted(number: str, template: str) -> None:
    """Mainland numbers with any documented prefix, others as country code and number."""
    parameters = {**VALID, "PhoneNumbers": number, "TemplateCode": template}
    (message,) = dysms.send_sms(parameters, ACCOUNT, NOW)
    assert message.phone == number


def test_an_accepted_message_reads_as_on_the_phone() -> None:
    """The message holds the rendered text with the sign, and all that it was made from."""
    parameters = {**VALID, "TemplateParam": '{"code": "a1B2"}', "OutId": "order-7"}
    (message,) = dysms.send_sms(parameters, ACCOUNT, NOW)
    assert message.text == "【速通科技】您的登录验证码为a1B2，10分钟内有效，请勿告知他人。"
    assert message.params == {"code": "a1B2"}
    assert (message.template, message.out_id, message.time) == ("SMS_1000001", "order-7", NOW)


def test_several_numbers_are_several_messages_with_one_biz_id() -> None:
    """A comma-separated list is one submission to each number."""
    parameters = {**VALID, "PhoneNumbers": "13800138000,13900139000"}
    first, second = dysms.send_sms(parameters, ACCOUNT, NOW)
    assert (first.phone, second.phone) == ("13800138000", "13900139000")
    assert first.biz_id == second.biz_id


def test_a_notification_takes_any_text_in_all_its_variables() -> None:
    """Only a template for verification is held to one code."""
    values = '{"name":"李雷","order":"A-7","unused":"x"}'
    parameters = {**VALID, "TemplateCode": "SMS_1000014", "TemplateParam": values}
    (message,) = dysms.send_sms(parameters, ACCOUNT, NOW)
    assert message.text == "【速通科技】李雷，您的订单A-7已到货。"
