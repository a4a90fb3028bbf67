"""`python -m bundle`, as make and both deployment tools start it."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from support.paths import ROOT

OFFLINE: Final = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}


def run(*command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(  # noqa: S603 - our own commands
        command,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--target=gcp"], "invalid choice: 'gcp'"),
        (["--arch=riscv"], "invalid choice: 'riscv'"),
        (["--with=redis,mysql"], "mysql"),
        (["--sdk=half"], "invalid choice: 'half'"),
    ],
)
def test_what_cannot_be_built_is_refused(arguments: Sequence[str], message: str) -> None:
    """A wrong word is named, and nothing is built."""
    result = run(sys.executable, "-m", "bundle", *arguments)
    assert result.returncode == 2
    assert message in result.stderr


def test_a_build_that_fails_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    """Without an index there is no bundle, and make stops."""
    folders = [f"--output={tmp_path / 'out'}", f"--wheels={tmp_path / 'wheels'}"]
    result = run(sys.executable, "-m", "bundle", *folders, **OFFLINE)
    assert result.returncode == 1
    assert "not built: pip download failed" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("settings", "arguments"),
    [
        ([], ""),
        (["TARGET=fc"], "--target=fc"),
        (["ARCH=x86_64", "WITH=redis,boto3"], "--arch=x86_64 --with=redis,boto3"),
        (["SDK=full"], "--sdk=full"),
    ],
)
def test_make_hands_its_settings_on(settings: Sequence[str], arguments: str) -> None:
    """`make package` builds both bundles, or what it is told."""
    planned = run("make", "--dry-run", "package", *settings).stdout.splitlines()[-1]
    assert planned.split() == [".venv/bin/python", "-m", "bundle", *arguments.split()]


@pytest.mark.parametrize("architecture", ["arm64", "x86_64"])
def test_sam_gets_the_same_bundle(architecture: str, tmp_path: Path) -> None:
    """`sam build` starts make in the root with the Makefile of the architecture."""
    makefile = f"bundle/sam/{architecture}/Makefile"
    plan = run(
        *("make", "--dry-run", "--makefile", makefile, "build-Function"),
        ARTIFACTS_DIR=str(tmp_path),
    )
    build, copy = plan.stdout.splitlines()[-2:]
    assert build.split()[-2:] == ["--target=aws", f"--arch={architecture}"]
    assert copy.split() == ["cp", "-R", "build/aws/.", f'"{tmp_path}"']
