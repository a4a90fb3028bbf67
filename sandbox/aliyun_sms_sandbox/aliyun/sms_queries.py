"""The `GetSmsSign` and `GetSmsTemplate` actions of Dysmsapi 2017-05-25.

Members and their meanings are those of the vendor's pages, and of the models of its SDK 4.6.0. What
it knows, but the sandbox does not (files, work orders), is left out.
"""

import json
from collections.abc import Mapping
from typing import Final

from aliyun_sms_sandbox.aliyun import parameters, vendor
from aliyun_sms_sandbox.aliyun.catalogue import Catalogue
from aliyun_sms_sandbox.aliyun.review import CREATED
from aliyun_sms_sandbox.aliyun.sms_sign import Filing, FilingStatus, Operator, Sign
from aliyun_sms_sandbox.aliyun.sms_template import Kind, Scope, Template
from aliyun_sms_sandbox.wire import Answer

#: Made by the user, as opposed to lent ones.
_OWN: Final = 2
_REGISTER_STATUS: Final = {
    FilingStatus.FAILED: (0, "OTHERS_ERROR"),
    FilingStatus.UNVERIFIED: (1, "DETECTING"),
    FilingStatus.EXPIRED: (2, "NO_SEND_RECORD"),
    FilingStatus.FILED: (3, "DETECT_SUCCESS"),
    FilingStatus.PENDING: (-1, "REGISTERING"),
    FilingStatus.ABSENT: (-2, "NON_REGISTER"),
}
_TEMPLATE_TYPE: Final = {Kind.VERIFICATION: "0", Kind.NOTIFICATION: "1", Kind.PROMOTION: "2"}
_INTERNATIONAL_TYPE: Final = "3"
_INTERNATIONAL_KIND: Final = {Kind.NOTIFICATION: 0, Kind.PROMOTION: 1, Kind.VERIFICATION: 2}


def get_sms_sign(query: Mapping[str, str], catalogue: Catalogue) -> Answer:
    """Answer with the review and the filing of a sign.

    Raises:
        VendorError: The account has none of that name.
    """
    sign = catalogue.sign(parameters.required(query, "SignName"))
    return vendor.ok(
        SignName=sign.name,
        SignStatus=sign.status.number,
        SignTag=str(_OWN),
        ThirdParty=False,
        CreateDate=CREATED,
        AuditInfo=_audit(sign),
        SignIspRegisterDetailList=[
            _register_detail(operator, sign.filing.get(operator, Filing())) for operator in Operator
        ],
    )


def _register_detail(operator: Operator, filing: Filing) -> dict[str, object]:
    status, reason = _REGISTER_STATUS[filing.status]
    detail: dict[str, object] = {
        "OperatorCode": operator.value,
        "RegisterStatus": status,
        "RegisterStatusReasons": [{"ReasonCode": reason, "ReasonDescList": []}],
    }
    if filing.answered is not None:
        detail["OperatorCompleteTime"] = vendor.date(filing.answered)
    return detail


def get_sms_template(query: Mapping[str, str], catalogue: Catalogue) -> Answer:
    """Answer with the review and the text of a template.

    Raises:
        VendorError: The account has none of that code.
    """
    template = catalogue.template(parameters.required(query, "TemplateCode"))
    return vendor.ok(
        TemplateCode=template.code,
        TemplateName=template.name,
        TemplateContent=template.text,
        TemplateStatus=str(template.status.number),
        TemplateTag=_OWN,
        CreateDate=CREATED,
        AuditInfo=_audit(template),
        VariableAttribute=_variable_attribute(template),
        **_template_type(template),
    )


def _template_type(template: Template) -> dict[str, object]:
    if template.scope is Scope.DOMESTIC:
        return {"TemplateType": _TEMPLATE_TYPE[template.kind]}
    return {"TemplateType": _INTERNATIONAL_TYPE, "IntlType": _INTERNATIONAL_KIND[template.kind]}


def _variable_attribute(template: Template) -> str:
    rule = template.rule.value if template.kind is Kind.VERIFICATION else "others"
    return json.dumps(dict.fromkeys(template.variables, rule), ensure_ascii=False)


def _audit(reviewed: Sign | Template) -> dict[str, str]:
    return {"AuditDate": CREATED, **({"RejectInfo": reviewed.reason} if reviewed.reason else {})}
