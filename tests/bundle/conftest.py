"""Bundles that are built once for all test processes, and what they run in."""

import os
import platform
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from bundle import interpreter
from bundle.interpreter import Interpreter
from support.bundles import build, empty_environment, lambda_runtime, made_once

PYTHON: Final = "3.12"


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that this run's test processes have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def target_python() -> Interpreter:
    """Return a Python of the version that both clouds run."""
    found = interpreter.find(PYTHON)
    if found is None:
        pytest.skip(f"there is no Python {PYTHON} here to compile and to run the bundles")
    return found


@pytest.fixture(scope="session")
def bundles(shared: Path, target_python: Interpreter) -> Path:
    """Return the folder with both bundles for x86_64."""
    assert target_python.version
    return made_once(shared / "bundles", partial(_build, "--arch=x86_64"))


@pytest.fixture(scope="session")
def bundles_again(shared: Path, bundles: Path) -> Path:
    """Return the folder with a second build, for arm64 on Lambda."""
    assert bundles.exists()
    return made_once(shared / "bundles-again", partial(_build, "--arch=arm64"))


@pytest.fixture(scope="session")
def whole_bundles(shared: Path, bundles: Path) -> Path:
    """Return the folder with both bundles for x86_64, the SDK whole in them."""
    assert bundles.exists()
    return made_once(shared / "whole-bundles", partial(_build, "--arch=x86_64", "--sdk=full"))


@pytest.fixture(scope="session")
def empty_python(shared: Path, target_python: Interpreter) -> Path:
    """Return the target's Python, with nothing to import but its standard library."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        pytest.skip("bundles for x86_64 Linux do not run here")
    folder = made_once(shared / "empty", partial(empty_environment, interpreter=target_python))
    return folder / "bin/python"


@pytest.fixture(scope="session")
def runtime_packages(shared: Path, bundles: Path) -> Path:
    """Return the folder with what Lambda's runtime has beside the standard library."""
    assert bundles.exists()  # fetched before: two builds must not fetch at once
    return made_once(shared / "runtime", lambda_runtime)


def _build(*arguments: str | Path) -> None:
    *options, output = arguments
    build(Path(output), *map(str, options))
