"""Runs a check from beginning to end, and yields its findings in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import chain

from ops.check import (
    delivery,
    document,
    globe,
    key,
    lent,
    limits,
    opening,
    regions,
    secrets,
    sending,
    signs,
    templates,
    usages,
    verdict,
)
from ops.check.account import Account
from ops.check.answer import ApiAnswer
from ops.check.finding import Finding, Level, joined
from ops.check.opening import Opened
from ops.check.places import of_messages, of_templates, places
from ops.chinese import both
from smscode.clock import Clock
from smscode.config.model import Config
from smscode.credentials import Credentials
from smscode.phone import Phone, PhoneError
from smscode.settings import Endpoint, Settings

# Of no message: any query tells whether the key is good before it tells that there is none.
_NO_ID = "000000000000000000"


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """Options besides the check of the config.

    Attributes:
        send_to: The number to send one real SMS to.
        delivery: The number and the receipt of a sent message, to look up instead of checking.
    """

    send_to: str | None = None
    delivery: tuple[str, str] | None = None


def check(wish: CheckOptions, environment: Mapping[str, str], clock: Clock) -> Iterator[Finding]:
    """Yield the findings on the config that *environment* names."""
    opened = yield from opening.load(environment, clock)
    if opened is None:
        return
    if wish.delivery is not None:
        yield from _delivery(*wish.delivery, opened, clock)
        return
    found: list[Finding] = []
    for finding in _everything(opened, clock):
        if finding not in found:  # a refused key is reported once
            found.append(finding)
            yield finding
    if wish.send_to is not None:
        yield from _try(wish.send_to, found, opened, clock)


def of_document(config: Config, settings: Settings) -> Iterator[Finding]:
    """Return the findings on the document by itself, which come at once, without any request."""
    all_places = places(config)
    found = (
        document.look(config),
        secrets.look(config),
        usages.look(config),
        regions.look(config),
        limits.look(config, settings),
        lent.look(of_templates(all_places)),
        globe.look(of_messages(all_places)),
    )
    return joined(chain.from_iterable(found))


def _everything(opened: Opened, clock: Clock) -> Iterator[Finding]:
    yield from of_document(opened.config, opened.settings)
    credentials = yield from key.choose(opened.config, opened.operator)
    if credentials is not None:
        yield from _of_templates(opened, credentials, clock)
        yield from _of_messages(opened, credentials, clock)


def _of_templates(opened: Opened, credentials: Credentials, clock: Clock) -> Iterator[Finding]:
    """Yield the findings on what dysms, or pnvs, sends."""
    all_places = of_templates(places(opened.config))
    if not all_places:
        return
    account = Account(opened.settings.dysmsapi, credentials, clock)
    # Any query will do, even if the account has no sign names: the answer tells whether the key is
    # good before it tells that there is no such sign name.
    first = account.sign(all_places[0].sign_names[0])
    yield from _access(first, opened.settings.dysmsapi)
    if first.is_final:
        return
    reached = tuple(p for p in all_places if p.regions and p.ref.service == "dysms")
    now = datetime.fromtimestamp(clock.time(), timezone.utc)
    yield from signs.look(reached, account, now)
    yield from templates.look(reached, account)


def _of_messages(opened: Opened, credentials: Credentials, clock: Clock) -> Iterator[Finding]:
    """Yield the findings on the service that sends messages, which needs nothing approved."""
    if of_messages(places(opened.config)):
        account = Account(opened.settings.globe, credentials, clock)
        yield from _access(account.message(_NO_ID), opened.settings.globe)


def _access(first: ApiAnswer, endpoint: Endpoint) -> Iterator[Finding]:
    """Yield what the *first* answer of *endpoint* says about it, the key and the clock."""
    where = f"{endpoint.scheme}://{endpoint.authority}"
    if endpoint.is_loopback:
        yield verdict.NOT_ALIYUN.at(where)
    yield from key.judge(first, where)
    yield from key.look_at_clock(first)


def _try(number: str, found: list[Finding], opened: Opened, clock: Clock) -> Iterator[Finding]:
    """Send one SMS, unless an error has to do with sending."""
    if any(_is_in_the_way(finding) for finding in found):
        yield sending.WILL_NOT_SEND.at("SEND_TO")
        return
    role = opened.operator.credentials
    yield from sending.send(number, opened.config, opened.settings, role, clock)


def _is_in_the_way(finding: Finding) -> bool:
    """Return whether *finding* would stop an SMS; a caller's secret would not."""
    if finding.kind in (verdict.KEY_NONE, verdict.KEY_NOT_GIVEN):
        return True
    return finding.kind.level is Level.ERROR and not finding.kind.id.startswith("secret.")


def _delivery(number: str, receipt: str, opened: Opened, clock: Clock) -> Iterator[Finding]:
    config, settings = opened.config, opened.settings
    problem = ""
    try:
        phone = Phone.parse(number, strict=config.strict_phone_region_number_check)
    except PhoneError as error:
        problem = str(error)
    if problem:
        yield sending.NUMBER_WRONG.at("DELIVERY", problem=both(problem))
        return
    credentials = yield from key.choose(config, opened.operator)
    if credentials is None:
        return
    if delivery.OF_BIZ_ID in receipt:
        account = Account(settings.dysmsapi, credentials, clock)
        now = datetime.fromtimestamp(clock.time(), timezone.utc)
        yield from delivery.look(phone, receipt, account, now)
    else:
        account = Account(settings.globe, credentials, clock)
        yield from delivery.look_abroad(phone, receipt, account)
