"""Usages, regions and limits: what becomes of a request, before anybody is asked."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from smscode.check.finding import Finding
from smscode.check.places import CHINA, OVERSEAS, Place, listed, places, regions
from smscode.check.vocabulary import usages as say
from smscode.config import Config
from smscode.request import USAGE_TYPES

_GENERIC = "Generic"
_LIKE = 0.8  # of SequenceMatcher: Signin and sign_in are like SignIn, Login is not


def look(config: Config) -> Iterator[Finding]:
    """Yield what is to be said of the templates' usages and of the regions."""
    yield from _usages(config)
    yield from _paused(config)
    yield from _regions(config)


def _usages(config: Config) -> Iterator[Finding]:
    names = [template.usage_type for template in config.templates]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield say.USAGE_TWICE.at(name)
        nearest = _known_name_like(name)
        if nearest:
            yield say.MISSPELT.at(name, nearest=nearest)
    missing = [name for name in USAGE_TYPES if name not in names]
    if _GENERIC in missing:
        yield say.NO_GENERIC.at("templates", missing=listed(missing))
    else:
        yield say.COVERED.at("templates")


def _known_name_like(name: str) -> str | None:
    if name in USAGE_TYPES:
        return None
    known = {each.lower(): each for each in USAGE_TYPES}
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=_LIKE)
    return known[near[0]] if near else None


def _paused(config: Config) -> Iterator[Finding]:
    if isinstance(config.paused, bool):
        if config.paused:
            yield say.PAUSED.at("paused")
        return
    for name in sorted(config.paused):
        known = name in USAGE_TYPES or name in config.usage_types
        yield (say.PAUSED if known else say.PAUSED_UNKNOWN).at(name)


def _regions(config: Config) -> Iterator[Finding]:
    if not config.allowed_regions:
        yield say.NO_REGION.at("allowedRegions")
        return
    unknown = _unknown_regions(config)
    for region in unknown:
        yield say.UNKNOWN_REGION.at("allowedRegions", region=region)
    all_places = places(config)
    bare = [
        gap for side in (CHINA, OVERSEAS) for gap in _without_template(config, all_places, side)
    ]
    yield from bare
    for place in all_places:
        if not place.regions and not place.is_shared:
            yield say.UNUSED_TEMPLATE.at(f"{place.slot.template_code} ({place.name})")
    if not unknown and not bare:
        served = listed(sorted(config.allowed_regions))
        yield say.REGIONS_SERVED.at("allowedRegions", regions=served)


def _unknown_regions(config: Config) -> list[str]:
    import phonenumbers  # noqa: PLC0415 - as in smscode.phone

    return sorted(config.allowed_regions - set(phonenumbers.SUPPORTED_REGIONS))


def _without_template(
    config: Config, all_places: tuple[Place, ...], destination: str
) -> Iterator[Finding]:
    """Yield the gap where usages of the document, and Generic, have no slot for *destination*."""
    here = {place.usage_type for place in all_places if place.destination == destination}
    allowed = regions(config, destination)
    if not allowed or _GENERIC in here:
        return
    usages = dict.fromkeys(place.usage_type for place in all_places)
    without = [name for name in usages if name not in here]
    if without:
        yield say.NO_TEMPLATE.at("allowedRegions", regions=listed(allowed), usages=listed(without))
