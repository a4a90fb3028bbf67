"""A shared token in a header: what most auth systems can send."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from smscode.call import Call, IdempotencyKey
from smscode.callers.entry import entry_of
from smscode.outcome import UNAUTHORIZED, failure

if TYPE_CHECKING:
    from pydantic import SecretStr

    from smscode.config import Config


_IDEMPOTENCY_WINDOW = 600.0  # s


def authenticate(
    call: Call, config: Callable[[], Config], name: str, also: Iterable[str] = ()
) -> None:
    """Compare the tokens that *call* presents with those of the caller *name*.

    *also* are texts that it presents where others do not.

    Raises:
        OutcomeError: ``unauthorized``.
    """
    tokens = presented(call.headers) + _encoded(also)
    if not tokens:
        raise failure(UNAUTHORIZED, "no_credential")
    if not is_known(tokens, entry_of(config(), name).tokens):
        raise failure(UNAUTHORIZED, "unknown_token")


def presented(headers: Mapping[str, str]) -> list[bytes]:
    """Return every token that *headers* present.

    ``Authorization`` as ``Bearer x``, as a bare ``x`` (Logto sends what it is given), or as
    ``Basic`` with the token as password; and ``X-Api-Key``.
    """
    tokens = [_token(headers.get("authorization", "").strip()), headers.get("x-api-key", "")]
    return _encoded(tokens)


def _encoded(tokens: Iterable[str]) -> list[bytes]:
    return [token.encode(errors="surrogatepass") for token in tokens if token.strip()]


def _token(authorization: str) -> str:
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        return _password(rest.strip())
    return authorization


def _password(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[2]
    except ValueError:
        return encoded


def is_known(presented_tokens: Iterable[bytes], known: Iterable[SecretStr]) -> bool:
    """Return whether any presented token is one of *known*.

    In constant time, over all of them: how long it takes says nothing of how near a guess was.
    """
    known_tokens = [token.get_secret_value().encode() for token in known]
    found = False
    for candidate in presented_tokens:
        for token in known_tokens:
            found |= hmac.compare_digest(candidate, token)
    return found


def idempotency_key(call: Call) -> IdempotencyKey | None:
    """Return the header ``Idempotency-Key`` of a caller that shows a token, if it gave one."""
    value = call.headers.get("idempotency-key")
    return IdempotencyKey(value, _IDEMPOTENCY_WINDOW, is_signed=False) if value else None
