"""Logto's HTTP SMS connector (docs.logto.io/integrations/http-sms).

Its source is packages/connectors/connector-http-sms of github.com/logto-io/logto: any 2xx is a
success; the sign-in page shows the body of a failure to the person, inside ``{"message":"…"}``, so
it is one plain sentence. Logto does not retry, and the code stays valid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smscode.call import Call, Reply, ReplyContext
from smscode.callers import authentication, body, replies
from smscode.outcome import Outcome

if TYPE_CHECKING:
    from smscode.config.model import Config
    from smscode.request import SendRequest

_INVITATION = "OrganizationInvitation"
_LINK_ONLY = "is missing: an invitation that carries a link alone cannot be sent as a code"


class Logto:
    """Logto; its types are our usage types, a new one is Generic; its E.164 numbers lack a plus."""

    name = "logto"
    body_limit = 16 * 1024
    patience = 8.0
    window = 60.0
    keeps_code = True
    has_person = True

    credential = staticmethod(authentication.shown_tokens)
    expected = staticmethod(authentication.tokens_of)
    idempotency_key = staticmethod(authentication.header_key)

    def read(self, call: Call, config: Config) -> SendRequest:
        """Return the request in ``{"to", "type", "payload": {"code", "locale"}, "ip"}``."""
        from smscode.request import Rules, read_request_of_any_type  # noqa: PLC0415 - pydantic

        message = body.json_object(call.body)
        usage, payload = message.get("type"), body.section(message, "payload")
        code, locale = payload.get("code"), payload.get("locale")
        if usage == _INVITATION and code is None:
            raise body.refusal("/payload/code", _LINK_ONLY, locale)
        fields = body.given(phone=message.get("to"), usageType=usage, code=code, locale=locale)
        request = read_request_of_any_type(fields, Rules(config.usage_types, strict=True))
        return request.seen_from(message.get("ip"))

    def reply(self, outcome: Outcome, context: ReplyContext) -> Reply:
        """Return one sentence for the person."""
        return replies.text(outcome, context)
