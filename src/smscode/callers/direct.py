"""Direct invocation: the same JSON, from somebody whom the cloud has authenticated."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from smscode.call import Asker, Call, Reply
from smscode.callers import bearer, problem
from smscode.callers.generic import read_json
from smscode.outcome import Outcome

if TYPE_CHECKING:
    from smscode.config import Config
    from smscode.request import SendRequest


class Direct:
    """A call without an HTTP envelope; it needs no entry in the config."""

    name = "direct"
    body_limit = 16 * 1024
    patience = 8.0
    window = 60.0
    keeps_code = True
    has_person = True

    idempotency_key = staticmethod(bearer.idempotency_key)

    def authenticate(self, call: Call, config: Callable[[], Config]) -> None:
        """Do nothing: RAM or IAM has let the call through."""

    def read(self, call: Call, config: Config) -> SendRequest:
        """Read the payload."""
        return read_json(call, config)

    def reply(self, outcome: Outcome, asker: Asker) -> Reply:
        """Return the document itself."""
        return Reply(outcome.kind.status, problem.document(outcome, asker), {})
