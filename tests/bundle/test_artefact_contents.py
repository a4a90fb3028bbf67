"""What is in the bundles that `make package` writes, and what is said of it beside them."""

import json
import re
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Final

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

from bundle import closure, lean, target, unused
from bundle.lean import Cut
from support.paths import ROOT

MANYLINUX2014: Final = (2, 17)
MACHINES: Final = {"x86_64": 62, "aarch64": 183}  # e_machine of ELF

CHANGED: Final = {
    *("alibabacloud-credentials", "alibabacloud-dysmsapi20170525", "alibabacloud-tea"),
    *("alibabacloud-tea-openapi", "darabonba-core", "pydantic", "pydantic-core", "requests"),
    "urllib3",
}

each_name = pytest.mark.parametrize("name", ["fc", "aws"])
each_kind = pytest.mark.parametrize(
    ("build", "cut"), [("bundles", lean.UNUSED), ("whole_bundles", lean.NOTHING)]
)


def pinned(cut: Cut = lean.UNUSED) -> dict[str, frozenset[str]]:
    """Return `name==version` of what a bundle must hold, with the hashes of its pin."""
    chosen = cut.pins(closure.select(ROOT, target.fc(), ()))
    return {f"{pin.name}=={pin.version}": pin.hashes for pin in chosen}


def found_in(bundle: Path) -> set[str]:
    """Return `name==version` of what an installer's own tool finds in a bundle."""
    found = distributions(path=[str(bundle)])
    return {f"{canonicalize_name(each.metadata['Name'])}=={each.version}" for each in found}


def bill(path: Path) -> dict[str, Any]:
    """Return the bill of materials beside a bundle."""
    document: dict[str, Any] = json.loads(path.with_suffix(".cdx.json").read_bytes())
    return document


@each_name
@each_kind
def test_it_holds_what_is_pinned(
    build: str, cut: Cut, name: str, request: pytest.FixtureRequest
) -> None:
    """Each distribution in the version of its pin, and no other: no boto3, no build tool."""
    assert found_in(request.getfixturevalue(build) / name) == set(pinned(cut))


@each_name
def test_the_whole_sdk_has_no_placeholder(whole_bundles: Path, name: str) -> None:
    """With SDK=full each of its modules is the vendor's own."""
    for module in unused.MODULES:
        text = (whole_bundles / name / module.replace(".", "/")).with_suffix(".py")
        if not text.exists():
            text = text.with_suffix("") / "__init__.py"
        assert "left out" not in text.read_text(encoding="utf-8")


@each_name
def test_it_holds_the_function(bundles: Path, name: str) -> None:
    """Every module of src/ is at the bundle's root, where the handler is looked for."""
    for module in (ROOT / "src").rglob("*.py"):
        copy = bundles / name / module.relative_to(ROOT / "src")
        assert copy.read_bytes() == module.read_bytes()
    assert not (bundles / name / "ops").exists()


@each_name
def test_nothing_is_in_it_that_no_function_reads(bundles: Path, name: str) -> None:
    """No tests, stubs, headers or sources of native modules."""
    folder = bundles / name
    paths = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    assert not {"tests", "test"}.intersection(*[part for path in paths for part in path.parts[:-1]])
    kinds = {path.suffix for path in paths if not path.parent.name.endswith(".dist-info")}
    assert kinds == {".py", ".pyc", ".so", ".pem"}


@pytest.mark.parametrize(
    ("build", "name", "machine"),
    [
        ("bundles", "fc", "x86_64"),
        ("bundles", "aws", "x86_64"),
        ("bundles_again", "aws", "aarch64"),
    ],
)
def test_native_libraries_run_where_they_are_sent(
    build: str, name: str, machine: str, request: pytest.FixtureRequest
) -> None:
    """They are for the processor, and need no newer C library than every runtime has."""
    libraries = list((request.getfixturevalue(build) / name).rglob("*.so*"))
    assert libraries
    for library in libraries:
        content = library.read_bytes()
        assert int.from_bytes(content[18:20], "little") == MACHINES[machine], library
        needed = re.findall(rb"GLIBC_(\d+)\.(\d+)", content)
        assert max((int(major), int(minor)) for major, minor in needed) <= MANYLINUX2014, library


@each_name
@each_kind
def test_the_bill_of_materials_is_true(
    build: str, cut: Cut, name: str, request: pytest.FixtureRequest
) -> None:
    """It names just what is in the bundle, each with a hash of its pin; it is not inside."""
    folder = request.getfixturevalue(build) / name
    text = folder.with_suffix(".cdx.json").read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    components = {f"{each['name']}=={each['version']}": each for each in bill(folder)["components"]}
    assert set(components) == found_in(folder)
    for title, hashes in pinned(cut).items():
        assert {each["content"] for each in components[title]["hashes"]} <= hashes
        assert components[title]["licenses"]
    assert not list(folder.rglob("*.cdx.json"))


@each_name
@each_kind
def test_what_is_left_out_is_said(
    build: str, cut: Cut, name: str, request: pytest.FixtureRequest
) -> None:
    """The bill of materials and the sizes name each distribution that is pinned and not there."""
    folder = request.getfixturevalue(build) / name
    missing = {title.replace("==", "@") for title in pinned(lean.NOTHING).keys() - pinned(cut)}
    about = bill(folder)["metadata"]["component"]["properties"]
    purls = {each["value"] for each in about if each["name"] == "smscode:left-out"}
    assert purls == {f"pkg:pypi/{each}" for each in missing}
    sizes = folder.with_suffix(".sizes.txt").read_text(encoding="utf-8")
    assert {*re.findall(r"^left out: (\S+) (\S+)$", sizes, re.MULTILINE)} == {
        (*each.split("@"),) for each in missing
    }
    notes = {each["name"] for each in bill(folder)["components"] if "pedigree" in each}
    assert notes == (CHANGED if cut is lean.UNUSED else set())


@each_name
@each_kind
def test_the_sizes_are_true(
    build: str, cut: Cut, name: str, request: pytest.FixtureRequest
) -> None:
    """They have a row for each distribution and for the function, and the bundle's sum."""
    folder = request.getfixturevalue(build)
    text = (folder / f"{name}.sizes.txt").read_text(encoding="utf-8")
    *parts, total = [row.split() for row in text.partition("bytes ")[2].splitlines()[1:]]
    ours = {"smscode", lean.PLACEHOLDERS}
    assert {"==".join(row[:2]) for row in parts if row[0] not in ours} == set(pinned(cut))
    unpacked = sum(path.stat().st_size for path in (folder / name).rglob("*") if path.is_file())
    assert total[-2] == f"{unpacked:,}"
