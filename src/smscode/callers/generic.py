"""Our own JSON: ``{"phone", "usageType", "code"}`` with a token in a header."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import Field, SecretStr

from smscode import strict_json
from smscode.call import Asker, Call, Reply
from smscode.callers import bearer, problem
from smscode.config import Config, Member
from smscode.outcome import (
    DUPLICATE,
    INVALID_REQUEST,
    METHOD_NOT_ALLOWED,
    SENT,
    UNAUTHORIZED,
    FieldError,
    Outcome,
    OutcomeError,
    failure,
)
from smscode.request import SendRequest, read_request


class GenericEntry(Member):
    """``callers.generic`` in the config: the tokens that are good, the next one among them."""

    tokens: tuple[Annotated[SecretStr, Field(min_length=1)], ...] = Field(min_length=1)


class Generic:
    """Everyone who can send a header and a small JSON document."""

    name = "generic"
    entry: type[Member] = GenericEntry
    body_limit = 16 * 1024
    patience = 8.0
    window = 60.0
    keeps_code = True
    has_person = True

    def authenticate(self, call: Call, config: Callable[[], Config]) -> None:
        """Compare the presented tokens with the config's."""
        tokens = bearer.presented(call.headers)
        if not tokens:
            raise failure(UNAUTHORIZED, "no_credential")
        entry = config().caller(self.name)
        if not isinstance(entry, GenericEntry):
            raise failure(UNAUTHORIZED, "not_configured")
        if not bearer.is_known(tokens, entry.tokens):
            raise failure(UNAUTHORIZED, "unknown_token")

    def read(self, call: Call, config: Config) -> SendRequest:
        """Read the JSON body; the path's ``?usage=`` stands in for a missing usage type."""
        return read_json(call, config)

    def reply(self, outcome: Outcome, asker: Asker) -> Reply:
        """Return a receipt as JSON, or a problem (RFC 9457)."""
        headers = {"Content-Type": "application/problem+json", "Cache-Control": "no-store"}
        if outcome.kind in (SENT, DUPLICATE):
            headers["Content-Type"] = "application/json"
        if outcome.kind is UNAUTHORIZED:
            headers["WWW-Authenticate"] = "Bearer"
        if outcome.kind is METHOD_NOT_ALLOWED and outcome.allow:
            headers["Allow"] = outcome.allow
        if outcome.retry_after is not None:
            headers["Retry-After"] = str(outcome.retry_after)
        document = problem.document(outcome, asker)
        return Reply(outcome.kind.status, document, headers)


def read_json(call: Call, config: Config) -> SendRequest:
    """Return the request that *call* holds in our own JSON.

    Raises:
        OutcomeError: ``invalid_request`` or ``invalid_phone``, with all that is wrong.
    """
    problem_found = "must be a JSON object"
    try:
        fields = strict_json.parse(call.body)
    except strict_json.JsonError as error:
        fields, problem_found = None, f"must be JSON: {error}"
    if isinstance(fields, dict):
        if "usage" in call.query:
            fields = {"usageType": call.query["usage"], **fields}
        strict = config.strict_phone_region_number_check
        return read_request(fields, config, strict_number=strict)
    raise OutcomeError(Outcome(INVALID_REQUEST, errors=(FieldError("", problem_found),)))
