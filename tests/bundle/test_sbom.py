"""The bill of materials."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from bundle import parts, sbom, target
from bundle.parts import Part
from bundle.wheels import Wheel
from support.tiny_packages import write_source, write_wheel

FC: Final = target.fc()
DIGEST: Final = "d" * 64
FUNCTION: Final = Part("smscode", {"index.py": b""})


def part_of(folder: Path, name: str, *metadata: str, **files: str) -> Part:
    """Return the part of a tiny wheel."""
    named = {path.replace("__", "/"): text for path, text in files.items()}
    pin = write_wheel(folder, name, "1.0", files=named, metadata=metadata)
    (path,) = folder.glob(f"{name}-*.whl")
    return parts.of_wheel(Wheel(pin, path, path))


def bill(*contents: Part) -> dict[str, Any]:
    """Return the valid document of a bundle with these parts."""
    text = sbom.document([FUNCTION, *contents], FC, DIGEST)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    document: dict[str, Any] = json.loads(text)
    return document


def test_a_package_is_named_with_the_file_that_is_pinned(tmp_path: Path) -> None:
    """Version, hash and file name are those of the pin."""
    part = part_of(tmp_path, "tiny", "License-Expression: MIT")
    assert part.wheel is not None
    (component,) = bill(part)["components"]
    assert component == {
        "type": "library",
        "bom-ref": "tiny",
        "name": "tiny",
        "version": "1.0",
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in part.wheel.pin.hashes],
        "licenses": [{"expression": "MIT"}],
        "purl": "pkg:pypi/tiny@1.0?file_name=tiny-1.0-py3-none-any.whl",
    }


def test_a_package_that_was_built_here_is_named_with_its_source(tmp_path: Path) -> None:
    """No pin has the hash of a wheel that was built on this machine."""
    built = part_of(tmp_path, "tiny")
    source = write_source(tmp_path, "tiny", "1.0")
    assert built.wheel is not None
    wheel = Wheel(source, built.wheel.path, tmp_path / "tiny-1.0.tar.gz")
    (component,) = bill(Part("tiny", built.files, wheel))["components"]
    assert component["purl"].endswith("?file_name=tiny-1.0.tar.gz")
    assert {each["content"] for each in component["hashes"]} == source.hashes


@pytest.mark.parametrize(
    ("metadata", "licenses"),
    [
        (["License-Expression: Apache-2.0 AND MIT"], [{"expression": "Apache-2.0 AND MIT"}]),
        (["License: MIT"], [{"expression": "MIT"}]),
        (
            [
                "License: Dual License",
                "Classifier: License :: OSI Approved :: BSD License",
                "Classifier: License :: OSI Approved :: Apache Software License",
                "Classifier: Programming Language :: Python :: 3",
            ],
            [
                {"license": {"name": "BSD License"}},
                {"license": {"name": "Apache Software License"}},
            ],
        ),
        ([], None),
    ],
)
def test_a_licence_is_what_the_package_says(
    metadata: list[str], licenses: list[object] | None, tmp_path: Path
) -> None:
    """An SPDX expression, else the classifiers' words, else nothing."""
    (component,) = bill(part_of(tmp_path, "tiny", *metadata))["components"]
    assert component.get("licenses") == licenses


def test_needs_are_a_graph_from_the_function(tmp_path: Path) -> None:
    """What no package needs is the function's; what is not bundled is not in it."""
    contents = (
        part_of(tmp_path, "upper", "Requires-Dist: Lower>=1", "Requires-Dist: absent"),
        part_of(tmp_path, "lower"),
    )
    graph = {each["ref"]: each["dependsOn"] for each in bill(*contents)["dependencies"]}
    assert graph == {"smscode": ["upper"], "upper": ["lower"], "lower": []}


def test_libraries_inside_native_modules_are_named(tmp_path: Path) -> None:
    """A wheel's own bill of materials is part of ours (PEP 770)."""
    openssl = {"type": "library", "name": "openssl", "version": "4.0.3"}
    inner = json.dumps({"components": [{**openssl, "bom-ref": "x", "properties": []}]})
    part = part_of(tmp_path, "tiny", **{"tiny-1.0.dist-info__sboms__native.json": inner})
    (component,) = bill(part)["components"]
    assert component["components"] == [openssl]


def test_the_bundle_itself_is_named_by_its_hash() -> None:
    """The document belongs to one zip, and is the same for the same zip."""
    document = bill()
    assert document["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": DIGEST}]
    other = json.loads(sbom.document([FUNCTION], FC, "e" * 64))
    assert document == bill()
    assert document["serialNumber"] != other["serialNumber"]


def test_what_was_left_out_is_no_component(tmp_path: Path) -> None:
    """A distribution is a property of the function, files are a note of what lacks them."""
    part = replace(part_of(tmp_path, "tiny"), note="2 modules are left out")
    assert part.wheel is not None
    document = json.loads(sbom.document([FUNCTION, part], FC, DIGEST, [part.wheel.pin]))
    properties = document["metadata"]["component"]["properties"]
    assert {"name": "smscode:left-out", "value": "pkg:pypi/tiny@1.0"} in properties
    (component,) = document["components"]
    assert component["pedigree"] == {"notes": "2 modules are left out"}
