"""authentik's SMS authenticator stage with the generic provider.

Its source is authentik/stages/authenticator_sms/models.py of github.com/goauthentik/authentik: any
status below 400 is a success, and the person reads the body of a failure. It does not retry, and
the code stays valid. Numbers come as the person typed them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smscode.call import Call, Reply, ReplyContext
from smscode.callers import authentication, body, replies
from smscode.outcome import Outcome

if TYPE_CHECKING:
    from smscode.config.callers import AuthentikEntry
    from smscode.config.model import Config
    from smscode.request import SendRequest

# The stage enrols and verifies with the same payload.
_USAGE = "MfaVerification"


class Authentik:
    """authentik; its webhook mapping can replace the payload, even by one with our own names."""

    name = "authentik"
    body_limit = 16 * 1024
    patience = 8.0
    window = 60.0
    keeps_code = True
    has_person = True

    credential = staticmethod(authentication.shown_tokens)
    expected = staticmethod(authentication.tokens_of)
    idempotency_key = staticmethod(authentication.header_key)

    def read(self, call: Call, config: Config) -> SendRequest:
        """Return the request in ``{"To", "Body"}``; "From" and "Message" are not needed."""
        message = body.json_object(call.body)
        entry: AuthentikEntry = authentication.entry_of(config, self.name)
        fields = body.given(
            phone=body.first(message, ("To", "phone")),
            code=body.first(message, ("Body", "code")),
            usageType=message.get("usageType", call.query.get("usage", _USAGE)),
            locale=message.get("locale", entry.locale),
        )
        return body.request(fields, config)

    def reply(self, outcome: Outcome, context: ReplyContext) -> Reply:
        """Return one sentence for the person."""
        return replies.text(outcome, context)
