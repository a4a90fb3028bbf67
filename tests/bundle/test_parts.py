"""What of a wheel, and of the function's folder, is bundled."""

from pathlib import Path
from typing import Final

import pytest

from bundle import parts
from bundle.errors import BuildError
from bundle.parts import Part
from bundle.wheels import Wheel
from support.tiny_packages import write_wheel

INFO: Final = "tiny-1.0.dist-info"


def part_of(folder: Path, *files: str, metadata: tuple[str, ...] = ()) -> Part:
    """Return what is bundled of a wheel with these files."""
    pin = write_wheel(folder, "tiny", "1.0", files=dict.fromkeys(files, "x"), metadata=metadata)
    (path,) = folder.glob("*.whl")
    return parts.of_wheel(Wheel(pin, path, path))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("tiny/__init__.py", "tiny/__init__.py"),
        ("tiny/_native.cpython-312-x86_64-linux-gnu.so", None),
        ("tiny.libs/libz-1.2.so.1", None),
        ("tiny/cacert.pem", None),
        ("tiny/data.json", None),
        ("tiny/testing.py", None),
        (f"{INFO}/entry_points.txt", None),
        ("tiny-1.0.data/purelib/more.py", "more.py"),
        ("tiny-1.0.data/platlib/tiny/_fast.so", "tiny/_fast.so"),
    ],
)
def test_what_a_function_may_read_stays(name: str, place: str | None, tmp_path: Path) -> None:
    """Modules, native libraries and data are bundled where an installer would put them."""
    assert part_of(tmp_path, name).files[place or name] == b"x"


@pytest.mark.parametrize(
    "name",
    [
        "tiny/__init__.pyi",
        "tiny/py.typed",
        "tiny/_native.pyx",
        "tiny/_native.pxd",
        "tiny/_native.pxi",
        "tiny/include/api.h",
        "tiny/_native.c",
        "tiny/tests/test_tiny.py",
        "tiny/tests/data/header01.txt",
        "tests/test_tiny.py",
        "tiny/_testcapi.cpython-312-x86_64-linux-gnu.so",
        "urllib3/contrib/emscripten/emscripten_fetch_worker.js",
        "pycparser/_c_ast.cfg",
        f"{INFO}/top_level.txt",
        f"{INFO}/licenses/LICENSE",
        f"{INFO}/sboms/native.cyclonedx.json",
        "tiny-1.0.data/scripts/tiny.py",
        "tiny-1.0.data/headers/tiny.h",
        "tiny-1.0.data/purelib/tiny/py.typed",
    ],
)
def test_what_only_other_tools_read_goes(name: str, tmp_path: Path) -> None:
    """Stubs, sources of native code, tests, scripts and what installers note are left out."""
    assert set(part_of(tmp_path, name).files) == {"tiny.py", f"{INFO}/METADATA"}


def test_metadata_is_its_headers(tmp_path: Path) -> None:
    """Name, version and needs can still be asked for; the description is left out."""
    part = part_of(tmp_path, metadata=("Requires-Dist: other",))
    assert b"description" not in part.files[f"{INFO}/METADATA"]
    metadata = part.metadata()
    assert metadata is not None
    assert (metadata.name, str(metadata.version)) == ("tiny", "1.0")
    assert [str(each) for each in metadata.requires_dist or ()] == ["other"]


def test_the_function_is_its_modules(tmp_path: Path) -> None:
    """What tools and editors leave beside them is not deployed."""
    litter = ("smscode/__pycache__/app.cpython-311.pyc", ".env")
    for name in ("index.py", "smscode/app.py", *litter):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    part = parts.of_source(tmp_path)
    assert part.files == {"index.py": b"index.py", "smscode/app.py": b"smscode/app.py"}
    assert part.metadata() is None


def test_no_package_overwrites_another() -> None:
    """Two packages may share a file, when it is the same for both."""
    one = Part("one", {"shared/__init__.py": b"", "one.py": b""})
    two = Part("two", {"shared/__init__.py": b"", "two.py": b""})
    assert set(parts.merge([one, two])) == {"shared/__init__.py", "one.py", "two.py"}
    with pytest.raises(BuildError, match=r"three would overwrite one\.py"):
        parts.merge([one, Part("three", {"one.py": b"other"})])
