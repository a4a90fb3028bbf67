"""From a request to at most two at the vendor, the second only where it cannot send twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from smscode.claims.books import Bookkeeping, Origin
from smscode.clock import Clock, Deadline, jittered
from smscode.credentials import Credentials
from smscode.logs import Log
from smscode.outcome import (
    MISCONFIGURED,
    REGION_NOT_ALLOWED,
    TEMPLATE_NOT_FOUND,
    UNAVAILABLE,
    UNCERTAIN,
    Outcome,
    OutcomeError,
    failure,
)
from smscode.senders import Ask, Attempt, Remedy, Sender, Sms

if TYPE_CHECKING:
    from smscode.config.model import Config
    from smscode.config.templates import TemplateRef
    from smscode.request import SendRequest

    NewerConfig = Callable[[Config, Deadline], Config]


class SignOrder:
    """Remembers, in this instance, which signatures were refused, and which of them last.

    Lent signatures die on a day that Aliyun picks (logto-io/logto#9228), own ones lapse.
    """

    def __init__(self, log: Log) -> None:
        self._lock = threading.Lock()
        self._refusals = count(1)
        self._refused: dict[str, int] = {}
        self._log = log

    def in_order(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return *names*: first those that were never refused, last the one refused last."""
        if not self._refused:
            return names
        return tuple(sorted(names, key=lambda name: self._refused.get(name, 0)))

    def note(self, name: str, attempt: Attempt) -> None:
        """Take in how an attempt with the signature *name* went."""
        if attempt.remedy is not Remedy.NEXT_SIGN:
            return
        with self._lock:
            news = name not in self._refused
            self._refused[name] = next(self._refusals)
        if news:
            code = attempt.outcome.provider_code
            self._log.warning("sign_refused", signName=name, providerCode=code)


_LONGEST_PAUSE, _LEAST_PART = 0.15, 1 / 3  # s before the same request again


class PreparedSend(NamedTuple):
    """A request that may be sent, and its request to the vendor, which is not sent yet.

    Attributes:
        template: What the text is made of.
        sign_names: The sign names to try: the one that is sent with, then the others.
        ask: Sends the request to the vendor.
    """

    request: SendRequest
    config: Config
    template: TemplateRef
    sign_names: tuple[str, ...]
    key: Credentials
    deadline: Deadline
    ask: Ask


class Delivery:
    """Picks the template, asks a sender, and asks it once more where that cannot send twice."""

    def __init__(
        self,
        senders: Mapping[str, Sender],
        role: Callable[[], Credentials | None],
        newer_config: NewerConfig,
        signs: SignOrder,
        clock: Clock,
    ) -> None:
        self._senders = senders
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
        region = request.phone.region
        if region not in config.allowed_regions:
            raise failure(REGION_NOT_ALLOWED, f"region {region}")
        template = config.template_for(request.usage_type, request.phone)
        if template is None:
            raise failure(TEMPLATE_NOT_FOUND, f"no template for region {region}")
        signs = self._signs.in_order(config.sign_names(template))
        key = self._key(config)
        ask = self._ask_for(request, template, signs[0], key)
        return PreparedSend(request, config, template, signs, key, deadline, ask)

    def deliver(self, prepared: PreparedSend) -> Outcome:
        """Return what came of *prepared*."""
        try:
            attempt = self._ask(prepared)
            if attempt.remedy is not None:
                attempt = self._second(attempt, prepared)
        except OutcomeError as error:
            return error.outcome
        except BaseException as error:  # noqa: BLE001 - it may have happened after the send
            return Outcome(UNCERTAIN, reason=f"bug: {type(error).__name__}")
        return attempt.outcome

    def _second(self, first: Attempt, prepared: PreparedSend) -> Attempt:
        """Return the other attempt; *first* when there is no reason to expect another answer."""
        if first.remedy is Remedy.NEXT_SIGN:
            others = prepared.sign_names[1:]
            return self._other(first, self._signed_otherwise(prepared, others)) if others else first
        if first.remedy is Remedy.NEW_KEY:
            newer = self._newer_config(prepared.config, prepared.deadline)
            again = self.prepare(prepared.request, newer, prepared.deadline)
            return first if again.key == prepared.key else self._other(first, again)
        pause = jittered(_LONGEST_PAUSE, _LEAST_PART)
        self._clock.sleep(min(pause, prepared.deadline.remaining()))
        return self._other(first, prepared)

    def _other(self, first: Attempt, prepared: PreparedSend) -> Attempt:
        """Return the other attempt; *first*, which says what took the time, where none is left."""
        deadline = prepared.deadline
        return first if deadline.remaining() < deadline.send_takes else self._ask(prepared)

    def _signed_otherwise(self, sent: PreparedSend, sign_names: tuple[str, ...]) -> PreparedSend:
        ask = self._ask_for(sent.request, sent.template, sign_names[0], sent.key)
        return sent._replace(sign_names=sign_names, ask=ask)

    def _ask_for(
        self, request: SendRequest, template: TemplateRef, sign_name: str, key: Credentials
    ) -> Ask:
        sms = Sms(request.phone, request.code, sign_name, template, request.out_id)
        return self._senders[template.service].prepare(sms, key)

    def _ask(self, prepared: PreparedSend) -> Attempt:
        attempt = prepared.ask(prepared.deadline)
        self._signs.note(prepared.sign_names[0], attempt)
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
    """Asks the operator's policy, prepares the send, asks the ledger, then the vendor."""

    def __init__(self, books: Bookkeeping, delivery: Delivery) -> None:
        self._books = books
        self._delivery = delivery

    def send(
        self, request: SendRequest, origin: Origin, config: Config, deadline: Deadline
    ) -> Outcome:
        """Return what came of *request*; at most one SMS went out for it."""
        try:
            if config.is_paused(request.usage_type):
                raise failure(UNAVAILABLE, "paused")
            prepared = self._delivery.prepare(request, config, deadline)
        except OutcomeError as error:
            return error.outcome
        entry = self._books.entry(request, origin, config)
        send = partial(self._delivery.deliver, prepared)
        return self._books.once(entry, config, deadline, send)
