"""pip, with the user's own settings: which index, which proxy, which certificates."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bundle.errors import BuildError
from bundle.pins import Pin
from bundle.progress import Progress
from bundle.target import Target

_OPTIONS: Final = ("--disable-pip-version-check", "--no-input", "--no-color")
# Without isolation a build takes setuptools from here, where it is pinned, and not the newest.
_CHECKED: Final = ("--no-deps", "--no-build-isolation")
_PACKAGE: Final = re.compile(r"(?:Collecting|Processing) +(\S+)")


def download(pins: Sequence[Pin], target: Target, folder: Path, progress: Progress) -> None:
    """Put one file for each pin into the folder: a wheel that the target takes, else the source.

    Raises:
        BuildError: The index has neither, or what it has is not what was pinned.
    """
    platforms = [f"--platform={platform}" for platform in target.platforms]
    abis = [f"--abi={abi}" for abi in (target.interpreter, "abi3", "none")]
    where = [f"--python-version={target.python}", "--implementation=cp", *abis, *platforms]
    with tempfile.TemporaryDirectory() as scratch:
        # Without their markers: pip would try them on the Python that builds.
        requirements = Path(scratch) / "requirements.txt"
        requirements.write_text("\n".join(map(str, pins)), encoding="utf-8")
        what = ["--require-hashes", f"--requirement={requirements}", f"--dest={folder}"]
        _run(["download", *_CHECKED, "--progress-bar=off", *where, *what], progress)


def build(source: Path, folder: Path, progress: Progress) -> None:
    """Build a wheel from a source distribution and put it into the folder.

    Raises:
        BuildError: It does not build.
    """
    # pip's cache may have a wheel of the same source that another setuptools built.
    options = [*_CHECKED, "--no-cache-dir", f"--wheel-dir={folder}"]
    _run(["wheel", *options, str(source)], progress)


def _run(arguments: Sequence[str], progress: Progress) -> None:
    command = [sys.executable, "-m", "pip", *arguments[:1], *_OPTIONS, *arguments[1:]]
    said = []
    with subprocess.Popen(  # noqa: S603 - this Python's pip
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="backslashreplace",
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            if package := _PACKAGE.match(line):
                progress.step(package[1])
    if process.returncode != 0:
        raise BuildError(f"pip {arguments[0]} failed:\n{''.join(said).rstrip()}")
