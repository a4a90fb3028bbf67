"""What the official SDK reads of a sign and a template."""

import json
from collections.abc import Callable

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import GetSmsSignRequest, GetSmsTemplateRequest
from alibabacloud_tea_openapi.exceptions import ClientException

from aliyun_sms_sandbox.aliyun.server import Sandbox

MakeClient = Callable[..., Client]


@pytest.mark.parametrize(
    ("name", "status", "reason", "filing"),
    [
        ("速通科技", 1, None, [("mobile", 3), ("unicom", 3), ("telecom", 3)]),
        ("报备中签名", 1, None, [("mobile", 1), ("unicom", -1), ("telecom", 0)]),
        ("未报备签名", 1, None, [("mobile", -2), ("unicom", -2), ("telecom", -2)]),
        ("审核中签名", 0, None, [("mobile", -2), ("unicom", -2), ("telecom", -2)]),
        (
            "未通过签名",
            2,
            "签名与资质不符，请补充授权委托书。",
            [("mobile", -2), ("unicom", -2), ("telecom", -2)],
        ),
    ],
)
def test_the_sdk_reads_review_and_filing_of_a_sign(
    make_client: MakeClient,
    name: str,
    status: int,
    reason: str | None,
    filing: list[tuple[str, int]],
) -> None:
    """The numbers are those of the API, one filing for each carrier."""
    body = make_client().get_sms_sign(GetSmsSignRequest(sign_name=name)).body
    assert (body.code, body.sign_name, body.sign_status) == ("OK", name, status)
    assert body.audit_info.reject_info == reason
    details = body.sign_isp_register_detail_list
    assert [(detail.operator_code, detail.register_status) for detail in details] == filing


def test_a_carriers_answer_has_its_date_and_its_reason(make_client: MakeClient) -> None:
    """The date is in the vendor's zone; without an answer there is none."""
    body = make_client().get_sms_sign(GetSmsSignRequest(sign_name="报备中签名")).body
    mobile, unicom, telecom = body.sign_isp_register_detail_list
    assert mobile.operator_complete_time == "2026-01-14 11:30:00"
    assert unicom.operator_complete_time is None
    assert [reason.reason_code for reason in telecom.register_status_reasons] == ["OTHERS_ERROR"]


@pytest.mark.parametrize(
    ("code", "status", "kind", "international", "variables"),
    [
        ("SMS_1000001", "1", "0", None, {"code": "characterWithNumber2"}),
        ("SMS_1000011", "0", "0", None, {"code": "characterWithNumber2"}),
        ("SMS_1000012", "2", "0", None, {"code": "characterWithNumber2"}),
        ("SMS_1000013", "1", "0", None, {"code": "numberCaptcha"}),
        ("SMS_1000014", "1", "1", None, {"name": "others", "order": "others"}),
        ("SMS_2000002", "1", "3", 2, {"otp": "characterWithNumber2"}),
    ],
)
def test_the_sdk_reads_review_kind_and_text_of_a_template(
    make_client: MakeClient,
    sandbox: Sandbox,
    code: str,
    status: str,
    kind: str,
    international: int | None,
    variables: dict[str, str],
) -> None:
    """The numbers are those of the API; international ones have their kind beside the type."""
    body = make_client().get_sms_template(GetSmsTemplateRequest(template_code=code)).body
    assert (body.code, body.template_code, body.template_status) == ("OK", code, status)
    assert (body.template_type, body.intl_type) == (kind, international)
    assert json.loads(body.variable_attribute) == variables
    assert all(f"${{{name}}}" in body.template_content for name in variables)
    assert (body.audit_info.reject_info is not None) is (status == "2")
    assert sandbox.messages == ()


def test_what_the_account_does_not_have_is_the_products_refusal(make_client: MakeClient) -> None:
    """A sign and a template of somebody else, or of nobody, are answered alike."""
    client = make_client()
    sign = client.get_sms_sign(GetSmsSignRequest(sign_name="无此签名")).body
    template = client.get_sms_template(GetSmsTemplateRequest(template_code="SMS_1")).body
    assert (sign.code, sign.sign_status) == ("isv.SMS_SIGNATURE_ILLEGAL", None)
    assert (template.code, template.template_status) == ("isv.SMS_TEMPLATE_ILLEGAL", None)


def test_a_missing_name_is_a_gateway_error(make_client: MakeClient) -> None:
    """As for every mandatory parameter."""
    client = make_client()
    with pytest.raises(ClientException) as caught:
        client.get_sms_sign(GetSmsSignRequest(sign_name=""))
    assert caught.value.code == "MissingSignName"
    with pytest.raises(ClientException) as caught:
        client.get_sms_template(GetSmsTemplateRequest(template_code=""))
    assert caught.value.code == "MissingTemplateCode"
