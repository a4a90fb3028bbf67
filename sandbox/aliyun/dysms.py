"""The `SendSms` action of Dysmsapi 2017-05-25: what Aliyun checks before it accepts a message."""

import re
from collections.abc import Mapping
from datetime import datetime

from sandbox.aliyun import parameters, vendor
from sandbox.aliyun.catalogue import Catalogue, Scope, Sign, Status, Template
from sandbox.aliyun.journal import Message
from sandbox.aliyun.vendor import VendorError

VERSION = "2017-05-25"
_MAX_NUMBERS = 1000
_MAINLAND = re.compile(r"(?:\+86|0086|86)?1[3-9][0-9]{9}")
_INTERNATIONAL = re.compile(r"(?!86)[1-9][0-9]{6,14}")
# With the 1 of its country code, 1415… (California) looks like a mainland number without 86. How
# Aliyun tells them apart is not verified: here an international template decides for America.
_NORTH_AMERICAN = re.compile(r"1[2-9][0-9]{2}[2-9][0-9]{6}")
# A verification template takes 4-6 letters or digits (help.aliyun.com 463237 and 2806243).
_CODE_LENGTH = range(4, 7)


def send_sms(query: Mapping[str, str], catalogue: Catalogue, now: datetime) -> list[Message]:
    """Return the accepted messages, one for each number.

    Raises:
        VendorError: The first fault found; nothing is sent.
    """
    numbers = parameters.required(query, "PhoneNumbers").split(",")
    sign_name = parameters.required(query, "SignName")
    template_code = parameters.required(query, "TemplateCode")
    if len(numbers) > _MAX_NUMBERS:
        raise VendorError("isv.MOBILE_COUNT_OVER_LIMIT", "手机号码数量超过限制")
    for number in numbers:
        _check_format(number)
    sign = _sign(catalogue, sign_name)
    template = _template(catalogue, template_code)
    for number in numbers:
        _check_scope(number, template)
    variables = _variables(query, template)
    biz_id = vendor.new_biz_id()
    text = f"【{sign.name}】{template.render(variables[template.variable])}"
    out_id = query.get("OutId")
    return [
        Message(number, sign.name, template.code, variables, text, out_id, biz_id, now)
        for number in numbers
    ]


def _check_format(number: str) -> None:
    if not _MAINLAND.fullmatch(number) and not _INTERNATIONAL.fullmatch(number):
        raise VendorError("isv.MOBILE_NUMBER_ILLEGAL", f"{number}号码格式错误")


def _sign(catalogue: Catalogue, name: str) -> Sign:
    sign = catalogue.signs.get(name)
    if sign is None or sign.status is not Status.APPROVED:
        raise VendorError("isv.SMS_SIGNATURE_ILLEGAL", "签名不合法(不存在或被拉黑)")
    return sign


def _template(catalogue: Catalogue, code: str) -> Template:
    template = catalogue.templates.get(code)
    if template is None or template.status is not Status.APPROVED:
        raise VendorError("isv.SMS_TEMPLATE_ILLEGAL", "模板不合法(不存在或被拉黑)")
    return template


def _check_scope(number: str, template: Template) -> None:
    mainland = _MAINLAND.fullmatch(number)
    if template.scope is Scope.DOMESTIC:
        if not mainland:
            raise VendorError("isv.MOBILE_NUMBER_ILLEGAL", f"{number}号码格式错误")
    elif mainland and not _NORTH_AMERICAN.fullmatch(number):
        raise VendorError(
            "isv.DOMESTIC_NUMBER_NOT_SUPPORTED", "国际/港澳台消息模板不支持发送境内号码"
        )


def _variables(query: Mapping[str, str], template: Template) -> dict[str, str]:
    document = parameters.template_variables(query)
    if template.variable not in document:
        raise VendorError("isv.TEMPLATE_MISSING_PARAMETERS", "模板变量缺少对应参数值")
    code = document[template.variable]
    if len(document) > 1 or not (code.isascii() and code.isalnum()):
        raise VendorError(
            "isv.TEMPLATE_PARAMS_ILLEGAL", "params must be [a-zA-Z0-9] for verification sms"
        )
    if len(code) not in _CODE_LENGTH:
        raise VendorError("isv.PARAM_LENGTH_LIMIT", f"参数超过长度限制:{_CODE_LENGTH[-1]}")
    return document
