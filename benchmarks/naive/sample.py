"""Sending as the code that OpenAPI Explorer generates for ``SendSms`` does it."""

import json
import os

from alibabacloud_credentials.client import Client as CredentialClient
from alibabacloud_dysmsapi20170525 import models as dysms_models
from alibabacloud_dysmsapi20170525.client import Client as DysmsClient
from alibabacloud_tea_openapi import models as open_api_models
from alibabacloud_tea_util import models as util_models
from pydantic import BaseModel, Field

# Made once: each one starts a thread that never ends, and the samples make one for each client.
_ROLE = CredentialClient()


class Template(BaseModel):
    """One template of the config."""

    usage_type: str = Field(alias="usageType")
    template_code: str = Field(alias="templateCode")


class Config(BaseModel):
    """The config document, as far as the sample needs it."""

    access_key_id: str | None = Field(None, alias="accessKeyId")
    access_key_secret: str | None = Field(None, alias="accessKeySecret")
    sign_name: str = Field(alias="signName")
    templates: list[Template]
    tokens: list[str]


class SmsRequest(BaseModel):
    """The body of a call."""

    phone: str = Field(pattern=r"^\+861[3-9][0-9]{9}$")
    usage_type: str = Field(alias="usageType")
    code: str = Field(pattern=r"^[0-9A-Za-z]{4,6}$")


def api_config(endpoint: str) -> open_api_models.Config:
    """Return the SDK's configuration for an endpoint, the function role's key in it."""
    return open_api_models.Config(
        credential=_ROLE, endpoint=endpoint, protocol=os.environ["PROTOCOL"]
    )


def handle(config: Config, authorization: str, body: str) -> dict[str, object]:
    """Serve one HTTP call."""
    if authorization.removeprefix("Bearer ") not in config.tokens:
        return reply(401, "unauthorized")
    request = SmsRequest.model_validate_json(body)
    api = api_config(os.environ["DYSMSAPI"])
    if config.access_key_id and config.access_key_secret:
        api.credential = None
        api.access_key_id = config.access_key_id
        api.access_key_secret = config.access_key_secret
    usage = request.usage_type
    template = next(each for each in config.templates if each.usage_type == usage)
    sms = dysms_models.SendSmsRequest(
        phone_numbers=request.phone.removeprefix("+86"),
        sign_name=config.sign_name,
        template_code=template.template_code,
        template_param=json.dumps({"code": request.code}),
    )
    response = DysmsClient(api).send_sms_with_options(sms, util_models.RuntimeOptions())
    if response.body.code != "OK":
        return reply(502, response.body.code)
    return reply(200, "sent")


def reply(status: int, code: str) -> dict[str, object]:
    """Return the reply as both clouds take it."""
    headers = {"Content-Type": "application/json"}
    body = json.dumps({"code": code})
    return {"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": False}
