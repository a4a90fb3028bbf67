"""The `SendSms` and `SendBatchSms` actions of Dysmsapi 2017-05-25, and what Aliyun checks in them.

The API: help.aliyun.com/document_detail/55284.html and 66041.html. The order of the checks is ours,
and so is the code for lists of different lengths: the vendor tells neither.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from aliyun_sms_sandbox.aliyun import carriers, numbers, parameters, vendor
from aliyun_sms_sandbox.aliyun.catalogue import Catalogue
from aliyun_sms_sandbox.aliyun.delivery import DELIVERED
from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.aliyun.review import Status
from aliyun_sms_sandbox.aliyun.sms_sign import Sign
from aliyun_sms_sandbox.aliyun.sms_template import Kind, Rule, Scope, Template
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Answer

VERSION = "2017-05-25"
_MAX_NUMBERS: Final = 1000
_MAX_NUMBERS_OF_BATCH: Final = 100
# A verification template takes 4-6 letters or digits (help.aliyun.com 463237 and 2806243).
_CODE_LENGTH = range(4, 7)
_CODES = {
    Rule.DIGITS: re.compile(r"[0-9]+"),
    Rule.LETTERS_AND_DIGITS: re.compile(r"[0-9A-Za-z]+"),
}


class _Part(NamedTuple):
    """What a request has for one number."""

    phone: str
    sign_name: str
    variables: Mapping[str, str]


def send_sms(query: Mapping[str, str], catalogue: Catalogue, now: datetime) -> list[Message]:
    """Return the accepted messages of `SendSms`, one for each number.

    Raises:
        VendorError: The first fault found; nothing is sent.
    """
    phones = parameters.required(query, "PhoneNumbers").split(",")
    sign_name = parameters.required(query, "SignName")
    variables = parameters.template_variables(query)
    _check_count(phones, _MAX_NUMBERS)
    parts = [_Part(phone, sign_name, variables) for phone in phones]
    return _messages(parts, query, catalogue, now)


def send_batch_sms(query: Mapping[str, str], catalogue: Catalogue, now: datetime) -> list[Message]:
    """Return the accepted messages of `SendBatchSms`, each with a sign and variables of its own.

    Raises:
        VendorError: The first fault found; nothing is sent.
    """
    phones, sign_names = parameters.lists_of_strings(query, "PhoneNumberJson", "SignNameJson")
    variables = parameters.lists_of_variables(query) or [{} for _ in phones]
    _check_count(phones, _MAX_NUMBERS_OF_BATCH)
    if not len(phones) == len(sign_names) == len(variables) > 0:
        raise VendorError("isv.INVALID_PARAMETERS", "参数异常")
    parts = list(map(_Part, phones, sign_names, variables))
    return _messages(parts, query, catalogue, now)


def accepted(message: Message) -> Answer:
    """Answer with the receipt of accepted messages, of which this is one."""
    return vendor.answer("OK", "OK", biz_id=message.biz_id)


def _messages(
    parts: Sequence[_Part], query: Mapping[str, str], catalogue: Catalogue, now: datetime
) -> list[Message]:
    """Return a message for each part, all with one receipt."""
    template_code = parameters.required(query, "TemplateCode")
    for part in parts:
        if not numbers.is_well_formed(part.phone):
            raise _illegal(part.phone)
    signs = [_sign(catalogue, part.sign_name) for part in parts]
    template = _template(catalogue, template_code)
    for part in parts:
        _check_scope(part.phone, template)
        _check_variables(part.variables, template)
    biz_id = vendor.new_biz_id()
    at_home = template.scope is Scope.DOMESTIC
    return [
        Message(
            part.phone,
            sign.name,
            template.code,
            part.variables,
            f"【{sign.name}】{template.render(part.variables)}",
            query.get("OutId"),
            biz_id,
            now,
            at_home,
            carriers.delivery_to(part.phone, sign) if at_home else DELIVERED,
        )
        for part, sign in zip(parts, signs, strict=True)
    ]


def _check_count(phones: Sequence[str], most: int) -> None:
    if len(phones) > most:
        raise VendorError("isv.MOBILE_COUNT_OVER_LIMIT", "手机号码数量超过限制")


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


def _check_variables(values: Mapping[str, str], template: Template) -> None:
    """Check the names, then the code.

    A variable without a value is isv.TEMPLATE_MISSING_PARAMETERS (help.aliyun.com 101346). One of
    another name, or one too many for a verification template, is what users report as
    isv.SMS_TEMPLATE_ILLEGAL (feiyu563/PrometheusAlert#320 and #391). A notification ignores it.
    """
    missing, foreign = set(template.variables) - values.keys(), values.keys() - template.variables
    is_verification = template.kind is Kind.VERIFICATION
    if foreign and (missing or is_verification):
        raise parameters.mismatch()
    if missing:
        raise VendorError("isv.TEMPLATE_MISSING_PARAMETERS", "模板变量缺少对应参数值")
    if is_verification:
        _check_code(values[template.variables[0]], template)


def _check_code(code: str, template: Template) -> None:
    if not _CODES[template.rule].fullmatch(code):
        raise VendorError(
            "isv.TEMPLATE_PARAMS_ILLEGAL", "params must be [a-zA-Z0-9] for verification sms"
        )
    if len(code) not in _CODE_LENGTH:
        raise VendorError("isv.PARAM_LENGTH_LIMIT", f"参数超过长度限制:{_CODE_LENGTH[-1]}")
