"""The one log line that each call leaves."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import SecretStr

from smscode.clock import Clock
from smscode.config import Config
from smscode.logs import Log
from smscode.outcome import (
    MISCONFIGURED,
    QUOTA_EXHAUSTED,
    UNAVAILABLE,
    UNCERTAIN,
    Outcome,
)
from smscode.phone import Phone
from smscode.request import SendRequest


class Trace:
    """Gathers what is known of a call while it goes on: neither code nor full number."""

    def __init__(self, request_id: str, clock: Clock, *, cold_start: bool) -> None:
        self._clock = clock
        self._began = clock.monotonic()
        self._fields: dict[str, object] = {"requestId": request_id}
        if cold_start:
            self._fields["coldStart"] = True
        self._stages: dict[str, float] = {}

    def caller(self, name: str) -> None:
        """Note who speaks."""
        self._fields["caller"] = name

    def request(self, request: SendRequest, config: Config) -> None:
        """Note what is asked for; the number masked, and as a hash where the config has a key."""
        self._fields["usageType"] = request.usage_type
        self._fields["region"] = request.phone.region
        self._fields["phone"] = str(request.phone)
        if config.claims_key is not None:
            self._fields["phoneHash"] = _keyed_hash(config.claims_key, request.phone)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure a part of the call."""
        began = self._clock.monotonic()
        try:
            yield
        finally:
            self._stages[name] = self._milliseconds(began)

    def end(self, outcome: Outcome, log: Log) -> None:
        """Write the line."""
        write = log.info
        if outcome.kind in (UNAVAILABLE, UNCERTAIN):
            write = log.warning
        if outcome.kind in (MISCONFIGURED, QUOTA_EXHAUSTED):
            write = log.error
        write(
            "call",
            **self._fields,
            outcome=outcome.kind.code,
            reason=outcome.reason,
            errors=[f"{e.pointer} {e.detail}" for e in outcome.errors] or None,
            providerCode=outcome.provider_code,
            providerRequestId=outcome.provider_request_id,
            bizId=outcome.biz_id,
            ms={**self._stages, "total": self._milliseconds(self._began)},
        )

    def _milliseconds(self, since: float) -> float:
        return round((self._clock.monotonic() - since) * 1000, 1)


def _keyed_hash(key: SecretStr, phone: Phone) -> str:
    """Return what tells calls for one number from others; without the key it tells nothing."""
    text = f"log {phone.e164}".encode()
    return hmac.new(key.get_secret_value().encode(), text, hashlib.sha256).hexdigest()[:16]
