"""What Authgear sends to its custom SMS gateway."""

import json
from typing import Any, Final

from local import signing
from support.callers.front import Answer, Front, sandbox_config

SECRET: Final[str] = sandbox_config()["callers"]["authgear"]["webhookSecrets"][0]


def message(code: str, **changes: object) -> dict[str, Any]:
    """Return what Authgear sends, with members changed."""
    return {
        "to": "+8613800138000",
        "body": f"{code} 是您的 Myapp 验证码",
        "app_id": "myapp",
        "template_name": "authenticate_primary_oob_sms.txt",
        "language_tag": "zh-CN",
        "template_variables": {"app_name": "Myapp", "code": code, "ui_locales": "zh-CN en"},
        **changes,
    }


def encoded(document: object) -> bytes:
    """Return a document as Go's encoding/json writes it."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def call_gateway(front: Front, document: object, secret: str = SECRET) -> Answer:
    """Send a message as Authgear does."""
    body = encoded(document)
    headers = {"Content-Type": "application/json", **signing.authgear([secret], 0, body)}
    return front.post("/authgear", body, headers)
