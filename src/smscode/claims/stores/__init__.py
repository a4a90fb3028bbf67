"""Claim stores: where claims and counts are kept, none of which holds a number or a code.

A claim store is an object like :class:`ClaimStore`. A new one takes one file, one line in each
table, and one row in the README. Keys are keyed hashes; values expire by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from smscode.claims.stores.dynamodb import DynamoDb
from smscode.claims.stores.memory import Memory
from smscode.claims.stores.redis import Redis
from smscode.clock import Clock
from smscode.settings import SettingsError


class ClaimStore(Protocol):
    """Two operations that are atomic among all users of the store, and three simple ones.

    Each raises whatever its library raises; :mod:`smscode.claims.ledger` then goes on without it.
    """

    def put_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Put *value* for *seconds* if *key* is absent, else return its value; atomic."""

    def add(self, key: str, amount: int, seconds: float) -> int:
        """Add to a count that begins at zero, and return the sum; atomic."""

    def put(self, key: str, value: str, seconds: float) -> None:
        """Put *value* for *seconds*, replacing any other."""

    def get(self, key: str) -> str | None:
        """Return the value at *key*."""

    def remove(self, key: str, value: str) -> None:
        """Remove *key* if it still has *value*."""


#: Factories by the scheme of ``CLAIMS_URI``; each takes the whole URI and the config's password.
CLAIM_STORES: Mapping[str, Callable[[str, str | None, Clock], ClaimStore]] = {
    "memory": lambda _uri, _password, clock: Memory(clock),
    "dynamodb": lambda uri, _password, clock: DynamoDb(uri.partition(":")[2], clock),
    "redis": lambda uri, password, _clock: Redis(uri, password),
    "rediss": lambda uri, password, _clock: Redis(uri, password),
}


#: The module that each imports when it is opened, which takes most of the time.
LIBRARIES: Mapping[str, str] = {"dynamodb": "smscode.aws", "redis": "redis", "rediss": "redis"}


def scheme_of(uri: str) -> str:
    """Return the scheme of ``CLAIMS_URI``.

    Raises:
        SettingsError: There is no such store, or its address holds a password.
    """
    scheme, colon, rest = uri.partition(":")
    if scheme not in CLAIM_STORES or not colon:
        known = ", ".join(f"{name}:" for name in CLAIM_STORES)
        raise SettingsError(f"CLAIMS_URI: must begin with one of {known}")
    if scheme == "dynamodb" and not rest:
        raise SettingsError("CLAIMS_URI: must be dynamodb:TABLE")
    if ":" in rest.rpartition("@")[0] or "password=" in rest:
        raise SettingsError("CLAIMS_URI: the password belongs in the config, as claimsPassword")
    return scheme
