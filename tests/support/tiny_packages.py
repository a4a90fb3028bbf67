"""Packages of a few bytes, and the pins of their files."""

import hashlib
import io
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zipfile import ZipFile

from packaging.utils import canonicalize_name

from bundle.pins import Pin

ANYWHERE: Final = "py3-none-any"
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def write_wheel(
    folder: Path,
    name: str,
    version: str,
    *,
    files: Mapping[str, str] = _NOTHING,
    metadata: Sequence[str] = (),
    tag: str = ANYWHERE,
) -> Pin:
    """Write a wheel with one module, the files and lines of metadata, and return its pin."""
    path = folder / f"{name}-{version}-{tag}.whl"
    info = f"{name}-{version}.dist-info"
    about = ["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *metadata]
    wheel = ["Wheel-Version: 1.0", f"Tag: {tag}", "Root-Is-Purelib: true"]
    written = {
        f"{name}.py": "",
        **files,
        f"{info}/METADATA": "\n".join([*about, "", "A description.", ""]),
        f"{info}/WHEEL": "\n".join([*wheel, ""]),
        f"{info}/RECORD": "",
    }
    with ZipFile(path, "w") as archive:
        for member, text in written.items():
            archive.writestr(member, text)
    return _pin(name, version, path)


def write_source(folder: Path, name: str, version: str, setup: str = "") -> Pin:
    """Write a source distribution with one module, *setup* added to its set-up, and its pin."""
    call = f"setup(name={name!r}, version={version!r}, py_modules=[{name!r}], {setup})"
    path = folder / f"{name}-{version}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for member, text in {
            "setup.py": f"from setuptools import Distribution, setup\n{call}\n",
            "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
            f"{name}.py": "",
        }.items():
            entry = tarfile.TarInfo(f"{name}-{version}/{member}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return _pin(name, version, path)


def _pin(name: str, version: str, path: Path) -> Pin:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Pin(canonicalize_name(name), version, frozenset({digest}))
