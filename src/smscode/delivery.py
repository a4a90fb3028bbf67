"""One delivery: at most two requests to the vendor, the second only where it cannot send twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from smscode.clock import Clock, Deadline, scattered
from smscode.credentials import Credentials
from smscode.outcome import (
    MISCONFIGURED,
    REGION_NOT_ALLOWED,
    TEMPLATE_NOT_FOUND,
    UNCERTAIN,
    Outcome,
    OutcomeError,
    failure,
)
from smscode.senders import Attempt, Remedy, Sender, Sms
from smscode.senders.answer import LEAST_TIME
from smscode.sign_order import SignOrder

if TYPE_CHECKING:
    from smscode.config import Config
    from smscode.request import SendRequest
    from smscode.templates import Slot

    NewerConfig = Callable[[Config, Deadline], Config]

_LONGEST_PAUSE, _LEAST_PART = 0.15, 1 / 3  # s before the same request again


class Order(NamedTuple):
    """A request that may be sent, and all that it takes to send it."""

    request: SendRequest
    config: Config
    slot: Slot
    sign_names: tuple[str, ...]
    key: Credentials
    deadline: Deadline


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

    def order(self, request: SendRequest, config: Config, deadline: Deadline) -> Order:
        """Return what it takes to send *request*.

        Raises:
            OutcomeError: Its region is not allowed, or there is no template or no key for it.
        """
        region = request.phone.region
        if region not in config.allowed_regions:
            raise failure(REGION_NOT_ALLOWED, f"region {region}")
        slot = config.slot_for(request.usage_type, request.phone)
        if slot is None:
            raise failure(TEMPLATE_NOT_FOUND, f"no template for region {region}")
        signs = self._signs.in_order(config.sign_names(slot))
        return Order(request, config, slot, signs, self._key(config), deadline)

    def deliver(self, order: Order) -> Outcome:
        """Return what came of *order*."""
        try:
            attempt = self._ask(order)
            if attempt.remedy is not None:
                attempt = self._second(attempt, order)
        except OutcomeError as error:
            return error.outcome
        except BaseException as error:  # noqa: BLE001 - it may have happened after the send
            return Outcome(UNCERTAIN, reason=f"bug: {type(error).__name__}")
        return attempt.outcome

    def _second(self, first: Attempt, order: Order) -> Attempt:
        """Return the other attempt; *first* when there is no reason to expect another answer."""
        if first.remedy is Remedy.NEXT_SIGN:
            return self._other(first, order, sign=1) if len(order.sign_names) > 1 else first
        if first.remedy is Remedy.NEW_KEY:
            newer = self._newer_config(order.config, order.deadline)
            again = self.order(order.request, newer, order.deadline)
            return first if again.key == order.key else self._other(first, again)
        pause = scattered(_LONGEST_PAUSE, _LEAST_PART)
        self._clock.sleep(min(pause, order.deadline.remaining()))
        return self._other(first, order)

    def _other(self, first: Attempt, order: Order, sign: int = 0) -> Attempt:
        """Return the other attempt; *first*, which says what took the time, where none is left."""
        return first if order.deadline.remaining() < LEAST_TIME else self._ask(order, sign)

    def _ask(self, order: Order, sign: int = 0) -> Attempt:
        name = order.sign_names[sign]
        sms = Sms(order.request.phone, order.request.code, name, order.slot, order.request.out_id)
        attempt = self._senders[order.slot.service].send(sms, order.key, order.deadline)
        self._signs.note(name, attempt)
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
