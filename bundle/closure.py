"""Which of the pinned distributions a bundle holds, and whether these are all that it needs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from bundle import pins
from bundle.errors import BuildError
from bundle.lean import NOTHING, Cut
from bundle.pins import Pin
from bundle.target import Target

_FUNCTION: Final = "requirements.txt"
# Lambda's runtime has it, and on Function Compute no store needs it: 16 MB zipped.
_BOTO3: Final = frozenset({"boto3", "botocore", "jmespath", "python-dateutil", "s3transfer", "six"})
_EXTRA_FILES: Final[Mapping[str, str]] = {"redis": "requirements-redis.txt"}

EXTRAS: Final = ("boto3", *_EXTRA_FILES)


def select(repository: Path, target: Target, extras: Iterable[str]) -> tuple[Pin, ...]:
    """Return the pins of a bundle for the target, and of the `EXTRAS` that are asked for.

    Raises:
        BuildError: An extra has no requirements file, or two files pin different versions.
    """
    names = [_FUNCTION, *(_EXTRA_FILES[extra] for extra in extras if extra in _EXTRA_FILES)]
    left_out = frozenset[str]() if "boto3" in extras else _BOTO3
    chosen: dict[str, Pin] = {}
    for pin in chain.from_iterable(_read(repository / name) for name in names):
        if pin.name in left_out or not target.includes(pin.marker):
            continue
        if chosen.setdefault(pin.name, pin).version != pin.version:
            raise BuildError(f"{' and '.join(names)} pin different versions of {pin.name}")
    return tuple(chosen[name] for name in sorted(chosen))


def check(
    wanted: Sequence[Pin], found: Sequence[Metadata], target: Target, cut: Cut = NOTHING
) -> None:
    """Compare what is in a bundle with the pins, and with what it says that it needs.

    *cut* is what was left out of it.

    Raises:
        BuildError: A version differs, or something is missing or too much.
    """
    versions = {canonicalize_name(each.name): str(each.version) for each in found}
    pinned = {pin.name: pin.version for pin in wanted}
    faults = [
        f"{name} is pinned to {pinned.get(name)} and bundled as {versions.get(name)}"
        for name in sorted(versions.keys() | pinned.keys())
        if versions.get(name) != pinned.get(name)
    ]
    faults.extend(_unmet(found, versions, target, cut))
    if faults:
        raise BuildError("\n".join(faults))


def needs(metadata: Metadata, target: Target) -> list[Requirement]:
    """Return what a distribution needs at the target, with no extras of its own chosen."""
    return [each for each in metadata.requires_dist or [] if target.includes(each.marker)]


def _unmet(
    found: Sequence[Metadata], versions: Mapping[NormalizedName, str], target: Target, cut: Cut
) -> Iterator[str]:
    for metadata in found:
        for requirement in needs(metadata, target):
            name = canonicalize_name(requirement.name)
            if cut.forgives(canonicalize_name(metadata.name), name):
                continue
            version = versions.get(name)
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                yield f"{metadata.name} needs {requirement}, and bundled is {version}"


def _read(path: Path) -> tuple[Pin, ...]:
    try:
        return pins.read(path)
    except FileNotFoundError:
        raise BuildError(f"{path.name} is missing") from None
