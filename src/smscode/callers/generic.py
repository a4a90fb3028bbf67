"""Our own JSON, ``{"phone", "usageType", "code"}``: over HTTP with a token, or directly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smscode.call import Call, Reply, ReplyContext
from smscode.callers import authentication, body, replies
from smscode.outcome import Outcome

if TYPE_CHECKING:
    from smscode.config.model import Config
    from smscode.request import SendRequest


def _read(call: Call, config: Config) -> SendRequest:
    """Return the request in our own JSON; ``?usage=`` stands in for a missing usage type.

    Raises:
        OutcomeError: ``invalid_request`` or ``invalid_phone``, with everything that is wrong.
    """
    fields = body.json_object(call.body)
    if "usage" in call.query:
        fields = {"usageType": call.query["usage"], **fields}
    return body.request(fields, config)


class Generic:
    """Any client that can send a header and a small JSON document."""

    name = "generic"
    body_limit = 16 * 1024
    patience = 8.0
    window = 60.0
    keeps_code = True
    has_person = True

    read = staticmethod(_read)
    credential = staticmethod(authentication.shown_tokens)
    expected = staticmethod(authentication.tokens_of)
    idempotency_key = staticmethod(authentication.header_key)

    def reply(self, outcome: Outcome, context: ReplyContext) -> Reply:
        """Return JSON with the receipt, or a problem (RFC 9457)."""
        return replies.problem(outcome, context)


class Direct:
    """A call without an HTTP envelope; it needs no entry in the config."""

    name = "direct"
    body_limit = 16 * 1024
    patience = 8.0
    window = 60.0
    keeps_code = True
    has_person = True

    read = staticmethod(_read)
    credential = staticmethod(authentication.shown_tokens)
    expected = staticmethod(authentication.tokens_of)
    idempotency_key = staticmethod(authentication.header_key)

    def reply(self, outcome: Outcome, context: ReplyContext) -> Reply:
        """Return the document itself."""
        return Reply(outcome.kind.status, replies.document(outcome, context), {})
