"""Who calls: the credential that a call carries, and whether the caller's entry accepts it.

Two steps. What a call carries is read without the config, so that a stranger without any costs
nothing; then it is compared with what the entry expects, by one config as a whole.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from smscode.call import Call, IdempotencyKey
from smscode.outcome import UNAUTHORIZED, OutcomeError, failure

if TYPE_CHECKING:
    from pydantic import SecretBytes, SecretStr

    from smscode.config.model import Config

#: Seconds either way for which the time in a signature is believed; ZITADEL's own, and that of the
#: Standard Webhooks libraries.
TOLERANCE = 300
#: Seconds for which a signed message is remembered: all its life, from the earliest moment at which
#: its time is believed to the last, and a minute.
REPLAYS = 2.0 * TOLERANCE + 60
STANDARD_WEBHOOKS = "Standard-Webhooks"
_IDEMPOTENCY_WINDOW = 600.0  # s
_SECONDS = re.compile(r"[0-9]{1,12}")
_SEPARATORS = re.compile(r"[\s,]+")


class Refusal(Enum):
    """Why a call is not let in: for the log, since a stranger is told nothing."""

    NO_CREDENTIAL = "no_credential"
    STALE_TIMESTAMP = "stale_timestamp"
    NOT_CONFIGURED = "not_configured"
    UNKNOWN_TOKEN = "unknown_token"  # noqa: S105 - a reason
    BAD_SIGNATURE = "bad_signature"

    def error(self) -> OutcomeError:
        """Return the error that ends the call."""
        return failure(UNAUTHORIZED, self.value)


class Credential(NamedTuple):
    """What a call carries: each token that it presents, or each signature.

    Attributes:
        presented: The tokens, or the signatures.
        content: What the signatures are of; None where tokens are presented.
    """

    presented: tuple[bytes, ...]
    content: bytes | None = None


class HttpCaller(Protocol):
    """Who calls over HTTP."""

    #: The path's segment that names it, and the name of its entry in the config.
    name: str

    def credential(self, call: Call) -> Credential:
        """Return what *call* carries.

        Raises:
            OutcomeError: ``unauthorized``: nothing, or a signature that is too old.
        """

    def expected(self, entry: Any, credential: Credential) -> Iterable[bytes]:  # noqa: ANN401 - its own
        """Return each token that *entry* accepts, or each signature of the credential's content."""


def entry_of(config: Config, name: str) -> Any:  # noqa: ANN401 - whichever model the caller has
    """Return the entry of the caller *name*.

    Raises:
        OutcomeError: ``unauthorized``: there is none, so the caller is closed.
    """
    entry = config.caller(name)
    if entry is None:
        raise Refusal.NOT_CONFIGURED.error()
    return entry


def accept(caller: HttpCaller, credential: Credential, config: Config) -> None:
    """Make sure that the entry of *caller* in *config* accepts *credential*.

    Raises:
        OutcomeError: ``unauthorized``.
    """
    entry = entry_of(config, caller.name)
    if not matches(credential.presented, caller.expected(entry, credential)):
        is_token = credential.content is None
        raise (Refusal.UNKNOWN_TOKEN if is_token else Refusal.BAD_SIGNATURE).error()


def matches(presented: Iterable[bytes], expected: Iterable[bytes]) -> bool:
    """Return whether any of *presented* is any of *expected*.

    In constant time, over all of them: how long it takes says nothing of how near a guess was.
    """
    candidates = list(presented)
    found = False
    for good in expected:
        for candidate in candidates:
            found |= hmac.compare_digest(candidate, good)
    return found


def shown_tokens(call: Call, also: Iterable[str] = ()) -> Credential:
    """Return every token that *call* presents.

    ``Authorization`` as ``Bearer x``, as a bare ``x`` (Logto sends what it is given), or as
    ``Basic`` with the token as password; ``X-Api-Key``; and *also*, where others show none.

    Raises:
        OutcomeError: ``unauthorized``: there is none.
    """
    authorization = call.headers.get("authorization", "").strip()
    texts = [_token(authorization), call.headers.get("x-api-key", ""), *also]
    return carried(text.encode(errors="surrogatepass") for text in texts if text.strip())


def carried(presented: Iterable[bytes], content: bytes | None = None) -> Credential:
    """Return what is *presented* as a credential.

    Raises:
        OutcomeError: ``unauthorized``: it is nothing.
    """
    credential = Credential(tuple(presented), content)
    if not credential.presented:
        raise Refusal.NO_CREDENTIAL.error()
    return credential


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


