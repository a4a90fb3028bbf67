"""One real SMS for a try, by the way that every request takes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

from smscode.bookkeeping import Bookkeeping, Origin
from smscode.check.finding import Finding
from smscode.check.vocabulary import sending as say
from smscode.clock import Clock, Deadline
from smscode.config import Config
from smscode.credentials import Credentials
from smscode.delivery import Delivery
from smscode.logs import Log
from smscode.outcome import SENT, UNAVAILABLE, UNCERTAIN, Outcome
from smscode.phone import Phone, PhoneError
from smscode.request_fields import read_request
from smscode.senders import SENDERS
from smscode.service import SmsService
from smscode.settings import Settings
from smscode.sign_order import SignOrder

_TEST, _GENERIC = "Test", "Generic"
_PATIENCE = 8.0  # s
_WINDOW = 60.0  # s


def send(
    number: str,
    config: Config,
    settings: Settings,
    role: Callable[[], Credentials | None],
    clock: Clock,
) -> Iterator[Finding]:
    """Send one code to *number*, after saying so, and yield what came of it."""
    problem = ""
    try:
        phone = str(Phone.parse(number, strict=config.strict_phone_region_number_check))
    except PhoneError as error:
        problem = str(error)
    if problem:
        yield say.NUMBER_WRONG.at("SEND_TO", problem=problem)
        return
    usage = _TEST if _TEST in config.usage_types else _GENERIC
    yield say.WILL_SEND.at(phone, usage=usage)
    code = f"{secrets.randbelow(10**6):06d}"
    fields = {"phone": number, "usageType": usage, "code": code}
    request = read_request(fields, config)
    service = _service(settings, role, clock)
    deadline = Deadline(clock, clock.monotonic() + _PATIENCE)
    outcome = service.send(request, Origin("check", _WINDOW), config, deadline)
    yield _told(phone, outcome)


def _service(
    settings: Settings, role: Callable[[], Credentials | None], clock: Clock
) -> SmsService:
    """Return the use case, with books of its own: a try is no part of what the function counts."""
    log = Log("ERROR")
    senders = {name: make(settings) for name, make in SENDERS.items()}
    delivery = Delivery(senders, role, lambda config, _: config, SignOrder(log), clock)
    return SmsService(Bookkeeping("memory:", clock, log), delivery)


def _told(phone: str, outcome: Outcome) -> Finding:
    code = outcome.provider_code or outcome.reason or "-"
    if outcome.kind is SENT:
        return say.SENT.at(phone, biz_id=outcome.biz_id or "-")
    if outcome.kind is UNCERTAIN:
        return say.UNCERTAIN.at(phone, code=code)
    kind = say.NOT_NOW if outcome.kind is UNAVAILABLE else say.REFUSED
    return kind.at(phone, outcome=outcome.kind.code, code=code)
