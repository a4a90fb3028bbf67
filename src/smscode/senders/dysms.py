"""Aliyun SMS: Dysmsapi 2017-05-25, ``SendSms``, through the official SDK.

The API: help.aliyun.com/document_detail/55284.html.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from smscode.clock import Timeouts
from smscode.credentials import Credentials
from smscode.senders.attempt import Ask, Sms, prepared, template_param
from smscode.settings import Endpoint

if TYPE_CHECKING:
    from smscode.config.templates import TemplateRef


class Dysms:
    """Sends with the operator's own approved sign name and template."""

    def __init__(self, endpoint: Endpoint, timeouts: Timeouts) -> None:
        self._endpoint = endpoint
        self._timeouts = timeouts

    def prepare(self, sms: Sms, credentials: Credentials) -> Ask:
        """Return a function that sends *sms* once."""
        return prepared(lambda: self._request(sms, credentials), sms.code)

    def _request(self, sms: Sms, credentials: Credentials) -> Callable[[], object]:
        from smscode.aliyun.sdk import send_sms  # noqa: PLC0415 - a refusal must not pay for it

        template = cast("TemplateRef", sms.ref)
        variables = {**template.variables, template.code_variable: sms.code.value}
        fields = {
            "phone_numbers": _number(sms),
            "sign_name": sms.sign_name,
            "template_code": template.template_code,
            "template_param": template_param(variables),
            "out_id": sms.out_id,
        }
        return send_sms(self._endpoint, credentials, fields, timeouts=self._timeouts)


def _number(sms: Sms) -> str:
    """Return the number as SendSms documents it: a mainland one without 86, others without plus."""
    return sms.phone.national if sms.phone.is_mainland else sms.phone.e164.removeprefix("+")
