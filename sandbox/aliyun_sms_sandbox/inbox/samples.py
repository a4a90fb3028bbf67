"""Programs of a few lines that use what runs here: they send an SMS, and read its code.

curl signs no request, so it only reads; where a function runs too, it calls that to send.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template as Text
from typing import Final
from urllib.parse import urlsplit

from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.catalogue import Catalogue
from aliyun_sms_sandbox.aliyun.review import Status
from aliyun_sms_sandbox.aliyun.sms_template import Kind, Scope, Template
from aliyun_sms_sandbox.inbox.front import EXAMPLE, Front, curl

_PYTHON: Final = Text("""\
import json
from urllib.request import urlopen

from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.models import Config

client = Client(
    Config(
        access_key_id=$key_id,
        access_key_secret=$key_secret,
        endpoint=$endpoint,
        protocol="HTTP",
    )
)
reply = client.send_sms(
    SendSmsRequest(
        phone_numbers=$phone,
        sign_name=$sign,
        template_code=$template,
        template_param=json.dumps({$variable: $code}),
    )
)
print(reply.body.code, reply.body.message)

with urlopen($codes) as answer:
    print(json.load(answer)["code"])""")

_NODE: Final = Text("""\
import Dysmsapi, { SendSmsRequest } from "@alicloud/dysmsapi20170525";
import { $$OpenApiUtil } from "@alicloud/openapi-core";

const client = new Dysmsapi.default(new $$OpenApiUtil.Config({
  accessKeyId: $key_id,
  accessKeySecret: $key_secret,
  endpoint: $endpoint,
  protocol: "HTTP",
}));
const reply = await client.sendSms(new SendSmsRequest({
  phoneNumbers: $phone,
  signName: $sign,
  templateCode: $template,
  templateParam: JSON.stringify({ $variable: $code }),
}));
console.log(reply.body.code, reply.body.message);

const answer = await fetch($codes);
console.log((await answer.json()).code);""")


@dataclass(frozen=True, slots=True)
class Sample:
    """One of them.

    Attributes:
        name: Its language.
        text: The program, or the commands of a shell.
        file: What to save a program as.
        install: A command that installs what it imports.
    """

    name: str
    text: str
    file: str = ""
    install: str = ""


def samples(
    endpoint: str, key: AccessKey, catalogue: Catalogue, inbox: str, function: Front | None
) -> tuple[Sample, ...]:
    """Return them, with a sign and a template of the catalogue.

    Args:
        endpoint: The URL of Aliyun's stand-in.
        key: One that may send, without a token.
        catalogue: What the account owns.
        inbox: The URL by which the reader has found its page; the stand-in has the same name.
        function: The one that runs beside it, if any.
    """
    codes = f"{inbox}api/codes/{EXAMPLE['phone']}"
    template = _first_template(catalogue)
    values = _literals(
        {
            "key_id": key.id,
            "key_secret": key.secret,
            "endpoint": _same_name(inbox, endpoint),
            "phone": EXAMPLE["phone"],
            "sign": _first_sign(catalogue),
            "template": template.code,
            "variable": template.variables[0],
            "code": EXAMPLE["code"],
            "codes": codes,
        }
    )
    commands = [function.command(EXAMPLE)] if function else []
    commands.append(curl(f"{codes}?wait=10"))
    return (
        Sample("curl", "\n\n".join(commands)),
        Sample(
            "Python",
            _PYTHON.substitute(values),
            "send.py",
            "pip install alibabacloud-dysmsapi20170525",
        ),
        Sample(
            "Node.js",
            _NODE.substitute(values),
            "send.mjs",
            "npm install @alicloud/dysmsapi20170525 @alicloud/openapi-core",
        ),
    )


def _same_name(inbox: str, endpoint: str) -> str:
    """Return host and port of the endpoint, by the name of the inbox."""
    host = urlsplit(inbox).hostname or ""
    return f"{f'[{host}]' if ':' in host else host}:{urlsplit(endpoint).port}"


def _first_sign(catalogue: Catalogue) -> str:
    signs = (sign.name for sign in catalogue.signs.values() if sign.status is Status.APPROVED)
    return next(signs, "SIGN")


def _first_template(catalogue: Catalogue) -> Template:
    """Return one that takes a code to the mainland; in an account without any, a made-up one."""
    wanted = (Scope.DOMESTIC, Kind.VERIFICATION, Status.APPROVED)
    templates = (
        template
        for template in catalogue.templates.values()
        if (template.scope, template.kind, template.status) == wanted
    )
    made_up = Template("SMS_1", "", Scope.DOMESTIC, Status.APPROVED, "${code}")
    return next(templates, made_up)


def _literals(values: Mapping[str, str]) -> dict[str, str]:
    """Write strings as JSON does, which Python and JavaScript read alike."""
    return {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}
