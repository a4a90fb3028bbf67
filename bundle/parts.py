"""What each distribution puts into a bundle: the files that a running function may read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from packaging.metadata import Metadata

from bundle.errors import BuildError
from bundle.wheels import Wheel

Files = Mapping[str, bytes]

# By path in the bundle, which `fnmatch` takes as one word: `*` is any folder too.
_NEVER_READ: Final = (
    *("*.pyi", "*/py.typed"),  # for type checkers
    *("*.[ch]", "*.cpp", "*.px[di]", "*.pyx"),  # for compilers
    *("tests/*", "*/tests/*", "*/_testcapi.*"),
    "*/emscripten/*.js",  # urllib3's, for Python in a browser
    "pycparser/*.cfg",  # from which pycparser's own modules were made
    *("pydantic/v1/*", "pydantic/mypy.py"),  # for models of its first version, for a type checker
    "phonenumbers/shortdata/region_*.py",  # emergency and premium short codes, by region
)
# What importlib.metadata reads: pydantic and APScheduler look for plug-ins through it, and scanners
# of deployed code (Amazon Inspector) for versions. The rest is for installers.
_METADATA: Final = frozenset({"METADATA", "entry_points.txt"})
_END_OF_HEADERS: Final = re.compile(rb"\r?\n\r?\n")
_LIBRARIES: Final = frozenset({"purelib", "platlib"})


@dataclass(frozen=True, slots=True)
class Part:
    """The files of one distribution, or of the function itself, by their path in the bundle.

    `note` says what was done to them, where they are not all that the distribution has for a
    running function.
    """

    name: str
    files: Files
    wheel: Wheel | None = None
    note: str = ""

    def metadata(self) -> Metadata | None:
        """Return what the distribution says of itself; the function says nothing."""
        for path, content in self.files.items():
            if path.endswith(".dist-info/METADATA"):
                return Metadata.from_email(content, validate=False)
        return None


def of_source(folder: Path) -> Part:
    """Return the function's own modules."""
    modules = sorted(folder.rglob("*.py"))
    return Part("smscode", {m.relative_to(folder).as_posix(): m.read_bytes() for m in modules})


def of_wheel(wheel: Wheel) -> Part:
    """Return what a function may read of a wheel."""
    files: dict[str, bytes] = {}
    with ZipFile(wheel.path) as archive:
        for info in archive.infolist():
            path = _place(info.filename)
            if path is not None and not info.is_dir():
                files[path] = archive.read(info)
    return Part(wheel.pin.name, {path: _brief(path, files[path]) for path in files}, wheel)


def merge(parts: Iterable[Part]) -> dict[str, bytes]:
    """Return the files of all parts.

    Raises:
        BuildError: Two parts have different files at one path.
    """
    files: dict[str, bytes] = {}
    for part in parts:
        for path, content in part.files.items():
            if files.setdefault(path, content) != content:
                raise BuildError(f"{part.name} would overwrite {path} of another package")
    return files


def _place(name: str) -> str | None:
    """Return where a file of a wheel goes in a bundle, None for nowhere."""
    folder, _, rest = name.partition("/")
    if folder.endswith(".dist-info"):
        return name if rest in _METADATA else None
    if folder.endswith(".data"):
        kind, _, name = rest.partition("/")
        if kind not in _LIBRARIES:
            return None
    return None if any(fnmatchcase(name, pattern) for pattern in _NEVER_READ) else name


def _brief(path: str, content: bytes) -> bytes:
    """Return metadata without the description that ends it: for some, a hundred kilobytes."""
    if not path.endswith(".dist-info/METADATA"):
        return content
    return _END_OF_HEADERS.split(content, 1)[0] + b"\n"
