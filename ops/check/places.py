"""Places of the config that name a template, with their sign names and regions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from smscode.config.model import Config
from smscode.config.templates import TemplateRef

CHINA, OVERSEAS = "china", "overseas"
_MAINLAND = "CN"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the document that names a template.

    Attributes:
        usage_type: The usage type that it is for.
        destination: ``china`` or ``overseas``.
        slot: The template.
        sign_names: The sign names to send it with, in order.
        regions: The allowed regions that it serves, sorted; empty if no request gets here.
        is_shared: Whether the document has one template here for both destinations.
    """

    usage_type: str
    destination: str
    slot: TemplateRef
    sign_names: tuple[str, ...]
    regions: tuple[str, ...]
    is_shared: bool

    @property
    def name(self) -> str:
        """The place, for people: usage and destination."""
        return f"{self.usage_type}/{self.destination}"


def places(config: Config) -> tuple[Place, ...]:
    """Return every place of *config*, in the document's order."""
    found = []
    for template in config.templates:
        slots = template.template_code
        for destination, slot in ((CHINA, slots.china), (OVERSEAS, slots.overseas)):
            if slot is not None:
                place = Place(
                    usage_type=template.usage_type,
                    destination=destination,
                    slot=slot,
                    sign_names=config.sign_names(slot),
                    regions=regions(config, destination),
                    is_shared=slots.china == slots.overseas,
                )
                found.append(place)
    return tuple(found)


def regions(config: Config, destination: str) -> tuple[str, ...]:
    """Return the allowed regions of *destination*, sorted."""
    at_home = destination == CHINA
    return tuple(
        region for region in sorted(config.allowed_regions) if (region == _MAINLAND) == at_home
    )


def listed(words: Iterable[str]) -> str:
    """Return *words* as a list for people, each once."""
    return ", ".join(dict.fromkeys(words))
