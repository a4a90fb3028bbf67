"""Aliyun number verification: Dypnsapi 2017-05-25, ``SendSmsVerifyCode``.

For personal accounts, which cannot have a signature of their own any more: Aliyun lends signatures
and the templates 100001 to 100005, for mainland numbers only. The API:
help.aliyun.com/zh/pnvs/developer-reference/api-dypnsapi-2017-05-25-sendsmsverifycode.
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


class Pnvs:
    """Sends with sign names and templates that Aliyun lends. The code is ours."""

    def __init__(self, endpoint: Endpoint, timeouts: Timeouts) -> None:
        self._endpoint = endpoint
        self._timeouts = timeouts

    def prepare(self, sms: Sms, credentials: Credentials) -> Ask:
        """Return a function that sends *sms* once."""
        return prepared(lambda: self._request(sms, credentials), sms.code)

    def _request(self, sms: Sms, credentials: Credentials) -> Callable[[], object]:
        from smscode.aliyun import sdk  # noqa: PLC0415 - a refused call must not pay for it

        template = cast("TemplateRef", sms.ref)
        variables = {template.code_variable: sms.code.value, "min": str(template.minutes)}
        query = {
            "CountryCode": "86",
            "PhoneNumber": sms.phone.national,
            "SignName": str(sms.sign_name),
            "TemplateCode": template.template_code,
            "TemplateParam": template_param(variables),
        }
        if sms.out_id is not None:
            query["OutId"] = sms.out_id
        return sdk.call_api(
            self._endpoint,
            credentials,
            "SendSmsVerifyCode",
            "2017-05-25",
            query,
            timeouts=self._timeouts,
        )
