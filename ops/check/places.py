"""Places of the config that name what is sent, with their sign names and regions."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeGuard, TypeVar

from smscode.config.model import Config
from smscode.config.templates import GlobeMessage, Reference, TemplateRef, labelled

CHINA, OVERSEAS = "china", "overseas"
_MAINLAND = "CN"
_Ref = TypeVar("_Ref", bound=Reference)
_Ref_co = TypeVar("_Ref_co", bound=Reference, covariant=True)


@dataclass(frozen=True, slots=True)
class Place(Generic[_Ref_co]):
    """One place of the document that has a reference.

    Attributes:
        usage_type: The usage type that it is for.
        destination: ``china`` or ``overseas``.
        label: Where it is below that, in a list or by locale: a JSON Pointer.
        ref: What is sent.
        sign_names: The sign names to send it with, in order; a message has none.
        regions: The allowed regions that it serves, sorted; empty if no request gets here.
        is_shared: Whether the document has one choice here for both destinations.
    """

    usage_type: str
    destination: str
    label: str
    ref: _Ref_co
    sign_names: tuple[str, ...]
    regions: tuple[str, ...]
    is_shared: bool

    @property
    def name(self) -> str:
        """The place, for people: usage, destination, and where it is below that."""
        return f"{self.usage_type}/{self.destination}{self.label}"

    @property
    def sends(self) -> str:
        """The code of the template, or the message."""
        ref: Reference = self.ref
        return ref.template_code if isinstance(ref, TemplateRef) else ref.message


AnyPlace = Place[Reference]


def places(config: Config) -> tuple[AnyPlace, ...]:
    """Return every place of *config*, in the document's order."""
    found = []
    for template in config.templates:
        both = template.template_code
        for destination, choice in ((CHINA, both.china), (OVERSEAS, both.overseas)):
            for label, ref in labelled(choice) if choice is not None else ():
                place: AnyPlace = Place(
                    usage_type=template.usage_type,
                    destination=destination,
                    label=label,
                    ref=ref,
                    sign_names=config.sign_names(ref),
                    regions=regions(config, destination),
                    is_shared=both.china == both.overseas,
                )
                found.append(place)
    return tuple(found)


def of_templates(all_places: Iterable[AnyPlace]) -> tuple[Place[TemplateRef], ...]:
    """Return those of *all_places* that have a template, of dysms or of pnvs."""
    return tuple(filter(_has_template, all_places))


def of_messages(all_places: Iterable[AnyPlace]) -> tuple[Place[GlobeMessage], ...]:
    """Return those of *all_places* that have a message, of globe."""
    return tuple(filter(_has_message, all_places))


def _has_template(place: AnyPlace) -> TypeGuard[Place[TemplateRef]]:
    return isinstance(place.ref, TemplateRef)


def _has_message(place: AnyPlace) -> TypeGuard[Place[GlobeMessage]]:
    return isinstance(place.ref, GlobeMessage)


def grouped(
    all_places: Iterable[Place[_Ref]], key: Callable[[Place[_Ref]], Hashable]
) -> list[list[Place[_Ref]]]:
    """Return *all_places* in groups of one *key* each, in the document's order."""
    groups: dict[Hashable, list[Place[_Ref]]] = {}
    for place in all_places:
        groups.setdefault(key(place), []).append(place)
    return list(groups.values())


def title(users: Sequence[AnyPlace]) -> str:
    """Return what people know *users* by, which send the same: its code, if any, and the places."""
    names = listed(place.name for place in users)
    return f"{users[0].sends} ({names})" if of_templates(users) else names


def regions(config: Config, destination: str) -> tuple[str, ...]:
    """Return the allowed regions of *destination*, sorted."""
    is_mainland = destination == CHINA
    return tuple(
        region for region in sorted(config.allowed_regions) if (region == _MAINLAND) == is_mainland
    )


def listed(words: Iterable[str]) -> str:
    """Return *words* as a list for people, each once."""
    return ", ".join(dict.fromkeys(words))