def tokens_of(entry: Any, _: Credential) -> Iterator[bytes]:  # noqa: ANN401 - any with tokens
    """Return the tokens of *entry*."""
    return (token.get_secret_value().encode() for token in entry.tokens)


def header_key(call: Call) -> IdempotencyKey | None:
    """Return the header ``Idempotency-Key`` of a caller that shows a token, if it gave one."""
    value = call.headers.get("idempotency-key")
    return IdempotencyKey(value, _IDEMPOTENCY_WINDOW, is_signed=False) if value else None


def body_signature(call: Call, header: str) -> Credential:
    """Return the signature in *header*, which is of the body (Authgear).

    Raises:
        OutcomeError: ``unauthorized``: there is none.
    """
    signature = call.headers.get(header, "")
    return carried([signature.encode(errors="surrogatepass")] if signature else [], call.body)


def stamped_signatures(call: Call, header: str, now: float) -> Credential:
    """Return the signatures in *header*, ``t=…,v1=…``, of its time and the body (ZITADEL).

    There is one ``v1`` for each key of the sender's; *now* is in seconds since the epoch.

    Raises:
        OutcomeError: ``unauthorized``: there is none, or not a recent one.
    """
    text = call.headers.get(header, "")
    if text and not is_recent(_timestamp(text), now):
        raise Refusal.STALE_TIMESTAMP.error()
    signatures = (value.encode(errors="surrogatepass") for value in _values(text, "v1"))
    return carried(signatures, _stamped(call, text))


def stamped_message_key(call: Call, header: str) -> IdempotencyKey:
    """Return what names the message in *call*: the time in *header*, and the body."""
    return message_key(_stamped(call, call.headers.get(header, "")), REPLAYS)


def _values(text: str, name: str) -> list[str]:
    pairs = (part.strip().partition("=") for part in text.split(","))
    return [value for key, _, value in pairs if key == name]


def _timestamp(text: str) -> str:
    times = _values(text, "t")
    return times[0] if len(times) == 1 else ""


def _stamped(call: Call, text: str) -> bytes:
    return f"{_timestamp(text)}.".encode(errors="surrogatepass") + call.body


def hex_signatures(keys: Iterable[SecretStr], credential: Credential) -> Iterator[bytes]:
    """Return the HMAC-SHA256 of the content under each key, in hex."""
    return (
        hmac.digest(key.get_secret_value().encode(), credential.content or b"", "sha256")
        .hex()
        .encode()
        for key in keys
    )


def message_key(content: bytes, window: float) -> IdempotencyKey:
    """Return what names a message: its signed *content*, for there may be several signatures."""
    return IdempotencyKey(hashlib.sha256(content).hexdigest(), window, is_signed=True)


def standard_webhook(call: Call, now: float) -> Credential:
    """Return the signatures of Standard Webhooks 1.0.0: of message id, time and the raw body.

    Our own, for the specification's Python library (standardwebhooks 1.1.0) answers several
    malformed headers with other exceptions than its own, and cannot read two signatures as Supabase
    joins them: the specification has a space between two, Supabase a comma and a space, and a
    gateway that joins repeated headers a comma; hence pairs of words.

    Raises:
        OutcomeError: ``unauthorized``: there is none, or not a recent one.
    """
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    message_id, timestamp, header = (call.headers.get(name, "") for name in names)
    if not (message_id and timestamp and header):
        raise Refusal.NO_CREDENTIAL.error()
    if not is_recent(timestamp, now):
        raise Refusal.STALE_TIMESTAMP.error()
    content = f"{message_id}.{timestamp}.".encode(errors="surrogatepass") + call.body
    words = pairwise(_SEPARATORS.split(header))
    signatures = (text.encode(errors="surrogatepass") for version, text in words if version == "v1")
    return Credential(tuple(signatures), content)


def webhook_signatures(keys: Iterable[SecretBytes], credential: Credential) -> Iterator[bytes]:
    """Return the HMAC-SHA256 of the content under each key, in base64."""
    return (
        base64.b64encode(hmac.digest(key.get_secret_value(), credential.content or b"", "sha256"))
        for key in keys
    )


def webhook_message_key(call: Call) -> IdempotencyKey:
    """Return the message id of *call*, which the signature covers."""
    return IdempotencyKey(call.headers["webhook-id"], REPLAYS, is_signed=True)


def is_recent(text: str, now: float) -> bool:
    """Return whether *text* is a time near *now*; both are in seconds since the epoch."""
    return bool(_SECONDS.fullmatch(text)) and abs(now - int(text)) <= TOLERANCE
