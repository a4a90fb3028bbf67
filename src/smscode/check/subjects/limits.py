"""Limits, and where they are counted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from smscode.check.finding import Finding
from smscode.check.subjects.places import OVERSEAS, listed, regions
from smscode.check.vocabulary import limits as say
from smscode.claim_stores import scheme_of
from smscode.config import Config, Limits
from smscode.settings import Settings

_ANY = "*"
_MEMORY = "memory"
_WITH_ADDRESS = ("generic", "logto", "supabase")  # who can pass the address of a person's device
_SIGNING = ("supabase", "zitadel", "authgear")


def look(config: Config, settings: Settings) -> Iterator[Finding]:
    """Yield what is to be said of the limits and of the claims."""
    limits = config.limits
    in_memory = scheme_of(settings.claims_uri) == _MEMORY
    if limits == Limits():
        yield say.NONE.at("limits")
    elif in_memory:
        yield say.PER_INSTANCE.at("limits")
    yield from _abroad(config)
    yield from _per_region(config)
    for name, windows in (("perNumber", limits.per_number), ("perIp", limits.per_ip)):
        yield from _windows(f"limits/{name}", windows)
    if limits.per_ip and not _opened(config, _WITH_ADDRESS):
        yield say.NO_ADDRESS.at("limits/perIp", callers=", ".join(_WITH_ADDRESS))
    signing = _opened(config, _SIGNING)
    if in_memory and signing:
        yield say.REPLAYS.at("callers", callers=", ".join(signing))
    if not in_memory and config.claims_failure == "refuse":
        yield say.REFUSES.at("claimsFailure")
    if not in_memory and config.claims_key is None:
        yield say.NO_CLAIMS_KEY.at("claimsKey")


def _opened(config: Config, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if config.caller(name) is not None]


def _abroad(config: Config) -> Iterator[Finding]:
    limits = config.limits
    if limits.per_hour is not None or _ANY in limits.per_region_day:
        return
    unlimited = [r for r in regions(config, OVERSEAS) if r not in limits.per_region_day]
    if unlimited:
        yield say.NONE_ABROAD.at("limits", regions=listed(unlimited))


def _per_region(config: Config) -> Iterator[Finding]:
    per_day = config.limits.per_region_day
    for region in sorted(per_day):
        if region != _ANY and region not in config.allowed_regions:
            yield say.NOT_ALLOWED.at("limits/perRegionDay", region=region)
    for region in sorted(config.allowed_regions):
        if per_day.get(region, per_day.get(_ANY)) == 0:
            yield say.ZERO.at("limits/perRegionDay", region=region)


def _windows(pointer: str, windows: tuple[tuple[int, int], ...]) -> Iterator[Finding]:
    for most, seconds in windows:
        if most > seconds:
            yield say.SWAPPED.at(pointer, most=most, seconds=seconds)
    for (most, seconds), (least, longer) in permutations(windows, 2):
        if longer >= seconds and least < most:
            yield say.NEVER_REACHED.at(
                pointer, most=most, seconds=seconds, least=least, longer=longer
            )
            return
