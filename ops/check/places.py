"""Places of the config that name a template, with their sign names and regions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from smscode.config.model import Config
from smscode.config.templates import labelled

CHINA, OVERSEAS = "china", "overseas"
_MAINLAND = "CN"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the document that names a template.

    Attributes:
        usage_type: The usage type that it is for.
        destination: ``china`` or ``overseas``.
        label: Where it is below that, in a list or by locale: a JSON Pointer.
        template: What is sent.
        sign_names: The sign names to send it with, in order.
        regions: The allowed regions that it serves, sorted; empty if no request gets here.
        is_shared: Whether the document has one template here for both destinations.
    """

    usage_type: str
    destination: str
    label: str
    template: Any
    sign_names: tuple[str, ...]
    regions: tuple[str, ...]
    is_shared: bool

    @property
    def name(self) -> str:
        """The place, for people: usage and destination."""
        return f"{self.usage_type}/{self.destination}{self.label}"


def places(config: Config) -> tuple[Place, ...]:
    """Return every place of *config*, in the document's order."""
    found = []
    for template in config.templates:
        both = template.template_code
        for destination, choice in ((CHINA, both.china), (OVERSEAS, both.overseas)):
            for label, ref in labelled(choice) if choice is not None else ():
                place = Place(
                    usage_type=template.usage_type,
                    destination=destination,
                    label=label,
                    template=ref,
                    sign_names=config.sign_names(ref),
                    regions=regions(config, destination),
                    is_shared=both.china == both.overseas,
                )
                found.append(place)
    return tuple(found)


def regions(config: Config, destination: str) -> tuple[str, ...]:
    """Return the allowed regions of *destination*, sorted."""
    is_mainland = destination == CHINA
    return tuple(
        region for region in sorted(config.allowed_regions) if (region == _MAINLAND) == is_mainland
    )


def listed(words: Iterable[str]) -> str:
    """Return *words* as a list for people, each once."""
    return ", ".join(dict.fromkeys(words))
