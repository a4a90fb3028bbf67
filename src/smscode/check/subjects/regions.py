"""Allowed regions: each has a template, and each template a region."""

from __future__ import annotations

from collections.abc import Iterator

from smscode.check.finding import Finding
from smscode.check.subjects.places import CHINA, OVERSEAS, Place, listed, places, regions
from smscode.check.vocabulary import regions as say
from smscode.config import Config

_GENERIC = "Generic"


def look(config: Config) -> Iterator[Finding]:
    """Yield what is to be said of the regions, and of the templates for them."""
    if not config.allowed_regions:
        yield say.NONE.at("allowedRegions")
        return
    unknown = _unknown_regions(config)
    for region in unknown:
        yield say.UNKNOWN.at("allowedRegions", region=region)
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
        yield say.SERVED.at("allowedRegions", regions=served)


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
