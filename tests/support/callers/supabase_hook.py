"""What Supabase Auth sends to its Send SMS hook, and what it looks at in the answer."""

import json
from datetime import datetime, timezone
from typing import Any, Final
from uuid import uuid4

from standardwebhooks import Webhook

from smscode.outcome import Kind
from support.callers.front import Answer, Front, sandbox_config

SECRET: Final[str] = sandbox_config()["callers"]["supabase"]["webhookSecrets"][0]
METADATA: Final = {"uuid": str(uuid4()), "name": "send-sms", "ip_address": "203.0.113.7"}
USER: Final = {"id": str(uuid4()), "phone": "8613800138000", "phone_confirmed_at": "2026-08-20"}
DONE: Final = (200, "application/json", b"{}")


def payload(otp: str, **changes: object) -> dict[str, Any]:
    """Return what the hook sends since 2.187.0, with members changed; None takes one away."""
    document = {
        "metadata": METADATA,
        "user": USER,
        "sms": {"otp": otp, "phone": "8613800138000"},
        **changes,
    }
    return {name: value for name, value in document.items() if value is not None}


def signed(body: bytes, *secrets: str, at: float | None = None) -> dict[str, str]:
    """Return the hook's headers: it makes a new id for every attempt."""
    moment = datetime.fromtimestamp(
        datetime.now(timezone.utc).timestamp() if at is None else at, timezone.utc
    )
    message_id = str(uuid4())
    signatures = [
        Webhook(secret.removeprefix("v1,")).sign(message_id, moment, body.decode())
        for secret in secrets or (SECRET,)
    ]
    return {
        "Content-Type": "application/json",
        "Accept-Encoding": "identity",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": ", ".join(signatures),
    }


def call_hook(front: Front, document: object, *secrets: str) -> Answer:
    """Send a payload as Supabase Auth does."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return front.post("/supabase", body, signed(body, *secrets))


def seen(answer: Answer) -> tuple[int, str, bytes]:
    """Return what the hook looks at, and make sure that it is never told to come again."""
    assert "retry-after" not in answer.headers
    return answer.status, answer.headers["content-type"], answer.body


def error_of(kind: Kind) -> bytes:
    """Return the error object of an outcome."""
    text = {"error": {"http_code": kind.status, "message": kind.text.english}}
    return json.dumps(text, ensure_ascii=False).encode()
