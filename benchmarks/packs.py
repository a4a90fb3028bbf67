"""What is measured, built anew: our bundles, what they would be without one technique, the others.

All are folders with bytecode, as a cloud would unpack them; the Python that runs them has nothing
else to import.
"""

import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.errors import CannotMeasureError
from bundle import archive, bytecode, closure, interpreter, parts, pins, target
from bundle.interpreter import Interpreter
from bundle.parts import Part
from bundle.progress import Progress
from bundle.wheels import WheelStore
from support.bundles import WHEELS, build, empty_environment, lambda_runtime
from support.paths import ROOT

_PYTHON: Final = "3.12"
_NO_COLLECTIONS: Final = "\ngc.disable()\n"
_HERE: Final = ("Linux", "x86_64")
_OURS: Final = Path("benchmarks")
_NAIVE: Final = ("__init__.py", "naive/__init__.py", "naive/sample.py")
#: What the naive functions need beside what ours does: on Function Compute the vendor's KMS client.
_MORE: Final = {"fc": "benchmarks/requirements.txt", "aws": None}
_FC: Final = target.fc()


@dataclass(frozen=True, slots=True)
class Packs:
    """Where everything is.

    Attributes:
        folder: All else is in it.
        python: A Python of the clouds' version.
        lambda_packages: What Lambda's runtime has beside the standard library, with bytecode.
    """

    folder: Path
    python: str
    lambda_packages: Path

    def code(self, name: str) -> Path:
        """Return the folder of one pack, such as `slim/fc`."""
        return self.folder / name

    def trust(self, authority: str) -> None:
        """Add one to the authorities that the SDK trusts, which are certifi's."""
        for name in ("slim/fc", "naive/fc"):
            path = self.code(name) / "certifi/cacert.pem"
            path.write_text(f"{path.read_text(encoding='utf-8')}\n{authority}", encoding="utf-8")

    def sizes(self) -> Mapping[str, int]:
        """Return the bytes of each zip, by what it is."""
        zips = {
            "fc": "slim/fc.zip",
            "aws arm64": "arm64/aws.zip",
            "aws x86_64": "slim/aws.zip",
            "fc, SDK=full": "full/fc.zip",
        }
        return {name: (self.folder / path).stat().st_size for name, path in zips.items()}


def build_all(folder: Path, progress: Progress) -> Packs:
    """Build everything into the folder.

    Raises:
        CannotMeasureError: Function Compute's bundle does not run on this machine.
        BuildError: A bundle would be wrong.
    """
    python = _python()
    build(folder / "slim", "--arch=x86_64")
    build(folder / "full", "--target=fc", "--sdk=full")
    build(folder / "arm64", "--target=aws", "--arch=arm64")
    progress.stage("== the naive functions and Lambda's runtime")
    _without_bytecode(folder / "slim/fc", folder / "source/fc")
    _collecting(folder / "slim/fc", folder / "collecting/fc", python)
    _naive(folder, python, progress)
    for part in ("python", "lambda"):
        shutil.rmtree(folder / part, ignore_errors=True)
    empty_environment(folder / "python", python)
    lambda_runtime(folder / "lambda")
    _compile(folder / "lambda", python)
    return Packs(folder, str(folder / "python/bin/python"), folder / "lambda")


def _python() -> Interpreter:
    if (platform.system(), platform.machine()) != _HERE:
        raise CannotMeasureError("Function Compute's bundle runs on x86_64 Linux only")
    found = interpreter.find(_PYTHON)
    if found is None:
        raise CannotMeasureError(f"no Python {_PYTHON} was found, which both clouds run")
    return found


def _naive(folder: Path, python: Interpreter, progress: Progress) -> None:
    for cloud, more in _MORE.items():
        function = _part(*_NAIVE, f"naive/{cloud}.py")
        _write(folder / "naive" / cloud, python, progress, function, *_packages(more, progress))
    _write(folder / "floor", python, progress, _part("__init__.py", "floor.py"))


def _packages(more: str | None, progress: Progress) -> Sequence[Part]:
    wanted = {pin.name: pin for pin in closure.select(ROOT, _FC, ())}
    for pin in pins.read(ROOT / more) if more else ():
        if _FC.includes(pin.marker):
            wanted[pin.name] = pin
    wheels = WheelStore(WHEELS, progress).fetch(list(wanted.values()), _FC)
    return [parts.of_wheel(wheel) for wheel in wheels]


def _part(*names: str) -> Part:
    paths = [_OURS / name for name in names]
    return Part("benchmarks", {path.as_posix(): (ROOT / path).read_bytes() for path in paths})


def _write(folder: Path, python: Interpreter, progress: Progress, *contents: Part) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    archive.write_folder(parts.merge(bytecode.compiled(contents, python, progress)), folder)


def _without_bytecode(bundle: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(bundle, folder, ignore=shutil.ignore_patterns("__pycache__"))


def _collecting(bundle: Path, folder: Path, python: Interpreter) -> None:
    """Copy our bundle, with garbage collections while it starts."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(bundle, folder)
    index = folder / "index.py"
    source = index.read_text(encoding="utf-8")
    if _NO_COLLECTIONS not in source:
        raise CannotMeasureError(f"index.py has no {_NO_COLLECTIONS.strip()} to take out")
    index.write_text(source.replace(_NO_COLLECTIONS, "\n"), encoding="utf-8")
    _compile(index, python)


def _compile(what: Path, python: Interpreter) -> None:
    mode = ["--invalidation-mode", "unchecked-hash"]
    command = [python.executable, "-m", "compileall", "-q", "-f", "-j2", *mode, str(what)]
    subprocess.run(command, check=True)  # noqa: S603 - the Python that was found
