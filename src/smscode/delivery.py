"""One request, sent by at most two at the vendor; the second only if the first sent nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from smscode.claims.books import Bookkeeping, Origin
from smscode.clock import Clock, Deadline, jittered
from smscode.credentials import Credentials
from smscode.logs import Log
from smscode.outcome import (
    INVALID_REQUEST,
    MISCONFIGURED,
    REGION_NOT_ALLOWED,
    REJECTED,
    TEMPLATE_NOT_FOUND,
    UNAVAILABLE,
    UNCERTAIN,
    FieldError,
    Outcome,
    OutcomeError,
    failure,
)
from smscode.senders import Ask, Attempt, Remedy, Sender, Sms

if TYPE_CHECKING:
    from smscode.config.model import Config
    from smscode.config.templates import Reference
    from smscode.request import Code, SendRequest

    NewerConfig = Callable[[Config, Deadline], Config]


class SignOrder:
    """Remembers which sign names this instance has seen refused, and in which order.

    Aliyun withdraws lent sign names at a date of its choice (logto-io/logto#9228); own ones lapse.
    """

    def __init__(self, log: Log) -> None:
        self._lock = threading.Lock()
        self._refusals = count(1)
        self._refused: dict[str, int] = {}
        self._log = log

    def in_order(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return *names*, those never refused first and the one refused last at the end."""
        if not self._refused:
            return names
        return tuple(sorted(names, key=lambda name: self._refused.get(name, 0)))

    def note(self, name: str | None, attempt: Attempt) -> None:
        """Note the result of an attempt with the sign name *name*."""
        if name is None or attempt.remedy is not Remedy.NEXT_SIGN:
            return
        with self._lock:
            news = name not in self._refused
            self._refused[name] = next(self._refusals)
        if news:
            code = attempt.outcome.provider_code
            self._log.warning("sign_refused", signName=name, providerCode=code)


_LONGEST_PAUSE, _LEAST_PART = 0.15, 1 / 3  # s before the same request again


class Way(NamedTuple):
    """One way to send a request: a reference, and a sign name where its service has them."""

    ref: Reference
    sign_name: str | None


class PreparedSend(NamedTuple):
    """A request that may be sent, and its request to the vendor, which is not sent yet.

    Attributes:
        ways: The one it is sent by, then those that may be tried after it.
        is_list: Whether the ways are references of a list, not sign names of one reference.
        ask: Sends the request to the vendor.
    """

    request: SendRequest
    config: Config
    ways: tuple[Way, ...]
    is_list: bool
    key: Credentials
    deadline: Deadline
    ask: Ask


def _check_length(code: Code, refs: tuple[Reference, ...]) -> None:
    """Refuse a code that is too long for one of *refs*.

    Raises:
        OutcomeError: ``invalid_request``; its reason is for the operator of the auth system.
    """
    longest = min(ref.longest_code for ref in refs)
    if len(code.value) > longest:
        reason = f"a code of {len(code.value)} characters: set its length to {longest}"
        errors = (FieldError("/code", f"must have at most {longest} characters for its template"),)
        raise OutcomeError(Outcome(INVALID_REQUEST, reason=reason, errors=errors))


class Delivery:
    """Picks the template and has it sent; tries once more where nothing can be sent twice."""

    def __init__(
        self,
        sender_of: Callable[[str], Sender],
        role: Callable[[], Credentials | None],
        newer_config: NewerConfig,
        signs: SignOrder,
        clock: Clock,
    ) -> None:
        self._sender_of = sender_of
        self._role = role
        self._newer_config = newer_config
        self._signs = signs
        self._clock = clock

    def prepare(self, request: SendRequest, config: Config, deadline: Deadline) -> PreparedSend:
        """Return *request*, ready to be sent.

        What takes long on a cold start is done here, before anything is claimed: the sender
        imports the SDK.

        Raises:
            OutcomeError: Its region is not allowed, or there is no template or no key for it, or
                no request to the vendor can be made of it.
        """
        phone, region = request.phone, request.phone.region
        if region not in config.allowed_regions:
            raise failure(REGION_NOT_ALLOWED, f"region {region}")
        for index, prefix in enumerate(config.blocked_prefixes):
            if phone.e164.startswith(prefix):  # it may be a whole number, which no log has
                raise failure(REJECTED, f"blockedPrefixes/{index}")
        refs = config.references_for(request.usage_type, phone, request.locale)
        if not refs:
            raise failure(TEMPLATE_NOT_FOUND, f"no template for region {region}")
        _check_length(request.code, refs)
        ways = self._ways(refs, config)
        key = self._key(config)
        ask = self._ask_for(request, ways[0], key)
        return PreparedSend(request, config, ways, len(refs) > 1, key, deadline, ask)

    def _ways(self, refs: tuple[Reference, ...], config: Config) -> tuple[Way, ...]:
        """Return the ways to send: a list's references, or the sign names of the only one."""
        of_each = [
            [Way(ref, name) for name in self._signs.in_order(config.sign_names(ref)) or (None,)]
            for ref in refs
        ]
        return tuple(of_each[0]) if len(refs) == 1 else tuple(ways[0] for ways in of_each)

    def deliver(self, prepared: PreparedSend) -> Outcome:
        """Send *prepared* and return the outcome."""
        try:
            attempt = self._second(self._ask(prepared), prepared)
        except OutcomeError as error:
            return error.outcome
        except BaseException as error:  # noqa: BLE001 - it may have happened after the send
            return Outcome(UNCERTAIN, reason=f"bug: {type(error).__name__}")
        return attempt.outcome

    def _second(self, first: Attempt, prepared: PreparedSend) -> Attempt:
        """Return a second attempt, or *first* if there is no reason to expect another result."""
        if prepared.is_list and first.lets_another_try:
            return self._fallen_back(first, prepared)
        if first.remedy is Remedy.NEXT_SIGN:
            return self._other(first, self._next_way(prepared)) if prepared.ways[1:] else first
        if first.remedy is Remedy.NEW_KEY:
            newer = self._newer_config(prepared.config, prepared.deadline)
            again = self.prepare(prepared.request, newer, prepared.deadline)
            return first if again.key == prepared.key else self._other(first, again)
        if first.remedy is Remedy.REPEAT:
            pause = jittered(_LONGEST_PAUSE, _LEAST_PART)
            self._clock.sleep(min(pause, prepared.deadline.remaining()))
            return self._other(first, prepared)
        return first

    def _fallen_back(self, first: Attempt, prepared: PreparedSend) -> Attempt:
        """Return the attempt by the second reference."""
        second = self._other(first, self._next_way(prepared))
        if second is first:
            return first
        return second._replace(outcome=second.outcome._replace(fell_back=True))

    def _other(self, first: Attempt, prepared: PreparedSend) -> Attempt:
        """Return a second attempt, which says what came of the first.

        If no time is left for one, return *first*, which explains the delay.
        """
        deadline = prepared.deadline
        if deadline.remaining() < deadline.send_takes:
            return first
        second = self._ask(prepared)
        code = first.outcome.provider_code
        return second._replace(outcome=second.outcome._replace(first_provider_code=code))

    def _next_way(self, sent: PreparedSend) -> PreparedSend:
        ways = sent.ways[1:]
        return sent._replace(ways=ways, ask=self._ask_for(sent.request, ways[0], sent.key))

    def _ask_for(self, request: SendRequest, way: Way, key: Credentials) -> Ask:
        sms = Sms(request.phone, request.code, way.sign_name, way.ref, request.out_id)
        return self._sender_of(way.ref.service).prepare(sms, key)

    def _ask(self, prepared: PreparedSend) -> Attempt:
        attempt = prepared.ask(prepared.deadline)
        self._signs.note(prepared.ways[0].sign_name, attempt)
        return attempt

    def _key(self, config: Config) -> Credentials:
        """Return the config's own key, or the function role's where it has none."""
        if config.access_key_id is not None and config.access_key_secret is not None:
            return Credentials(
                config.access_key_id.get_secret_value(), config.access_key_secret.get_secret_value()
            )
        key = self._role()
        if key is None:
            raise failure(
                MISCONFIGURED, "no access key in the config, and the function has no role"
            )
        return key


class SmsService:
    """Applies the operator's policy, prepares the send, claims it, and sends it."""

    def __init__(self, books: Bookkeeping, delivery: Delivery) -> None:
        self._books = books
        self._delivery = delivery

    def send(
        self, request: SendRequest, origin: Origin, config: Config, deadline: Deadline
    ) -> Outcome:
        """Send at most one SMS for *request*, and return the outcome."""
        try:
            if config.is_paused(request.usage_type):
                raise failure(UNAVAILABLE, "paused")
            prepared = self._delivery.prepare(request, config, deadline)
        except OutcomeError as error:
            return error.outcome
        entry = self._books.entry(request, origin, config)
        send = partial(self._delivery.deliver, prepared)
        return self._books.once(entry, config, deadline, send)
