"""The bundles as `make package` writes them, and Pythons that can import nothing else."""

import fcntl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bundle import archive, parts, pins, target
from bundle.interpreter import Interpreter
from bundle.progress import Progress
from bundle.wheels import WheelStore
from support.paths import ROOT

WHEELS: Final = ROOT / "build/.wheels"  # what `make package` has fetched need not come again
# The runtime's own packages, beside the standard library: the client that runs functions, boto3.
_OF_LAMBDA: Final = frozenset(
    {
        *("awslambdaric", "simplejson", "snapshot-restore-py"),
        *("boto3", "botocore", "jmespath", "python-dateutil", "s3transfer", "six", "urllib3"),
    }
)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other test processes out of what is under the same lock."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Return the folder that *make* fills, the first time that any test process asks for it."""
    with locked(folder.with_suffix(".lock")):
        if not folder.exists():
            new = folder.with_suffix(".new")
            new.mkdir(exist_ok=True)
            make(new)
            new.rename(folder)
    return folder


def build(output: Path, *arguments: str) -> None:
    """Build as `make package` does, which fails the test when it fails."""
    command = [sys.executable, "-m", "bundle", f"--output={output}", f"--wheels={WHEELS}"]
    subprocess.run([*command, *arguments], cwd=ROOT, check=True)  # noqa: S603 - our own module


def empty_environment(folder: Path, interpreter: Interpreter) -> None:
    """Make an environment with the standard library and nothing else."""
    command = [interpreter.executable, "-m", "venv", "--without-pip", str(folder)]
    subprocess.run(command, check=True)  # noqa: S603 - the Python that was found


def lambda_runtime(folder: Path) -> None:
    """Put what Lambda has beside Python 3.12 into the folder, in the versions that are pinned."""
    wanted = [pin for pin in pins.read(ROOT / "tests/requirements.txt") if pin.name in _OF_LAMBDA]
    wheels = WheelStore(WHEELS, Progress(sys.stderr)).fetch(wanted, target.aws("x86_64"))
    archive.write_folder(parts.merge(map(parts.of_wheel, wheels)), folder)
