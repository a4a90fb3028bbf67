"""Our own JSON: ``{"phone", "usageType", "code"}`` with a token in a header."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from smscode.call import Asker, Call, Reply
from smscode.callers import bearer, body, problem
from smscode.outcome import Outcome

if TYPE_CHECKING:
    from smscode.config import Config
    from smscode.request import SendRequest


class Generic:
    """Everyone who can send a header and a small JSON document."""

    name = "generic"
    body_limit = 16 * 1024
    patience = 8.0
    window = 60.0
    keeps_code = True
    has_person = True

    idempotency_key = staticmethod(bearer.idempotency_key)

    def authenticate(self, call: Call, config: Callable[[], Config]) -> None:
        """Compare the presented tokens with the config's."""
        bearer.authenticate(call, config, self.name)

    def read(self, call: Call, config: Config) -> SendRequest:
        """Read the JSON body; the path's ``?usage=`` stands in for a missing usage type."""
        return read_json(call, config)

    def reply(self, outcome: Outcome, asker: Asker) -> Reply:
        """Return a receipt as JSON, or a problem (RFC 9457)."""
        return problem.reply(outcome, asker)


def read_json(call: Call, config: Config) -> SendRequest:
    """Return the request that *call* holds in our own JSON.

    Raises:
        OutcomeError: ``invalid_request`` or ``invalid_phone``, with all that is wrong.
    """
    fields = body.json_object(call.body)
    if "usage" in call.query:
        fields = {"usageType": call.query["usage"], **fields}
    return body.request(fields, config)
