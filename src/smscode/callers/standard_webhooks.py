"""Standard Webhooks 1.0.0: an HMAC-SHA256 over message id, time stamp and the raw body.

Our own, for the specification's Python library (standardwebhooks 1.1.0) answers several malformed
headers with other exceptions than its own, and cannot read two signatures as Supabase joins them.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from smscode.call import Call, IdempotencyKey
from smscode.callers.entry import entry_of
from smscode.callers.time_stamp import REPLAYS, is_recent
from smscode.outcome import UNAUTHORIZED, failure

if TYPE_CHECKING:
    from pydantic import SecretBytes

    from smscode.config import Config

CHALLENGE = "Standard-Webhooks"
_SEPARATORS = re.compile(r"[\s,]+")


def authenticate(call: Call, config: Callable[[], Config], name: str, now: float) -> None:
    """Make sure that *call* was signed with a key of the caller *name*, and lately.

    Raises:
        OutcomeError: ``unauthorized``.
    """
    verify(call, lambda: entry_of(config(), name).webhook_secrets, now)


def verify(call: Call, keys: Callable[[], Iterable[SecretBytes]], now: float) -> None:
    """Make sure that *call* was signed with one of *keys*, and lately.

    *keys* is asked only when there is a signature to look at; *now* is in seconds since the epoch.

    Raises:
        OutcomeError: ``unauthorized``.
    """
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    message_id, timestamp, signatures = (call.headers.get(name, "") for name in names)
    if not (message_id and timestamp and signatures):
        raise failure(UNAUTHORIZED, "no_credential")
    if not is_recent(timestamp, now):
        raise failure(UNAUTHORIZED, "stale_timestamp")
    content = f"{message_id}.{timestamp}.".encode(errors="surrogatepass") + call.body
    if not _is_signed(content, signatures, keys()):
        raise failure(UNAUTHORIZED, "bad_signature")


def idempotency_key(call: Call) -> IdempotencyKey:
    """Return the message id of *call*, which the signature covers."""
    return IdempotencyKey(call.headers["webhook-id"], REPLAYS, is_signed=True)


def _is_signed(content: bytes, header: str, keys: Iterable[SecretBytes]) -> bool:
    """Return whether *header* holds a signature of *content*.

    In constant time, over all keys and all signatures: how long it takes says nothing of how near
    a guess was. The specification has a space between two signatures, Supabase a comma and a
    space, and a gateway that joins repeated headers a comma: hence pairs of words.
    """
    words = _SEPARATORS.split(header)
    presented = [
        signature.encode(errors="surrogatepass")
        for version, signature in pairwise(words)
        if version == "v1"
    ]
    found = False
    for key in keys:
        expected = base64.b64encode(hmac.digest(key.get_secret_value(), content, "sha256"))
        for signature in presented:
            found |= hmac.compare_digest(signature, expected)
    return found
