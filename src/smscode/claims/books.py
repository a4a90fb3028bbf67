"""Bookkeeping: the ledgers that a request goes into, and its keys, which are keyed hashes."""

from __future__ import annotations

import importlib
import secrets
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from smscode import background
from smscode.call import IdempotencyKey
from smscode.claims import stores as claim_stores
from smscode.claims.access import Guarded, Immediate
from smscode.claims.ledger import ClaimRequest, Ledger, NamedClaim
from smscode.claims.limits import Counter, network_of, window
from smscode.claims.stores import CLAIM_STORES, LIBRARIES
from smscode.clock import Clock, Deadline
from smscode.logs import Log
from smscode.outcome import QUOTA_EXHAUSTED, RATE_LIMITED, Outcome
from smscode.phone import keyed_hash

if TYPE_CHECKING:
    from smscode.config.model import Config
    from smscode.request import SendRequest

_DAY, _HOUR = 86_400, 3600  # s
_ANY_REGION = "*"
_MEMORY = "memory"


class Origin(NamedTuple):
    """The origin of a request.

    Attributes:
        caller: The caller's name.
        window: Seconds after a ``sent`` in which the same request is a duplicate.
        idempotency_key: The name that the caller gave the request, if any.
    """

    caller: str
    window: float
    idempotency_key: IdempotencyKey | None = None


class Bookkeeping:
    """The ledgers of one function: the instance's own, and the durable one of ``CLAIMS_URI``.

    Each request goes into both, first into the instance's own, so that what this instance has sent
    and counted is known while the durable one is down, and afterwards. The durable one needs
    ``claimsKey`` in the config; until there is one, memory serves alone, and the log says so once.
    """

    def __init__(self, uri: str, clock: Clock, log: Log) -> None:
        self._uri = uri
        self._scheme = claim_stores.scheme_of(uri)
        self._clock = clock
        self._log = log
        self._own_key = secrets.token_bytes(32)
        memory = CLAIM_STORES[_MEMORY](uri, None, clock)
        self._in_memory = Ledger(Immediate(memory), clock)
        self._lock = threading.Lock()
        self._opened: tuple[str | None, Ledger] | None = None
        self._said: set[str] = set()

    def once(
        self, entry: ClaimRequest, config: Config, deadline: Deadline, send: Callable[[], Outcome]
    ) -> Outcome:
        """Return the outcome of *send*, or that of the same request before."""
        durable = self._durable(config)
        if durable is not None:
            send = partial(durable.once, entry, deadline, send)
        return self._in_memory.once(entry, deadline, send)

    def _durable(self, config: Config) -> Ledger | None:
        if self._scheme == _MEMORY:
            return None
        if config.claims_key is None:
            reason = "no claimsKey in the config, memory serves"
            self._say_once(self._log.error, "claims_not_durable", store=self._scheme, reason=reason)
            return None
        secret = config.claims_password
        password = secret.get_secret_value() if secret else None
        with self._lock:
            if self._opened is None or self._opened[0] != password:
                self._opened = (password, self._open(password))
            return self._opened[1]

    def prepare(self) -> None:
        """Import the durable store's library in the background.

        It is then usually loaded by the time that the config has been read and a call needs it.
        """
        library = LIBRARIES.get(self._scheme)
        if library is not None:
            background.start(partial(importlib.import_module, library))

    def _open(self, password: str | None) -> Ledger:
        make = partial(CLAIM_STORES[self._scheme], self._uri, password, self._clock)
        return Ledger(Guarded(self._scheme, make, self._clock, self._log), self._clock)

    def _say_once(self, say: Callable[..., None], event: str, **fields: object) -> None:
        with self._lock:
            is_news = event not in self._said
            self._said.add(event)
        if is_news:
            say(event, **fields)

    def entry(self, request: SendRequest, origin: Origin, config: Config) -> ClaimRequest:
        """Return *request* in the form that the ledger takes."""
        key = config.claims_key.get_secret_value().encode() if config.claims_key else self._own_key
        what = (origin.caller, request.phone.e164, request.usage_type, request.code.value)
        return ClaimRequest(
            keyed_hash(key, "request", *what),
            origin.window,
            _named(key, origin),
            tuple(self._counters(key, request, config)),
            needs_store=config.claims_failure == "refuse",
        )

    def _counters(self, key: bytes, request: SendRequest, config: Config) -> Iterator[Counter]:
        limits = config.limits
        now = self._clock.time()
        counted = [("number", "perNumber", request.phone.e164, limits.per_number)]
        if limits.per_ip and request.ip is not None:
            counted.append(("ip", "perIp", self._network(request.ip), limits.per_ip))
        for kind, limit, value, windows in counted:
            for most, seconds in windows if value else ():
                number, left = window(now, seconds)
                name = keyed_hash(key, kind, value, str(seconds), str(number))
                yield Counter(name, most, left, RATE_LIMITED, f"{limit} {most} in {seconds} s")
        region = request.phone.region
        per_day = limits.per_region_day.get(region, limits.per_region_day.get(_ANY_REGION))
        if per_day is not None:
            day, left = window(now, _DAY)
            name = keyed_hash(key, "region", region, str(day))
            yield Counter(name, per_day, left, QUOTA_EXHAUSTED, f"perRegionDay {region}")
        if limits.per_hour is not None:
            hour, left = window(now, _HOUR)
            name = keyed_hash(key, "hour", str(hour))
            yield Counter(name, limits.per_hour, left, QUOTA_EXHAUSTED, "perHour")

    def _network(self, ip: str) -> str:
        """Return the network that *ip* is counted by; empty for a proxy's, which is logged once."""
        network = network_of(ip)
        if network is None:
            reason = "not a global address: a proxy's, which the caller passes as the person's"
            self._say_once(self._log.warning, "ip_not_counted", reason=reason)
        return network or ""


def _named(key: bytes, origin: Origin) -> NamedClaim | None:
    """Return the claim on the name that the caller gave its request, if any."""
    given = origin.idempotency_key
    if given is None:
        return None
    kind = "message" if given.is_signed else "idempotency"
    name = keyed_hash(key, kind, origin.caller, given.value)
    return NamedClaim(name, given.window, given.is_signed)
