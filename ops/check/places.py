"""Where the config says which template, and with which signatures, and who comes there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from smscode.config.model import Config
from smscode.config.templates import TemplateRef

CHINA, OVERSEAS = "china", "overseas"
_MAINLAND = "CN"


@dataclass(frozen=True, slots=True)
class Place:
    """One slot of the document.

    Attributes:
        usage_type: For which requests.
        destination: ``china`` or ``overseas``.
        slot: What is sent.
        sign_names: With which signatures, the first one first.
        regions: The allowed regions that it serves, in order; none when no request gets here.
        is_shared: Whether the document has one slot here for both destinations.
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
    """Return every slot of *config*, in the document's order."""
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
    """Return the allowed regions of *destination*, in order."""
    at_home = destination == CHINA
    return tuple(
        region for region in sorted(config.allowed_regions) if (region == _MAINLAND) == at_home
    )


def listed(words: Iterable[str]) -> str:
    """Return *words* as a list for people, each once."""
    return ", ".join(dict.fromkeys(words))
