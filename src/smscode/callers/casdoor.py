"""Casdoor's "Custom HTTP SMS" provider.

Its source is object/sms_custom_http.go of github.com/casdoor/casdoor: exactly 200 is a success;
on a failure the person sees the status line ("429 Too Many Requests"), never the body. It does not
retry, and it discards the code (controllers/verification.go).
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

# Besides the entry's own: the names in Casdoor's form, and those of older versions and guides.
_PHONE = ("phoneNumber", "phone", "mobile", "to")
_CODE = ("code", "content", "message")


class Casdoor:
    """Casdoor; its providers do not send the usage type, but their URLs can, with ``?usage=``."""

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
        """Return the request in a form or in JSON."""
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
        """Return our own document: Casdoor looks at the status only."""
        return replies.problem(outcome, context)
