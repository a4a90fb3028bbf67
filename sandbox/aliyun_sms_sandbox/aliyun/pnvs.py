"""The `SendSmsVerifyCode` action of Dypnsapi 2017-05-25: Aliyun's sign, Aliyun's template.

The API: help.aliyun.com/zh/pnvs/developer-reference/api-dypnsapi-2017-05-25-sendsmsverifycode.
`##code##`, for which Aliyun makes the code itself, is not stood in for.
"""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from aliyun_sms_sandbox.aliyun import lent, parameters, vendor
from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.wire import Answer

VERSION = "2017-05-25"
_MAINLAND = re.compile(r"1[3-9][0-9]{9}")
_FORMS = {
    "code": re.compile(r"[0-9A-Za-z]{4,8}"),  # CodeLength is 4 to 8 where Aliyun makes the code
    "min": re.compile(r"[1-9][0-9]{0,3}"),
}


def send_verify_code(
    query: Mapping[str, str], lent_signs: Collection[str], now: datetime
) -> Message:
    """Return the accepted message.

    Raises:
        VendorError: The first fault found; nothing is sent.
    """
    number = parameters.required(query, "PhoneNumber")
    sign = parameters.required(query, "SignName")
    code = parameters.required(query, "TemplateCode")
    if query.get("CountryCode", "86") != "86" or not _MAINLAND.fullmatch(number):
        raise VendorError("isv.MOBILE_NUMBER_ILLEGAL", f"{number}号码格式错误")
    if sign not in lent_signs:
        raise VendorError("isv.SMS_SIGNATURE_ILLEGAL", "签名不合法(不存在或被拉黑)")
    if code not in lent.TEMPLATES:
        raise VendorError("isv.SMS_TEMPLATE_ILLEGAL", "模板不合法(不存在或被拉黑)")
    variables = parameters.template_variables(query)
    if variables.keys() != _FORMS.keys():
        raise parameters.mismatch()
    if not all(form.fullmatch(variables[name]) for name, form in _FORMS.items()):
        raise VendorError("isv.INVALID_PARAMETERS", "参数异常")
    text = f"【{sign}】{lent.TEMPLATES[code].render(variables)}"
    biz_id = vendor.new_biz_id()
    return Message(number, sign, code, variables, text, query.get("OutId"), biz_id, now)


def interval(query: Mapping[str, str]) -> timedelta:
    """Return how long the number must wait for the next code: `Interval`, or a minute.

    Raises:
        VendorError: It is no whole number of seconds.
    """
    return timedelta(seconds=parameters.number({"Interval": "60", **query}, "Interval"))


def accepted(message: Message) -> Answer:
    """Answer with the receipt of an accepted message, which is inside `Model`."""
    request_id = vendor.new_request_id()
    model = {"BizId": message.biz_id, "OutId": message.out_id, "RequestId": request_id}
    document = {"Code": "OK", "Message": "成功", "Success": True, "Model": model}
    return vendor.reply(document, request_id)
