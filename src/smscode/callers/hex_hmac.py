"""Signatures in hex: an HMAC-SHA256 under one of the operator's keys (Authgear, ZITADEL)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from smscode.call import IdempotencyKey
from smscode.callers.time_stamp import REPLAYS, is_recent
from smscode.outcome import UNAUTHORIZED, failure

if TYPE_CHECKING:
    from pydantic import SecretStr


def verify(
    content: bytes, presented: Sequence[str], keys: Callable[[], Iterable[SecretStr]]
) -> None:
    """Make sure that one of *presented* is a signature of *content* under one of *keys*.

    *keys* is asked only when there is a signature to look at.

    Raises:
        OutcomeError: ``unauthorized``.
    """
    if not presented:
        raise failure(UNAUTHORIZED, "no_credential")
    if not _is_signed(content, presented, keys()):
        raise failure(UNAUTHORIZED, "bad_signature")


def verify_stamped(
    header: str, body: bytes, keys: Callable[[], Iterable[SecretStr]], now: float
) -> None:
    """Make sure that *header*, ``t=…,v1=…``, is a lately made signature of time and *body*.

    There is one ``v1`` for each key of the sender's; *now* is in seconds since the epoch.

    Raises:
        OutcomeError: ``unauthorized``.
    """
    timestamp, signatures = _parts(header)
    if header and not is_recent(timestamp, now):
        raise failure(UNAUTHORIZED, "stale_timestamp")
    verify(_stamped(timestamp, body), signatures, keys)


def message_key(content: bytes, window: float) -> IdempotencyKey:
    """Return what names a message: its signed *content*, for there may be several signatures."""
    return IdempotencyKey(hashlib.sha256(content).hexdigest(), window, is_signed=True)


def stamped_message_key(header: str, body: bytes) -> IdempotencyKey:
    """Return the same for a signature of time and *body* in *header*, which has been verified."""
    timestamp, _ = _parts(header)
    return message_key(_stamped(timestamp, body), REPLAYS)


def _parts(header: str) -> tuple[str, list[str]]:
    """Return the time and the signatures in *header*; the time is empty unless there is one."""
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    signatures = [value for name, _, value in pairs if name == "v1"]
    return times[0] if len(times) == 1 else "", signatures


def _stamped(timestamp: str, body: bytes) -> bytes:
    return f"{timestamp}.".encode() + body


def _is_signed(content: bytes, presented: Sequence[str], keys: Iterable[SecretStr]) -> bool:
    """Return whether any is good, in constant time over all of them.

    How long it takes says nothing of how near a guess was.
    """
    signatures = [signature.encode(errors="surrogatepass") for signature in presented]
    found = False
    for key in keys:
        secret = key.get_secret_value().encode()
        expected = hmac.digest(secret, content, "sha256").hex().encode()
        for signature in signatures:
            found |= hmac.compare_digest(signature, expected)
    return found
