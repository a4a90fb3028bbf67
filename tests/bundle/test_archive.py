"""A bundle as a folder and as a zip."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest

from bundle import archive
from bundle.errors import BuildError

FILES: Final = {"b/c.py": b"c = 1\n", "b/__init__.py": b"", "a.py": b"a = 1\n" * 100}


@pytest.fixture
def west_of_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set a time zone in which 2000-01-01T00:00Z is still 1999."""
    with monkeypatch.context() as environment:
        environment.setenv("TZ", "America/Los_Angeles")
        time.tzset()
        yield
    time.tzset()


def test_a_folder_holds_just_the_files(tmp_path: Path) -> None:
    """What an earlier build left is gone."""
    folder = tmp_path / "fc"
    archive.write_folder({"old.py": b""}, folder)
    archive.write_folder(FILES, folder)
    found = {path for path in folder.rglob("*") if path.is_file()}
    assert {path.relative_to(folder).as_posix(): path.read_bytes() for path in found} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["fc"]


def test_everybody_may_read_it_and_all_is_of_one_time(tmp_path: Path) -> None:
    """Function Compute runs as another user, and times are the same in every build."""
    folder = tmp_path / "fc"
    archive.write_folder(FILES, folder)
    paths = [folder, *folder.rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in paths if path.is_dir()} == {0o755}
    assert {path.stat().st_mode & 0o777 for path in paths if path.is_file()} == {0o644}
    assert {path.stat().st_mtime for path in paths} == {946684800.0}


def test_a_zip_is_the_same_each_time(tmp_path: Path) -> None:
    """Neither the order of the files nor the machine's clock matters."""
    archive.write_zip(FILES, tmp_path / "one.zip")
    archive.write_zip(dict(reversed(FILES.items())), tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.usefixtures("west_of_greenwich")
def test_a_zip_is_the_same_everywhere(tmp_path: Path) -> None:
    """Its entries are sorted, readable by all and of one time, whatever the time zone."""
    archive.write_zip(FILES, tmp_path / "fc.zip")
    with ZipFile(tmp_path / "fc.zip") as zipped:
        entries = zipped.infolist()
        assert {entry.filename: zipped.read(entry) for entry in entries} == FILES
    assert [entry.filename for entry in entries] == sorted(FILES)
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert {entry.date_time for entry in entries} == {(2000, 1, 1, 0, 0, 0)}
    assert {entry.create_system for entry in entries} == {3}


def test_a_zip_tells_what_each_file_takes(tmp_path: Path) -> None:
    """The sum is the zip without its directory."""
    sizes = archive.write_zip(FILES, tmp_path / "fc.zip")
    assert sizes.keys() == FILES.keys()
    assert 0 < sizes["a.py"] < len(FILES["a.py"])


@pytest.mark.parametrize("path", ["../out.py", "/out.py", "a/../../out.py"])
def test_nothing_leads_out_of_the_folder(path: str, tmp_path: Path) -> None:
    """A wheel cannot write beside the bundle."""
    with pytest.raises(BuildError, match="leads out of the bundle"):
        archive.write_folder({path: b""}, tmp_path / "fc")
    assert not list(tmp_path.rglob("out.py"))
