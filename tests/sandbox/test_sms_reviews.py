"""What the official SDK reads of all signs and templates, and by the look-ups of before."""

import json
from collections.abc import Callable
from typing import Any, Final

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import (
    QuerySmsSignListRequest,
    QuerySmsSignRequest,
    QuerySmsTemplateListRequest,
    QuerySmsTemplateRequest,
)
from alibabacloud_tea_openapi.exceptions import ClientException
from darabonba.model import DaraModel

from aliyun_sms_sandbox.aliyun import catalogue, lent, sms_reviews
from aliyun_sms_sandbox.aliyun.catalogue import Catalogue, Scope, Sign, Status, Template
from aliyun_sms_sandbox.aliyun.sms_template import Kind
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Answer

MakeClient = Callable[..., Client]
Query = Callable[[dict[str, str], Catalogue], Answer]

LISTS: Final = (sms_reviews.query_sms_sign_list, sms_reviews.query_sms_template_list)
each_list = pytest.mark.parametrize("query", LISTS)
ACCOUNT: Final = Catalogue(
    {},
    {f"签名{n}": Sign(f"签名{n}", Status.APPROVED) for n in range(120)},
    {
        f"SMS_{n}": Template(f"SMS_{n}", "名称", Scope.DOMESTIC, Status.APPROVED, "${code}")
        for n in range(120)
    },
)


def missing(body: DaraModel) -> list[str]:
    """Return the members of the SDK's model that the answer left out, those of its rows too."""
    found = []
    for name, value in vars(body).items():
        if value is None:
            found.append(name)
        for part in value if isinstance(value, list) else [value]:
            found += missing(part) if isinstance(part, DaraModel) else []
    return found


def test_the_sdk_reads_every_sign(make_client: MakeClient) -> None:
    """With its state, and why it was rejected; each member of the SDK's model is there."""
    body = make_client().query_sms_sign_list(QuerySmsSignListRequest(page_size=50)).body
    assert (body.code, missing(body)) == ("OK", [])
    rows = {row.sign_name: row for row in body.sms_sign_list}
    assert list(rows) == list(catalogue.load().signs)
    names = ("速通科技", "审核中签名", "未通过签名")
    assert [(rows[name].audit_status, rows[name].reason.reject_info) for name in names] == [
        ("AUDIT_STATE_PASS", "无审核备注"),
        ("AUDIT_STATE_INIT", "无审核备注"),
        ("AUDIT_STATE_NOT_PASS", "签名与资质不符，请补充授权委托书。"),
    ]
    assert not rows.keys() & set(lent.SIGNS)


def test_the_sdk_reads_every_template(make_client: MakeClient) -> None:
    """Two numbers tell the purpose in two ways; an international one has the same for each."""
    body = make_client().query_sms_template_list(QuerySmsTemplateListRequest(page_size=50)).body
    assert (body.code, missing(body)) == ("OK", [])
    rows = {row.template_code: row for row in body.sms_template_list}
    assert list(rows) == list(catalogue.load().templates)
    assert {
        code: (rows[code].audit_status, rows[code].outer_template_type, rows[code].template_type)
        for code in ("SMS_1000001", "SMS_1000011", "SMS_1000012", "SMS_1000014", "SMS_2000001")
    } == {
        "SMS_1000001": ("AUDIT_STATE_PASS", 0, 2),
        "SMS_1000011": ("AUDIT_STATE_INIT", 0, 2),
        "SMS_1000012": ("AUDIT_STATE_NOT_PASS", 0, 2),
        "SMS_1000014": ("AUDIT_STATE_PASS", 1, 0),
        "SMS_2000001": ("AUDIT_STATE_PASS", 3, 6),
    }
    assert rows["SMS_1000012"].reason.reject_info == "模板内容过短，请说明验证码的用途。"
    assert "${otp}" in rows["SMS_2000002"].template_content


def test_a_page_is_ten_rows_unless_asked_otherwise(make_client: MakeClient) -> None:
    """The whole number stands on each page, and one after the last has no rows."""
    client = make_client()

    def page(**asked: int) -> tuple[int, int, int, int]:
        body = client.query_sms_template_list(QuerySmsTemplateListRequest(**asked)).body
        return body.current_page, body.page_size, len(body.sms_template_list), body.total_count

    total = len(catalogue.load().templates)
    assert page() == (1, 10, 10, total)
    assert page(page_index=2, page_size=total - 1) == (2, total - 1, 1, total)
    assert page(page_index=3, page_size=total - 1) == (3, total - 1, 0, total)


