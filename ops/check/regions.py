"""Allowed regions: each needs a template, and each template and blocked prefix a region."""

from __future__ import annotations

from collections.abc import Iterator

from ops.check.finding import Finding, Kind, Level
from ops.check.places import (
    CHINA,
    OVERSEAS,
    AnyPlace,
    grouped,
    listed,
    places,
    regions,
    title,
)
from smscode.config.model import Config
from smscode.outcome import Text

NONE = Kind(
    "region.none",
    Level.ERROR,
    Text("No region is allowed: every number is refused.", "未允许任何地区：所有号码都会被拒绝。"),
    Text("Name the regions, such as CN.", "请列出地区，例如 CN。"),
)
UNKNOWN = Kind(
    "region.unknown",
    Level.ERROR,
    Text(
        "{region} is not an ISO region with mobile numbers (Britain is GB).",
        "{region} 不是有手机号的 ISO 地区代码（英国为 GB）。",
    ),
    Text("Correct the region.", "请更正地区代码。"),
)
NO_TEMPLATE = Kind(
    "region.no_template",
    Level.ERROR,
    Text(
        "It has {regions}, but neither {usages} nor Generic has a template there: "
        "template_not_found.",
        "已允许 {regions}，但 {usages} 及 Generic 均无对应模板：template_not_found。",
    ),
    Text(
        "Add a template for that destination, at least to Generic, or remove the regions.",
        "请为该目的地添加模板（至少 Generic），或移除这些地区。",
    ),
)
UNUSED_TEMPLATE = Kind(
    "region.unused_template",
    Level.WARNING,
    Text("No allowed region uses this template.", "allowedRegions 中没有地区会用到该模板。"),
    Text(
        "Add regions to allowedRegions, or remove the template.",
        "请在 allowedRegions 中添加地区，或删除它。",
    ),
)
PREFIX_OF_NONE = Kind(
    "region.prefix_of_none",
    Level.WARNING,
    Text(
        "No allowed region has numbers with this prefix: it blocks nothing.",
        "allowedRegions 中没有地区的号码以此开头：不会拦截任何号码。",
    ),
    Text(
        "Correct the prefix, which begins with a country code, or remove it.",
        "请更正该前缀（以国家码开头），或删除它。",
    ),
)
SERVED = Kind(
    "region.served",
    Level.OK,
    Text("{regions}: each has templates.", "{regions}：均有可用模板。"),
)


_GENERIC = "Generic"


def look(config: Config) -> Iterator[Finding]:
    """Yield the findings on the regions and on the templates for them."""
    if not config.allowed_regions:
        yield NONE.at("allowedRegions")
        return
    unknown = _unknown_regions(config)
    for region in unknown:
        yield UNKNOWN.at("allowedRegions", region=region)
    all_places = places(config)
    bare = [
        gap for side in (CHINA, OVERSEAS) for gap in _without_template(config, all_places, side)
    ]
    yield from bare
    unused = (place for place in all_places if not place.regions and not place.is_shared)
    for users in grouped(unused, lambda place: place.sends):
        yield UNUSED_TEMPLATE.at(title(users))
    yield from _prefixes(config)
    if not unknown and not bare:
        served = listed(sorted(config.allowed_regions))
        yield SERVED.at("allowedRegions", regions=served)


def _unknown_regions(config: Config) -> list[str]:
    import phonenumbers  # noqa: PLC0415 - as in smscode.phone

    return sorted(config.allowed_regions - set(phonenumbers.SUPPORTED_REGIONS))


def _prefixes(config: Config) -> Iterator[Finding]:
    """Yield a finding for each prefix by its index, for it may be a whole number."""
    for index, prefix in enumerate(config.blocked_prefixes):
        if config.allowed_regions.isdisjoint(_regions_of(prefix.removeprefix("+"))):
            yield PREFIX_OF_NONE.at(f"blockedPrefixes/{index}")


def _regions_of(digits: str) -> set[str]:
    """Return the regions of the country code that *digits* begin with, or may go on to."""
    import phonenumbers  # noqa: PLC0415 - as in smscode.phone

    return {
        region
        for country_code, found in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()
        if digits.startswith(str(country_code)) or str(country_code).startswith(digits)
        for region in found
    }


def _without_template(
    config: Config, all_places: tuple[AnyPlace, ...], destination: str
) -> Iterator[Finding]:
    """Yield a finding if usages, and Generic too, have no template for *destination*."""
    here = {place.usage_type for place in all_places if place.destination == destination}
    allowed = regions(config, destination)
    if not allowed or _GENERIC in here:
        return
    usages = dict.fromkeys(place.usage_type for place in all_places)
    without = [name for name in usages if name not in here]
    if without:
        yield NO_TEMPLATE.at("allowedRegions", regions=listed(allowed), usages=listed(without))
