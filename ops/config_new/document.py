"""The config document, made of what the operator has answered."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

#: A reference in the document's grammar: a template code, or an object.
Reference: TypeAlias = str | Mapping[str, Any]
Entries: TypeAlias = Mapping[str, Mapping[str, object]]

KEY_MEMBERS = ("accessKeyId", "accessKeySecret")
_MAINLAND = "CN"
#: Aliyun's own for one number (help.aliyun.com/document_detail/44364.html), counted before it is.
_PER_NUMBER = [[1, 60], [5, 3600], [10, 86400]]
_PER_IP = [[20, 3600]]
_PER_HOUR = 500  # a bound on what pumping costs until somebody looks
_PER_REGION_DAY = {"*": 100}  # abroad, Aliyun has no limit of its own
_PASS_ADDRESSES = frozenset({"generic", "logto", "supabase"})


@dataclass(frozen=True, slots=True)
class Sending:
    """What is sent, and whereto.

    Attributes:
        sign_names: The document's own; none where globe sends everything.
        mainland: References for mainland numbers, by usage type.
        abroad: References for all other numbers, by usage type.
        regions: The ISO regions abroad that get codes.
    """

    sign_names: Sequence[str]
    mainland: Mapping[str, Reference]
    abroad: Mapping[str, Reference]
    regions: Sequence[str]

    @property
    def uses_globe(self) -> bool:
        """Whether globe sends any of it."""
        return any(_is_of_globe(reference) for reference in self.abroad.values())

    @property
    def needs_sign(self) -> bool:
        """Whether any of it carries a sign name."""
        references = (*self.mainland.values(), *self.abroad.values())
        return not all(map(_is_of_globe, references))

    def members(self) -> dict[str, object]:
        """Return the members of the document that say so."""
        names = list(self.sign_names)
        sign_name: object = names[0] if len(names) == 1 else names
        usage_types = dict.fromkeys((*self.mainland, *self.abroad))
        return {
            **({"signName": sign_name} if names else {}),
            "templates": [
                {"usageType": usage, "templateCode": self._choice(usage)} for usage in usage_types
            ],
            "allowedRegions": [*([_MAINLAND] if self.mainland else []), *self.regions],
        }

    def _choice(self, usage: str) -> object:
        places = {"china": self.mainland.get(usage), "overseas": self.abroad.get(usage)}
        return {place: reference for place, reference in places.items() if reference is not None}


def of_logto(members: Mapping[str, object], regions: Sequence[str]) -> dict[str, object]:
    """Return Logto's own *members*, for the mainland and *regions*."""
    return {**members, "allowedRegions": [_MAINLAND, *regions]}


def without_key(members: Mapping[str, object]) -> dict[str, object]:
    """Return *members* for a function whose role signs: what is not there cannot leak."""
    return {name: value for name, value in members.items() if name not in KEY_MEMBERS}


def around(entries: Entries, members: Mapping[str, object]) -> dict[str, object]:
    """Return what a document with *members* gets besides: limits, a ``claimsKey``, the callers."""
    limits: dict[str, object] = {"perNumber": _PER_NUMBER, "perHour": _PER_HOUR}
    if _PASS_ADDRESSES & entries.keys():
        limits["perIp"] = _PER_IP
    if members["allowedRegions"] != [_MAINLAND]:
        limits["perRegionDay"] = _PER_REGION_DAY
    return {"limits": limits, "claimsKey": secrets.token_hex(32), "callers": dict(entries)}


def _is_of_globe(reference: Reference) -> bool:
    return not isinstance(reference, str) and reference.get("service") == "globe"
