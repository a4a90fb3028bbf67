"""What `make package` writes: its size and its bytes, of which a runtime compiles none."""

import re
import subprocess
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest

from bundle.interpreter import Interpreter

LARGEST: Final = 6_000_000  # bytes
LARGEST_WHOLE: Final = 18_000_000
# Run by the target's Python, whose magic number and hash these are.
_STALE: Final = """
import pathlib, sys
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash

for module in pathlib.Path(sys.argv[1]).rglob("*.py"):
    unchecked = MAGIC_NUMBER + bytes([1, 0, 0, 0]) + source_hash(module.read_bytes())
    if pathlib.Path(cache_from_source(module)).read_bytes()[:16] != unchecked:
        print(module)
"""

each_name = pytest.mark.parametrize("name", ["fc", "aws"])


@each_name
def test_a_bundle_is_small(bundles: Path, bundles_again: Path, name: str) -> None:
    """With its bytecode it is at most 6 MB zipped, for each processor."""
    for folder in (bundles, bundles_again):
        assert 0 < (folder / f"{name}.zip").stat().st_size <= LARGEST


@each_name
def test_a_bundle_with_the_whole_sdk_is_no_larger_than_it_must(
    whole_bundles: Path, name: str
) -> None:
    """It is at most 18 MB zipped."""
    assert LARGEST < (whole_bundles / f"{name}.zip").stat().st_size <= LARGEST_WHOLE


def test_two_builds_are_the_same(bundles: Path, bundles_again: Path) -> None:
    """Each byte of what is beside the bundle and of its zip, whatever else is built."""
    for suffix in ("zip", "cdx.json", "sizes.txt"):
        path = f"fc.{suffix}"
        assert (bundles / path).read_bytes() == (bundles_again / path).read_bytes(), path


def test_both_processors_run_the_same_python(bundles: Path, bundles_again: Path) -> None:
    """Lambda's bundles differ in native libraries and in nothing that is Python."""
    x86_64, arm64 = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.py*")}
        for folder in (bundles / "aws", bundles_again / "aws")
    )
    assert x86_64 == arm64


@each_name
def test_the_zip_is_the_folder(bundles: Path, name: str) -> None:
    """Whichever of the two is deployed, the function is the same."""
    folder = bundles / name
    files = {path for path in folder.rglob("*") if path.is_file()}
    with ZipFile(bundles / f"{name}.zip") as zipped:
        assert {entry: zipped.read(entry) for entry in zipped.namelist()} == {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in files
        }


@each_name
def test_everybody_may_read_it(bundles: Path, name: str) -> None:
    """Files are 0644 and folders 0755, whatever the umask was."""
    paths = [bundles / name, *(bundles / name).rglob("*")]
    assert {oct(path.stat().st_mode) for path in paths if path.is_dir()} == {"0o40755"}
    assert {oct(path.stat().st_mode) for path in paths if path.is_file()} == {"0o100644"}


@each_name
def test_each_module_has_bytecode_that_is_taken_as_it_is(
    bundles: Path, target_python: Interpreter, name: str
) -> None:
    """Both clouds change the files' times, so no runtime must compare them (PEP 552)."""
    command = [target_python.executable, "-I", "-c", _STALE, str(bundles / name)]
    stale = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    assert stale.stdout == ""


def test_a_cold_start_compiles_nothing(bundles: Path, empty_python: Path) -> None:
    """The function and all that it imports come from bytecode."""
    folder = bundles / "fc"
    shown = subprocess.run(  # noqa: S603 - the target's own Python
        [empty_python, "-v", "-c", "import index"],
        cwd=folder,
        env={"CONFIG_URI": "file:none"},
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    ).stderr
    taken = re.findall(r"^# code object from '?([^']+?)'?$", shown, re.MULTILINE)
    ours = [path for path in taken if path.startswith(str(folder))]
    assert any("/smscode/" in path for path in ours)
    assert [path for path in ours if not path.endswith(".pyc")] == []
