"""authentik's SMS authenticator stage with the generic provider.

Its side is authentik/stages/authenticator_sms/models.py of github.com/goauthentik/authentik: any
status below 400 is a success; the body of a failure is what the person reads. Nothing is sent
again, and the code stays good. Numbers come as the person typed them.
"""

from __future__ import annotations

from collections.abc import Callable

from pydantic import Field

from smscode.call import Asker, Call, Reply
from smscode.callers import bearer, body, text
from smscode.callers.entry import entry_of
from smscode.config import Config
from smscode.member import Member
from smscode.outcome import Outcome
from smscode.request import SendRequest, read_request

# The stage enrols and asks with the same payload.
_USAGE = "MfaVerification"


class AuthentikEntry(bearer.TokenEntry):
    """``callers.authentik`` in the config."""

    #: The language of what the person reads: the payload does not tell theirs.
    locale: str | None = Field(default=None, max_length=100)


class Authentik:
    """Its webhook mapping can replace the payload, by one with our own names too."""

    name = "authentik"
    entry: type[Member] = AuthentikEntry
    body_limit = 16 * 1024
    patience = 8.0
    window = 60.0
    keeps_code = True
    has_person = True

    def authenticate(self, call: Call, config: Callable[[], Config]) -> None:
        """Compare the token: the password of Basic, or Bearer."""
        bearer.authenticate(call, config, self.name)

    def read(self, call: Call, config: Config) -> SendRequest:
        """Read ``{"To", "Body"}``; "From" and "Message" say nothing that counts."""
        message = body.json_object(call.body)
        fields = body.given(
            phone=body.first(message, ("To", "phone")),
            code=body.first(message, ("Body", "code")),
            usageType=message.get("usageType", call.query.get("usage", _USAGE)),
            locale=message.get("locale", entry_of(config, self.name, AuthentikEntry).locale),
        )
        return read_request(fields, config)

    def reply(self, outcome: Outcome, asker: Asker) -> Reply:
        """Return one sentence for the person."""
        return text.reply(outcome, asker)
