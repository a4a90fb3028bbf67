"""Casdoor's "Custom HTTP SMS" provider.

Its side is object/sms_custom_http.go of github.com/casdoor/casdoor: exactly 200 is a success; of a
failure the person sees the status line ("429 Too Many Requests") and never the body. Nothing is
sent again, and the code is thrown away (controllers/verification.go).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smscode.call import Call, Reply, ReplyContext
from smscode.callers import authentication, body, replies
from smscode.outcome import Outcome

if TYPE_CHECKING:
    from smscode.config.callers import CasdoorEntry
    from smscode.config.model import Config
    from smscode.request import SendRequest

# Beside the entry's own: what Casdoor's form proposes, and what older versions and guides used.
_PHONE = ("phoneNumber", "phone", "mobile", "to")
_CODE = ("code", "content", "message")


class Casdoor:
    """Its providers do not tell what a code is for: their URLs may, with ``?usage=``."""

    name = "casdoor"
    body_limit = 16 * 1024
    patience = 8.0
    window = 60.0
    keeps_code = False
    has_person = True

    credential = staticmethod(authentication.shown_tokens)
    expected = staticmethod(authentication.tokens_of)
    idempotency_key = staticmethod(authentication.header_key)

    def read(self, call: Call, config: Config) -> SendRequest:
        """Read the number and the code from a form or JSON."""
        entry: CasdoorEntry = authentication.entry_of(config, self.name)
        media_type = call.headers.get("content-type", "").partition(";")[0].strip().lower()
        parse = body.json_object if media_type == "application/json" else body.form
        message = parse(call.body)
        fields = body.given(
            phone=body.first(message, (entry.phone_field, *_PHONE)),
            code=body.first(message, (entry.code_field, *_CODE)),
            usageType=call.query.get("usage", "Generic"),
        )
        return body.request(fields, config)

    def reply(self, outcome: Outcome, context: ReplyContext) -> Reply:
        """Return our own document: the status is what counts."""
        return replies.problem(outcome, context)
