"""A folder of wheels and sources, in which a build takes only files that its pins name."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from packaging.tags import Tag
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import Version

from bundle import pip
from bundle.errors import BuildError
from bundle.pins import Pin
from bundle.progress import Progress
from bundle.target import Target

_Files = Mapping[tuple[str, Version], Sequence[Path]]


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel, and the file whose hash is pinned: the same, or the source it was built from."""

    pin: Pin
    path: Path
    origin: Path

    @property
    def digest(self) -> str:
        """The SHA-256 of `origin`, one of the pin's."""
        return _sha256(self.origin)


class WheelStore:
    """Gets what is missing by pip and keeps it: a second build needs no index."""

    def __init__(self, folder: Path, progress: Progress) -> None:
        """Keep files in the folder, which need not exist yet."""
        self._folder, self._progress = folder, progress

    def fetch(self, pins: Sequence[Pin], target: Target) -> tuple[Wheel, ...]:
        """Return a wheel for each pin.

        Raises:
            BuildError: There is none that is pinned, runs on the target, or can be built here.
        """
        files = self._files()
        missing = [pin for pin in pins if _origin(files, pin, target) is None]
        if missing:
            self._progress.stage(f"   pip fetches {len(missing)} of {len(pins)} packages")
            pip.download(missing, target, self._folder, self._progress)
            files = self._files()
        return tuple(self._wheel(pin, _origin(files, pin, target), target) for pin in pins)

    def _files(self) -> _Files:
        files = defaultdict[tuple[str, Version], list[Path]](list)
        for path in sorted(self._folder.glob("*.*")):
            for distribution in _distributions(path):
                files[distribution].append(path)
        return files

    def _wheel(self, pin: Pin, origin: Path | None, target: Target) -> Wheel:
        if origin is None:
            raise BuildError(f"no file of {pin.name} {pin.version} was found that is pinned")
        if origin.suffix == ".whl":
            return Wheel(pin, origin, origin)
        # Another setuptools may build another wheel.
        folder = self._folder / f"{_sha256(origin)[:16]}-setuptools-{version('setuptools')}"
        if not any(folder.glob("*.whl")):
            self._progress.stage(f"   {pin.name} has no wheel: building {origin.name}")
            pip.build(origin, folder, self._progress)
        (built,) = folder.glob("*.whl")
        if not any(tag.platform == "any" for tag in parse_wheel_filename(built.name)[3]):
            where = f"{target.machine}, Python {target.python}"
            raise BuildError(f"{pin.name} is not pure Python and has no wheel for {where}")
        return Wheel(pin, built, origin)


def _distributions(path: Path) -> Iterator[tuple[str, Version]]:
    try:
        yield parse_wheel_filename(path.name)[:2]
    except InvalidWheelFilename:
        try:
            yield parse_sdist_filename(path.name)
        except InvalidSdistFilename:
            return


def _origin(files: _Files, pin: Pin, target: Target) -> Path | None:
    """Return the pinned file that suits the target best, a source if need be."""
    ranks = {tag: rank for rank, tag in enumerate(target.tags)}
    suitable = []
    for path in files.get((pin.name, Version(pin.version)), ()):
        rank = _rank(path, ranks)
        if rank is not None and _sha256(path) in pin.hashes:
            suitable.append((rank, path))
    return min(suitable)[1] if suitable else None


def _rank(path: Path, ranks: Mapping[Tag, int]) -> int | None:
    if path.suffix != ".whl":
        return len(ranks)
    known = [ranks[tag] for tag in parse_wheel_filename(path.name)[3] if tag in ranks]
    return min(known, default=None)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
