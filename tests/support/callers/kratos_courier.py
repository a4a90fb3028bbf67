"""What Ory Kratos' courier sends to an `sms` channel: its default body, or the whole context."""

import json
from collections.abc import Mapping
from typing import Any, Final

from support.callers.front import Answer, Front, sandbox_config

TOKEN: Final[str] = sandbox_config()["callers"]["kratos"]["tokens"][0]
PHONE: Final = "+8613800138000"


def text_of(what: str, code: str) -> str:
    """Return the text of a built-in template, courier/template/courier/builtin/templates."""
    return f"Your {what} code is: {code}\n\nIt expires in 15 minutes.\n\n@example.com #{code}\n"


def default_body(template: str, text: str, **members: object) -> dict[str, Any]:
    """Return what embedx/config.schema.json's default template makes, with members changed."""
    return {
        "recipient": PHONE,
        "template_type": template,
        "to": PHONE,
        "recovery_code": None,
        "recovery_url": None,
        "verification_url": None,
        "verification_code": None,
        "subject": "",
        "body": text,
        **members,
    }


def whole_context(template: str, text: str, **data: object) -> dict[str, Any]:
    """Return what `function(ctx) ctx` makes, with data of the template."""
    return {
        "recipient": PHONE,
        "subject": "",
        "body": text,
        "template_type": template,
        "template_data": {
            "to": PHONE,
            "identity": {"id": "7f1c1d2e-9a5b-4f60-8a6e-0c1b2d3e4f50", "traits": {"phone": PHONE}},
            "request_url": "https://example.com/self-service/login/browser",
            "request_url_domain": "example.com",
            "transient_payload": {"login_code": "999999"},
            "expires_in_minutes": 15,
            **data,
        },
        "message_type": "phone",
        "request_headers": None,
    }


def login(code: str) -> dict[str, Any]:
    """Return the default body of a code for sign-in."""
    return default_body("login_code_valid", text_of("login", code))


def call_channel(
    front: Front,
    document: object,
    *,
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = ("kratos", TOKEN),
) -> Answer:
    """Send a message as the courier does, with Basic or with other headers."""
    given = {"Content-Type": "application/json", **(headers or {})}
    response = front.client.post(
        f"{front.url}/kratos",
        data=json.dumps(document, indent=3).encode(),
        headers=given,
        auth=auth,
        timeout=120,
    )
    lower = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, lower, response.content)


def told(answer: Answer) -> tuple[int, str]:
    """Return the status, which is all that Kratos looks at, and the outcome in the body."""
    document = json.loads(answer.body)
    assert set(document) == {"outcome", "requestId"}
    assert "retry-after" not in answer.headers
    return answer.status, document["outcome"]
