"""What ZITADEL sends to its HTTP SMS provider."""

import json
import time
from typing import Any, Final

from local import signing
from support.callers.front import Answer, Front, sandbox_config

KEY: Final[str] = sandbox_config()["callers"]["zitadel"]["signingKeys"][0]


def message(otp: str, **args: object) -> dict[str, Any]:
    """Return what the notifications of one-time passwords are by default, with args changed.

    None takes one away.
    """
    known = {"oTP": otp, "expiry": 300_000_000_000, "verifiedPhone": "+8613800138000", **args}
    return {
        "contextInfo": {
            "eventType": "session.otp.sms.challenged",
            "provider": {"id": "285181292935381355", "description": "aliyun"},
            "recipientPhoneNumber": "+8613800138000",
        },
        "templateData": {"title": "ZITADEL", "text": f"{otp} 是一次性密码"},
        "args": {name: value for name, value in known.items() if value is not None},
    }


def of_event(code: str, event_type: object) -> dict[str, Any]:
    """Return a message of another event, which has `code` and no `oTP`."""
    document = message(code, oTP=None, code=code)
    document["contextInfo"]["eventType"] = event_type
    return document


def call_provider(
    front: Front, document: object, *keys: str, age: int = 0, query: str = ""
) -> Answer:
    """Send a message as ZITADEL does, signed with each of its keys *age* seconds ago."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    signature = signing.zitadel(keys or [KEY], int(time.time()) - age, body)
    return front.post(f"/zitadel{query}", body, {"Content-Type": "application/json", **signature})
