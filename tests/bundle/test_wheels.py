"""Wheels and sources by real pip, from an index of tiny packages."""

import os
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Final

import pytest

from bundle import target
from bundle.errors import BuildError
from bundle.pins import Pin
from bundle.progress import Progress
from bundle.wheels import Wheel, WheelStore
from support.tiny_packages import write_source, write_wheel

FC: Final = target.fc()
ARM: Final = target.aws("arm64")
X86_64: Final = "cp312-cp312-manylinux2014_x86_64"
AARCH64: Final = "cp312-cp312-manylinux2014_aarch64"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that is pip's only index."""
    folder = tmp_path / "index"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def said() -> StringIO:
    """Return what the store says."""
    return StringIO()


@pytest.fixture
def store(tmp_path: Path, said: StringIO) -> WheelStore:
    """Return a store that has nothing yet."""
    return WheelStore(tmp_path / "store", Progress(said))


def only(wheels: tuple[Wheel, ...]) -> Wheel:
    """Return the one wheel."""
    (wheel,) = wheels
    return wheel


def test_each_target_gets_its_own_wheel(index: Path, store: WheelStore) -> None:
    """The wheel for the target is taken, whatever machine builds, from one pin with all hashes."""
    pins = [write_wheel(index, "tiny", "1.0", tag=tag) for tag in (X86_64, AARCH64)]
    pin = replace(pins[0], hashes=frozenset[str]().union(*(each.hashes for each in pins)))
    for where, tag in ((FC, X86_64), (ARM, AARCH64)):
        assert only(store.fetch([pin], where)).path.name == f"tiny-1.0-{tag}.whl"


def test_a_source_becomes_a_wheel(index: Path, store: WheelStore, said: StringIO) -> None:
    """A pure package without a wheel is built; the pinned file is the source."""
    pin = write_source(index, "tiny", "1.0")
    wheel = only(store.fetch([pin], FC))
    assert wheel.path.name == "tiny-1.0-py3-none-any.whl"
    assert wheel.origin.name == "tiny-1.0.tar.gz"
    assert {wheel.digest} == pin.hashes
    assert "building tiny-1.0.tar.gz" in said.getvalue()


def test_a_wheel_is_preferred_to_its_source(index: Path, store: WheelStore) -> None:
    """Nothing is built where there is a wheel."""
    source = write_source(index, "tiny", "1.0")
    wheel = write_wheel(index, "tiny", "1.0")
    pin = replace(wheel, hashes=wheel.hashes | source.hashes)
    assert only(store.fetch([pin], FC)).digest in wheel.hashes


def test_a_second_build_needs_no_index(index: Path, store: WheelStore) -> None:
    """What was fetched and built is kept."""
    pins = [write_source(index, "source", "1.0"), write_wheel(index, "tiny", "1.0")]
    first = store.fetch(pins, FC)
    for path in index.iterdir():
        path.unlink()
    assert store.fetch(pins, FC) == first


def test_a_kept_file_that_has_changed_is_fetched_again(index: Path, store: WheelStore) -> None:
    """The hash is compared each time."""
    pin = write_wheel(index, "tiny", "1.0")
    kept = only(store.fetch([pin], FC))
    kept.path.write_bytes(b"something else")
    assert {only(store.fetch([pin], FC)).digest} == pin.hashes


def another_hash(index: Path) -> Pin:
    """Return the pin of a wheel that is not in the index."""
    return replace(write_wheel(index, "tiny", "1.0"), hashes=frozenset({"0" * 64}))


def another_version(index: Path) -> Pin:
    """Return the pin of a version that is not in the index."""
    return replace(write_wheel(index, "tiny", "1.0"), version="1.1")


def another_system(index: Path) -> Pin:
    """Return the pin of a package for Windows only."""
    return write_wheel(index, "tiny", "1.0", tag="cp312-cp312-win_amd64")


def a_newer_system(index: Path) -> Pin:
    """Return the pin of a package that needs a newer C library."""
    return write_wheel(index, "tiny", "1.0", tag="cp312-cp312-manylinux_2_34_x86_64")


def native_source(index: Path) -> Pin:
    """Return the pin of a source whose wheel would be for this machine."""
    native = "distclass=type('Native', (Distribution,), {'has_ext_modules': lambda self: True})"
    return write_source(index, "tiny", "1.0", native)


def broken_source(index: Path) -> Pin:
    """Return the pin of a source that does not build."""
    return write_source(index, "tiny", "1.0", "packages=['absent']")


@pytest.mark.parametrize(
    ("package", "message"),
    [
        (another_hash, "DO NOT MATCH THE HASHES"),
        (another_version, "No matching distribution found for tiny==1.1"),
        (another_system, "No matching distribution found for tiny==1.0"),
        (a_newer_system, "No matching distribution found for tiny==1.0"),
        (native_source, "tiny is not pure Python and has no wheel for x86_64, Python 3.12"),
        (broken_source, "package directory 'absent' does not exist"),
    ],
)
def test_what_is_not_pinned_or_cannot_run_stops_the_build(
    index: Path, store: WheelStore, package: Callable[[Path], Pin], message: str
) -> None:
    """The message says what pip or the builder found."""
    pin = package(index)
    with pytest.raises(BuildError) as caught:
        store.fetch([pin], FC)
    assert message in str(caught.value)
