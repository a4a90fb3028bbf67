"""A bundle as a folder and as a zip: sorted, readable by all, of one fixed time."""

import os
import shutil
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path, PurePosixPath
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bundle.errors import BuildError
from bundle.parts import Files

# Years after 1980, where zip's time starts: a folder that is zipped west of Greenwich is no older.
_TIME: Final = datetime(2000, 1, 1, tzinfo=timezone.utc)
_FILE_MODE: Final = 0o644
_FOLDER_MODE: Final = 0o755
_UNIX: Final = 3
_LEVEL: Final = 7  # 9 takes three times as long, for 0.4 % (measured)


def write_folder(files: Files, folder: Path) -> None:
    """Replace the folder by one that holds just these files.

    Raises:
        BuildError: A path leads out of the folder.
    """
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for path, content in files.items():
        file = new / _inside(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    for root, _, names in os.walk(new, topdown=False):
        for name in names:
            _settle(Path(root, name), _FILE_MODE)
        _settle(Path(root), _FOLDER_MODE)
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)


def write_zip(files: Files, path: Path) -> Mapping[str, int]:
    """Write the files to a zip, and return how many bytes of it each of them takes."""
    new = path.with_name(f"{path.name}.new")
    with ZipFile(new, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name in sorted(files):
            info = ZipInfo(name, _TIME.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            info.create_system = _UNIX
            info.external_attr = (0o100000 | _FILE_MODE) << 16
            archive.writestr(info, files[name])
        sizes = {info.filename: info.compress_size for info in archive.infolist()}
    new.replace(path)
    return sizes


def _inside(path: str) -> PurePosixPath:
    relative = PurePosixPath(path)
    if relative.is_absolute() or ".." in relative.parts:
        raise BuildError(f"{path} leads out of the bundle")
    return relative


def _settle(path: Path, mode: int) -> None:
    path.chmod(mode)
    os.utime(path, (_TIME.timestamp(), _TIME.timestamp()))
