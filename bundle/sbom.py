"""The bill of materials: what is in a bundle, in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6)."""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from zipfile import ZipFile

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.metadata import Metadata
from packaging.utils import canonicalize_name

from bundle import closure
from bundle.parts import Part
from bundle.pins import Pin
from bundle.target import Target
from bundle.wheels import Wheel

_FUNCTION: Final = "smscode"
_OF_A_LIBRARY: Final = ("type", "name", "version", "scope", "licenses", "purl", "hashes")

_Json = dict[str, Any]


def document(
    parts: Sequence[Part], target: Target, zip_digest: str, left_out: Iterable[Pin] = ()
) -> str:
    """Return the document of the bundle whose zip has this SHA-256.

    A package's hash is that of the file that its `purl` names, as it is pinned. Libraries inside a
    package's native modules are named where its wheel names them (PEP 770). What was left out is no
    component: it is a property of the function.
    """
    wheels = {part.name: part.wheel for part in parts if part.wheel}
    described = {part.name: metadata for part in parts if (metadata := part.metadata())}
    needs = {name: _needs(described[name], wheels, target) for name in wheels}
    needs[_FUNCTION] = sorted(wheels.keys() - {each for found in needs.values() for each in found})
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        # The same bundle has the same document: no time and no random number.
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_OID, zip_digest).urn,
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "component": _function(target, zip_digest, left_out),
        },
        "components": [
            _package(part.wheel, described[part.name], part.note) for part in parts if part.wheel
        ],
        "dependencies": [{"ref": name, "dependsOn": found} for name, found in needs.items()],
    }
    return json.dumps(bill, indent=2, ensure_ascii=False) + "\n"


def _function(target: Target, zip_digest: str, left_out: Iterable[Pin]) -> _Json:
    platform = f"{target.name}, Python {target.python}, {target.machine}"
    missing = [f"pkg:pypi/{pin.name}@{pin.version}" for pin in left_out]
    return {
        "type": "application",
        "bom-ref": _FUNCTION,
        "name": _FUNCTION,
        "hashes": _hashes(zip_digest),
        "properties": [
            {"name": "smscode:platform", "value": platform},
            *({"name": "smscode:left-out", "value": purl} for purl in missing),
        ],
    }


def _package(wheel: Wheel, metadata: Metadata, note: str) -> _Json:
    pin = wheel.pin
    component: _Json = {
        "type": "library",
        "bom-ref": pin.name,
        "name": pin.name,
        "version": pin.version,
        "hashes": _hashes(wheel.digest),
        "licenses": list(_licenses(metadata)),
        "purl": f"pkg:pypi/{pin.name}@{pin.version}?file_name={wheel.origin.name}",
        "components": list(_inside(wheel)),
        "pedigree": {"notes": note} if note else {},
    }
    return {name: value for name, value in component.items() if value}


def _licenses(metadata: Metadata) -> Iterator[_Json]:
    """Yield the licence as an SPDX expression if the metadata has one, else in its own words."""
    try:
        stated = metadata.license_expression or metadata.license or ""
        yield {"expression": canonicalize_license_expression(stated)}
    except InvalidLicenseExpression:
        for classifier in metadata.classifiers or []:
            if classifier.startswith("License ::"):
                yield {"license": {"name": classifier.rpartition(" :: ")[2]}}


def _inside(wheel: Wheel) -> Iterator[_Json]:
    with ZipFile(wheel.path) as archive:
        for name in sorted(archive.namelist()):
            if ".dist-info/sboms/" in name and name.endswith(".json"):
                yield from map(_library, json.loads(archive.read(name))["components"])


def _library(component: Mapping[str, Any]) -> _Json:
    return {name: component[name] for name in _OF_A_LIBRARY if name in component}


def _needs(metadata: Metadata, present: Iterable[str], target: Target) -> list[str]:
    names = {canonicalize_name(each.name) for each in closure.needs(metadata, target)}
    return sorted(names.intersection(present))


def _hashes(digest: str) -> list[_Json]:
    return [{"alg": "SHA-256", "content": digest}]
