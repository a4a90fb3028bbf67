"""The requirements files: exact, hashed, naming no index, and what is installed here."""

import re
import subprocess
import sys
from importlib.metadata import version
from itertools import chain
from typing import Final

import pytest
from packaging.requirements import Requirement

from support.paths import ROOT

RUN: Final = "requirements.txt"
HERE: Final = (
    RUN,
    "requirements-redis.txt",
    "sandbox/requirements.txt",
    "bundle/requirements.txt",
    "tests/requirements.txt",
    "benchmarks/requirements.txt",
)
EVERY: Final = (*HERE, "tests/sam-requirements.txt")
DIRECT: Final = {
    "boto3",
    "alibabacloud-dysmsapi20170525",
    "alibabacloud-tea-openapi",
    "pydantic",
    "phonenumberslite",
}
_ENTRY: Final = re.compile(r"^([^#\s][^\\\n]*?) *(\\\n(?: +--hash=.+\n?)+|\n)", re.MULTILINE)
_OPTION: Final = re.compile(r"^ *(-+[a-z-]+)", re.MULTILINE)
_REASON: Final = re.compile(r"^# \+ (\S+) +(\S.+)$", re.MULTILINE)


def text(name: str) -> str:
    """Return the file at *name* below the root."""
    return (ROOT / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[Requirement, list[str]]:
    """Return each requirement of the file at *name* with its hashes."""
    return {
        Requirement(pin): re.findall(r"--hash=(\S+)", hashes)
        for pin, hashes in _ENTRY.findall(text(name))
    }


@pytest.mark.parametrize("name", EVERY)
def test_every_requirement_is_exact_and_hashed(name: str) -> None:
    """Each line that is not a comment is one version with its SHA-256 sums."""
    entries = pins(name)
    assert entries
    for requirement, hashes in entries.items():
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), requirement


@pytest.mark.parametrize("name", EVERY)
def test_direct_requirements_have_a_reason_and_a_pin_that_keeps_to_them(name: str) -> None:
    """A heading line says why, and the lock below it is within its bounds."""
    pinned = {requirement.name: str(requirement.specifier)[2:] for requirement in pins(name)}
    direct = [Requirement(line) for line, _reason in _REASON.findall(text(name))]
    assert direct
    for requirement in direct:
        assert pinned[requirement.name] in requirement.specifier


def test_the_function_says_why_it_needs_each_of_its_packages() -> None:
    """The five packages that the function imports are there, each with its reason."""
    assert {Requirement(line).name for line, _reason in _REASON.findall(text(RUN))} >= DIRECT


@pytest.mark.parametrize("name", EVERY)
def test_no_index_is_named(name: str) -> None:
    """Where packages come from is the user's own setting."""
    assert "://" not in text(name)
    assert set(_OPTION.findall(text(name))) == {"--hash"}


def test_one_version_of_each_package_is_asked_for() -> None:
    """The files that are installed together agree."""
    versions: dict[str, set[str]] = {}
    for requirement in chain.from_iterable(map(pins, HERE)):
        versions.setdefault(requirement.name, set()).add(str(requirement.specifier))
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", HERE)
def test_what_is_installed_is_what_is_pinned(name: str) -> None:
    """The tests run against the versions that the files name."""
    for requirement in pins(name):
        if requirement.marker is None or requirement.marker.evaluate():
            assert version(requirement.name) in requirement.specifier, requirement


def test_the_files_are_a_whole_closure() -> None:
    """Nothing that an installed package needs is missing or of another version."""
    check = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout
