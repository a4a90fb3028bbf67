"""The `SendSms` action of Dysmsapi 2017-05-25: what Aliyun checks before it accepts a message.

The order of the checks is ours: the vendor tells none.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from sandbox.aliyun import numbers, parameters, vendor
from sandbox.aliyun.catalogue import Catalogue
from sandbox.aliyun.journal import Message
from sandbox.aliyun.review import Status
from sandbox.aliyun.sms_sign import Sign
from sandbox.aliyun.sms_template import Kind, Rule, Scope, Template
from sandbox.aliyun.vendor import VendorError
from sandbox.wire import Answer

VERSION = "2017-05-25"
_MAX_NUMBERS = 1000
# A verification template takes 4-6 letters or digits (help.aliyun.com 463237 and 2806243).
_CODE_LENGTH = range(4, 7)
_CODES = {
    Rule.DIGITS: re.compile(r"[0-9]+"),
    Rule.LETTERS_AND_DIGITS: re.compile(r"[0-9A-Za-z]+"),
}


def send_sms(query: Mapping[str, str], catalogue: Catalogue, now: datetime) -> list[Message]:
    """Return the accepted messages, one for each number.

    Raises:
        VendorError: The first fault found; nothing is sent.
    """
    phones = parameters.required(query, "PhoneNumbers").split(",")
    sign_name = parameters.required(query, "SignName")
    template_code = parameters.required(query, "TemplateCode")
    if len(phones) > _MAX_NUMBERS:
        raise VendorError("isv.MOBILE_COUNT_OVER_LIMIT", "手机号码数量超过限制")
    for phone in phones:
        if not numbers.is_well_formed(phone):
            raise _illegal(phone)
    sign = _sign(catalogue, sign_name)
    template = _template(catalogue, template_code)
    for phone in phones:
        _check_scope(phone, template)
    variables = _variables(query, template)
    biz_id = vendor.new_biz_id()
    text = f"【{sign.name}】{template.render(variables)}"
    out_id, at_home = query.get("OutId"), template.scope is Scope.DOMESTIC
    return [
        Message(phone, sign.name, template.code, variables, text, out_id, biz_id, now, at_home)
        for phone in phones
    ]


def accepted(message: Message) -> Answer:
    """Answer with the receipt of accepted messages, of which this is one."""
    return vendor.answer("OK", "OK", biz_id=message.biz_id)


def _illegal(phone: str) -> VendorError:
    return VendorError("isv.MOBILE_NUMBER_ILLEGAL", f"{phone}号码格式错误")


def _sign(catalogue: Catalogue, name: str) -> Sign:
    sign = catalogue.sign(name)
    if sign.status is not Status.APPROVED:
        raise VendorError("isv.SMS_SIGNATURE_ILLEGAL", "签名不合法(不存在或被拉黑)")
    return sign


def _template(catalogue: Catalogue, code: str) -> Template:
    template = catalogue.template(code)
    if template.status is not Status.APPROVED:
        raise VendorError("isv.SMS_TEMPLATE_ILLEGAL", "模板不合法(不存在或被拉黑)")
    return template


def _check_scope(phone: str, template: Template) -> None:
    if template.scope is Scope.DOMESTIC:
        if not numbers.is_mainland(phone):
            raise _illegal(phone)
    elif numbers.is_only_mainland(phone):
        raise VendorError(
            "isv.DOMESTIC_NUMBER_NOT_SUPPORTED", "国际/港澳台消息模板不支持发送境内号码"
        )


def _variables(query: Mapping[str, str], template: Template) -> dict[str, str]:
    values = parameters.template_variables(query)
    if not set(template.variables) <= values.keys():
        raise VendorError("isv.TEMPLATE_MISSING_PARAMETERS", "模板变量缺少对应参数值")
    if template.kind is Kind.VERIFICATION:
        _check_code(values, template)
    return values


def _check_code(values: Mapping[str, str], template: Template) -> None:
    (name,) = template.variables
    code = values[name]
    if len(values) > 1 or not _CODES[template.rule].fullmatch(code):
        raise VendorError(
            "isv.TEMPLATE_PARAMS_ILLEGAL", "params must be [a-zA-Z0-9] for verification sms"
        )
    if len(code) not in _CODE_LENGTH:
        raise VendorError("isv.PARAM_LENGTH_LIMIT", f"参数超过长度限制:{_CODE_LENGTH[-1]}")
