"""What Dysmsapi 2017-05-25 tells of the reviews: all signs and all templates, or one of them.

The API: ``QuerySmsSignList``, help.aliyun.com/document_detail/419282.html, and
``QuerySmsTemplateList``, 419288.html; and the look-ups that ``GetSmsSign`` and ``GetSmsTemplate``
have replaced, ``QuerySmsSign`` and ``QuerySmsTemplate``. Members are those of the models of the
vendor's SDK 4.6.0; the ids of files and work orders are made up. Lent signs are in no list.
"""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from aliyun_sms_sandbox.aliyun import parameters, vendor
from aliyun_sms_sandbox.aliyun.catalogue import Catalogue
from aliyun_sms_sandbox.aliyun.review import CREATED, Status
from aliyun_sms_sandbox.aliyun.sms_sign import Sign
from aliyun_sms_sandbox.aliyun.sms_template import Kind, Scope, Template
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Answer

_FIRST_PAGE: Final = {"PageIndex": "1", "PageSize": "10"}
_MAX_PAGE_SIZE: Final = 50
_STATES: Final = {
    Status.PENDING: "AUDIT_STATE_INIT",
    Status.APPROVED: "AUDIT_STATE_PASS",
    Status.REJECTED: "AUDIT_STATE_NOT_PASS",
    Status.CANCELLED: "AUDIT_STATE_CANCEL",
}
#: The API spells this one differently of a template.
_STATES_OF_TEMPLATES: Final = {**_STATES, Status.CANCELLED: "AUDIT_SATE_CANCEL"}
#: What stands where a reason would, and each page has words of its own.
_NOTHING_ON_SIGN, _NOTHING_ON_TEMPLATE = "无审核备注", "无审批备注"
#: The catalogue does not tell for what a sign may be used; this is what new ones are for.
_GENERAL: Final = "通用类型"
_ORDER, _FILE = "20049830001", 100000123456
#: ``OuterTemplateType`` and ``TemplateType``, which number the same purposes differently.
_TYPES: Final = {
    Kind.VERIFICATION: (0, 2),
    Kind.NOTIFICATION: (1, 0),
    Kind.PROMOTION: (2, 1),
}
#: Of an international template, whatever its purpose.
_INTERNATIONAL: Final = (3, 6)

_Entry = TypeVar("_Entry")


def query_sms_sign_list(query: Mapping[str, str], catalogue: Catalogue) -> Answer:
    """Answer with one page of the signs, in the order of the catalogue.

    Raises:
        VendorError: There are no such pages.
    """
    page, members = _page(query, tuple(catalogue.signs.values()))
    return vendor.ok(SmsSignList=[_sign(sign) for sign in page], **members)


def query_sms_template_list(query: Mapping[str, str], catalogue: Catalogue) -> Answer:
    """Answer with one page of the templates, likewise.

    Raises:
        VendorError: There are no such pages.
    """
    page, members = _page(query, tuple(catalogue.templates.values()))
    sign_name = next(iter(catalogue.signs), "")  # the catalogue ties no template to a sign
    return vendor.ok(SmsTemplateList=[_template(each, sign_name) for each in page], **members)


def query_sms_sign(query: Mapping[str, str], catalogue: Catalogue) -> Answer:
    """Answer with the review of a sign.

    Raises:
        VendorError: The account has none of that name.
    """
    sign = catalogue.sign(parameters.required(query, "SignName"))
    return vendor.ok(
        SignName=sign.name,
        SignStatus=sign.status.number,
        CreateDate=CREATED,
        Reason=sign.reason or _NOTHING_ON_SIGN,
    )


def query_sms_template(query: Mapping[str, str], catalogue: Catalogue) -> Answer:
    """Answer with the review and the text of a template.

    Raises:
        VendorError: The account has none of that code.
    """
    template = catalogue.template(parameters.required(query, "TemplateCode"))
    outer, _ = _types(template)
    return vendor.ok(
        TemplateCode=template.code,
        TemplateName=template.name,
        TemplateContent=template.text,
        TemplateStatus=template.status.number,
        TemplateType=outer,
        CreateDate=CREATED,
        Reason=template.reason or _NOTHING_ON_TEMPLATE,
    )


def _page(
    query: Mapping[str, str], entries: Sequence[_Entry]
) -> tuple[Sequence[_Entry], dict[str, object]]:
    """Return the entries on the page that *query* asks for, and the members that count them."""
    asked = {**_FIRST_PAGE, **query}
    index, size = parameters.number(asked, "PageIndex"), parameters.number(asked, "PageSize")
    if index < 1 or not 1 <= size <= _MAX_PAGE_SIZE:
        raise VendorError("isv.INVALID_PARAMETERS", "参数异常")
    members: dict[str, object] = {
        "TotalCount": len(entries),
        "CurrentPage": index,
        "PageSize": size,
    }
    return entries[(index - 1) * size : index * size], members


def _sign(sign: Sign) -> dict[str, object]:
    return {
        "SignName": sign.name,
        "AuditStatus": _STATES[sign.status],
        "BusinessType": _GENERAL,
        "CreateDate": CREATED,
        "OrderId": _ORDER,
        "Reason": _reason(sign.reason or _NOTHING_ON_SIGN),
        "AppIcpRecordId": _FILE,
        "AuthorizationLetterId": _FILE,
        "TrademarkId": _FILE,
        "authorizationLetterAuditPass": True,
    }


def _template(template: Template, sign_name: str) -> dict[str, object]:
    outer, inner = _types(template)
    return {
        "TemplateCode": template.code,
        "TemplateName": template.name,
        "TemplateContent": template.text,
        "OuterTemplateType": outer,
        "TemplateType": inner,
        "AuditStatus": _STATES_OF_TEMPLATES[template.status],
        "CreateDate": CREATED,
        "OrderId": _ORDER,
        "Reason": _reason(template.reason or _NOTHING_ON_TEMPLATE),
        "SignatureName": sign_name,
        "TrafficDriving": "",
    }


def _types(template: Template) -> tuple[int, int]:
    return _TYPES[template.kind] if template.scope is Scope.DOMESTIC else _INTERNATIONAL


def _reason(text: str) -> dict[str, str]:
    return {"RejectDate": CREATED, "RejectInfo": text, "RejectSubInfo": text}