@each_list
def test_the_pages_have_each_row_once(query: Query) -> None:
    """120 are on three pages of 50, in order."""
    found: list[Any] = []
    for index in ("1", "2", "3"):
        document = json.loads(query({"PageIndex": index, "PageSize": "50"}, ACCOUNT).body)
        found += document.get("SmsSignList", []) + document.get("SmsTemplateList", [])
        assert document["TotalCount"] == 120
    names = [row.get("SignName") or row["TemplateCode"] for row in found]
    assert names in (list(ACCOUNT.signs), list(ACCOUNT.templates))


@each_list
@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"PageIndex": "0"}, "isv.INVALID_PARAMETERS"),
        ({"PageSize": "0"}, "isv.INVALID_PARAMETERS"),
        ({"PageSize": "51"}, "isv.INVALID_PARAMETERS"),
        ({"PageSize": "-1"}, "InvalidParameter"),
        ({"PageIndex": "two"}, "InvalidParameter"),
    ],
)
def test_pages_that_cannot_be_are_refused(query: Query, asked: dict[str, str], code: str) -> None:
    """From 1, and of 1 to 50 rows."""
    with pytest.raises(VendorError) as refusal:
        query(asked, ACCOUNT)
    assert refusal.value.code == code


def test_what_was_withdrawn_is_spelt_as_the_vendor_does() -> None:
    """Of a template without one of its letters."""
    withdrawn = Catalogue(
        {},
        {"a": Sign("a", Status.CANCELLED)},
        {"SMS_1": Template("SMS_1", "n", Scope.DOMESTIC, Status.CANCELLED, "${code}")},
    )
    (sign,) = json.loads(LISTS[0]({}, withdrawn).body)["SmsSignList"]
    (template,) = json.loads(LISTS[1]({}, withdrawn).body)["SmsTemplateList"]
    assert sign["AuditStatus"] == "AUDIT_STATE_CANCEL"
    assert template["AuditStatus"] == "AUDIT_SATE_CANCEL"


def test_each_purpose_has_its_two_numbers() -> None:
    """OuterTemplateType and TemplateType."""
    purposes = {
        "SMS_1": (Kind.VERIFICATION, (0, 2)),
        "SMS_2": (Kind.NOTIFICATION, (1, 0)),
        "SMS_3": (Kind.PROMOTION, (2, 1)),
    }
    templates = {
        code: Template(code, "n", Scope.DOMESTIC, Status.APPROVED, "${code}", kind)
        for code, (kind, _) in purposes.items()
    }
    rows = json.loads(LISTS[1]({}, Catalogue({}, {}, templates)).body)["SmsTemplateList"]
    assert [
        (row["TemplateCode"], (row["OuterTemplateType"], row["TemplateType"])) for row in rows
    ] == [(code, numbers) for code, (_, numbers) in purposes.items()]


def test_a_key_that_is_not_the_accounts_lists_nothing(make_client: MakeClient) -> None:
    """The signature is checked as for every action, and so is what the key may do."""
    with pytest.raises(ClientException) as caught:
        make_client(secret="another").query_sms_sign_list(QuerySmsSignListRequest())
    assert caught.value.code == "SignatureDoesNotMatch"
    sender = make_client("sandbox-send-only-key-id", "sandbox-send-only-key-secret")
    body = sender.query_sms_template_list(QuerySmsTemplateListRequest()).body
    assert (body.code, body.sms_template_list) == ("isp.RAM_PERMISSION_DENY", [])


def test_the_sdk_looks_up_one_sign(make_client: MakeClient) -> None:
    """Its review alone, with the reason as a text."""
    client = make_client()
    rejected = client.query_sms_sign(QuerySmsSignRequest(sign_name="未通过签名")).body
    assert (rejected.sign_status, missing(rejected)) == (2, [])
    assert rejected.reason == "签名与资质不符，请补充授权委托书。"
    approved = client.query_sms_sign(QuerySmsSignRequest(sign_name="速通科技")).body
    assert (approved.sign_status, approved.reason) == (1, "无审核备注")
    nobodys = client.query_sms_sign(QuerySmsSignRequest(sign_name="无此签名")).body
    assert nobodys.code == "isv.SMS_SIGNATURE_ILLEGAL"


def test_the_sdk_looks_up_one_template(make_client: MakeClient) -> None:
    """Its type is the number that lists have as the outer one."""
    client = make_client()

    def look_up(code: str) -> Any:  # noqa: ANN401 - the SDK's model
        return client.query_sms_template(QuerySmsTemplateRequest(template_code=code)).body

    rejected = look_up("SMS_1000012")
    assert (rejected.template_status, rejected.template_type, missing(rejected)) == (2, 0, [])
    assert rejected.reason == "模板内容过短，请说明验证码的用途。"
    international = look_up("SMS_2000001")
    assert (international.template_status, international.template_type) == (1, 3)
    assert international.reason == "无审批备注"
    assert look_up("SMS_1").code == "isv.SMS_TEMPLATE_ILLEGAL"
