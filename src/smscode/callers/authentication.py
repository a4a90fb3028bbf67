"""Authentication: the credential that a call carries, and whether the caller's entry accepts it.

There are two steps. The credential is read without the config, so that a call without one costs
nothing. It is then compared with what the caller's entry expects, all within one config.
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

#: Seconds by which the time in a signature may be off, either way: ZITADEL's own tolerance, and
#: that of the Standard Webhooks libraries.
TOLERANCE = 300
STANDARD_WEBHOOKS = "Standard-Webhooks"
_IDEMPOTENCY_WINDOW = 600.0  # s
_SECONDS = re.compile(r"[0-9]{1,12}")
_SEPARATORS = re.compile(r"[\s,]+")


class Refusal(Enum):
    """Why a call is refused: for the log only, since the reply gives no reason."""

    NO_CREDENTIAL = "no_credential"
    STALE_TIMESTAMP = "stale_timestamp"
    NOT_CONFIGURED = "not_configured"
    UNKNOWN_TOKEN = "unknown_token"  # noqa: S105 - a reason
    BAD_SIGNATURE = "bad_signature"

    def error(self) -> OutcomeError:
        """Return the error that ends the call."""
        return failure(UNAUTHORIZED, self.value)


class Credential(NamedTuple):
    """The tokens that a call presents, or its signatures.

    Attributes:
        presented: The tokens, or the signatures.
        content: The content that is signed; None if tokens are presented.
    """

    presented: tuple[bytes, ...]
    content: bytes | None = None


class HttpCaller(Protocol):
    """A caller over HTTP."""

    #: The last segment of its path, and the name of its entry in the config.
    name: str

    def credential(self, call: Call) -> Credential:
        """Return the credential that *call* carries.

        Raises:
            OutcomeError: ``unauthorized``: there is none, or its signature is too old.
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
    """Check that the entry of *caller* in *config* accepts *credential*.

    Raises:
        OutcomeError: ``unauthorized``.
    """
    entry = entry_of(config, caller.name)
    if not matches(credential.presented, caller.expected(entry, credential)):
        is_token = credential.content is None
        raise (Refusal.UNKNOWN_TOKEN if is_token else Refusal.BAD_SIGNATURE).error()


def matches(presented: Iterable[bytes], expected: Iterable[bytes]) -> bool:
    """Return whether any of *presented* equals any of *expected*.

    It compares all pairs in constant time: the time taken does not tell how close a guess was.
    """
    candidates = list(presented)
    found = False
    for good in expected:
        for candidate in candidates:
            found |= hmac.compare_digest(candidate, good)
    return found


def shown_tokens(call: Call, also: Iterable[str] = ()) -> Credential:
    """Return every token that *call* presents.

    Tokens are read from ``Authorization``, as ``Bearer x``, as a bare ``x`` (Logto sends what it
    is configured with) or as the password of ``Basic``; from ``X-Api-Key``; and from *also*.

    Raises:
        OutcomeError: ``unauthorized``: there is none.
    """
    authorization = call.headers.get("authorization", "").strip()
    texts = [_token(authorization), call.headers.get("x-api-key", ""), *also]
    return carried(text.encode(errors="surrogatepass") for text in texts if text.strip())


def carried(presented: Iterable[bytes], content: bytes | None = None) -> Credential:
    """Return a credential of what is *presented*.

    Raises:
        OutcomeError: ``unauthorized``: nothing is presented.
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
    """Return the ``Idempotency-Key`` header of a caller that presents a token, if it sent one."""
    value = call.headers.get("idempotency-key")
    return IdempotencyKey(value, _IDEMPOTENCY_WINDOW, is_signed=False) if value else None


def body_signature(call: Call, header: str) -> Credential:
    """Return the signature of the body, which is in *header* (Authgear).

    Raises:
        OutcomeError: ``unauthorized``: there is none.
    """
    signature = call.headers.get(header, "")
    return carried([signature.encode(errors="surrogatepass")] if signature else [], call.body)


def stamped_signatures(call: Call, header: str, now: float) -> Credential:
    """Return the signatures in *header*, ``t=…,v1=…``, which sign its time and the body (ZITADEL).

    There is one ``v1`` for each of the sender's keys; *now* is in seconds since the epoch.

    Raises:
        OutcomeError: ``unauthorized``: there is none, or it is too old.
    """
    text = call.headers.get(header, "")
    if text and not is_recent(_timestamp(text), now):
        raise Refusal.STALE_TIMESTAMP.error()
    signatures = (value.encode(errors="surrogatepass") for value in _values(text, "v1"))
    return carried(signatures, _stamped(call, text))


def stamped_message_key(call: Call, header: str, window: float) -> IdempotencyKey:
    """Return the name of the message in *call*, made of the time in *header* and the body."""
    return message_key(_stamped(call, call.headers.get(header, "")), window)


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
    """Return the name of a message: its signed *content*, since it may have several signatures."""
    return IdempotencyKey(hashlib.sha256(content).hexdigest(), window, is_signed=True)


def standard_webhook(call: Call, now: float) -> Credential:
    """Return the signatures of Standard Webhooks 1.0.0, which sign message id, time and raw body.

    This does not use the specification's Python library (standardwebhooks 1.1.0), which raises
    exceptions other than its own for several malformed headers and cannot read two signatures as
    Supabase joins them. The specification puts a space between two signatures, Supabase a comma
    and a space, and a gateway that joins repeated headers a comma; so words are read in pairs.

    Raises:
        OutcomeError: ``unauthorized``: there is none, or it is too old.
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


def webhook_message_key(call: Call, window: float) -> IdempotencyKey:
    """Return the message id of *call*, which the signature covers."""
    return IdempotencyKey(call.headers["webhook-id"], window, is_signed=True)


def is_recent(text: str, now: float) -> bool:
    """Return whether *text* is a time near *now*; both are in seconds since the epoch."""
    return bool(_SECONDS.fullmatch(text)) and abs(now - int(text)) <= TOLERANCE
