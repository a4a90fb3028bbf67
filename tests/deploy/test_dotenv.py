"""`.env`, as Serverless Devs and make read it, and what a deploy without it comes to."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from smscode.settings import Settings
from support.paths import ROOT
from support.serverless_devs import ask, example, needs_s, project, render, write_dotenv

TEXT: Final = (ROOT / "s.yaml").read_text(encoding="utf-8")
EXAMPLE: Final = example()
#: The function has a default for each, which an empty variable leaves in force.
OPTIONAL: Final = {"SMSCODE_CLAIMS_URI", "SMSCODE_GLOBE_ENDPOINT", "SMSCODE_LOG_LEVEL"}


def make(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Return what our Makefile does in *folder*, in an environment of *environment* and no more."""
    return subprocess.run(  # noqa: S603 - our own Makefile
        ["make", "--silent", f"--makefile={ROOT / 'Makefile'}", *words],  # noqa: S607
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_example_has_the_variables_of_the_file() -> None:
    """Each variable of s.yaml has its line and no other has one; none has a default in s.yaml."""
    written = re.findall(r"env\('(\w+)'(?:, '([^']*)')?\)", TEXT)
    assert len(written) == TEXT.count("env(")
    assert {name for name, _ in written} == set(EXAMPLE)
    assert {default for _, default in written} == {""}
    assert TEXT.count(", '')") == len(written)


def test_both_tools_read_the_example_alike() -> None:
    """No value is one that `s` expands or unquotes: `$`, quotes, white space, a comment."""
    for name, value in EXAMPLE.items():
        assert re.fullmatch(r"SMSCODE_[A-Z_]+", name)
        assert re.fullmatch(r"[\w:/.,?&=-]+", value)


def test_the_file_is_ignored() -> None:
    """Git does not offer to commit it."""
    subprocess.run(["git", "check-ignore", "--quiet", ".env"], cwd=ROOT, check=True)  # noqa: S607


@needs_s
def test_the_file_alone_renders_what_exports_do(tmp_path: Path) -> None:
    """With .env and an empty environment the properties are those of the exports."""
    with_file, with_exports = tmp_path / "file", tmp_path / "exports"
    with_file.mkdir()
    with_exports.mkdir()
    write_dotenv(with_file, EXAMPLE)
    assert render(with_file, {}) == render(with_exports, EXAMPLE)


def by_s(folder: Path, environment: Mapping[str, str]) -> list[str]:
    """Return region, role and place of the config, as `s` has them."""
    props = render(folder, environment)
    return [props["region"], props["role"], props["environmentVariables"]["CONFIG_URI"]]


def by_make(folder: Path, environment: Mapping[str, str]) -> list[str]:
    """Return region, role and place of the config, as make has them."""
    names = ("SMSCODE_REGION", "SMSCODE_ROLE", "SMSCODE_CONFIG_URI")
    shown = "\\n".join(f"$({name})" for name in names)
    done = make(folder, f"--eval=shown:;@printf '{shown}\\n'", "shown", **environment)
    return done.stdout.splitlines()


@needs_s
def test_the_environment_wins(tmp_path: Path) -> None:
    """A variable of the environment hides its line from both tools, even an empty one."""
    write_dotenv(tmp_path, EXAMPLE)
    environment = {"SMSCODE_ROLE": "other", "SMSCODE_CONFIG_URI": ""}
    assert by_s(tmp_path, environment) == ["cn-hangzhou", "other", ""]
    assert by_make(tmp_path, environment) == ["cn-hangzhou", "other", ""]


@needs_s
@pytest.mark.parametrize("options", ["", "--function config", "--trigger http"])
def test_without_the_file_nothing_is_deployed(options: str, tmp_path: Path) -> None:
    """The component is not called; the sentence names the file and each variable."""
    project(tmp_path)
    asked = ask(tmp_path, ["deploy", "-y", *options.split()], {})
    assert (asked.status, asked.calls) == (101, [])
    (sentence,) = {each for each in asked.output.splitlines() if each.startswith("Not set in .env")}
    assert set(re.findall(r"SMSCODE_[A-Z_]+", sentence)) == set(EXAMPLE) - OPTIONAL


@needs_s
def test_with_the_file_it_is_deployed(tmp_path: Path) -> None:
    """The component gets what the exports render."""
    project(tmp_path)
    write_dotenv(tmp_path, EXAMPLE)
    asked = ask(tmp_path, ["deploy", "-y"], {})
    assert asked.status == 0, asked.output
    (call,) = asked.calls
    exports = tmp_path / "exports"
    exports.mkdir()
    assert (call["command"], call["props"]) == ("deploy", render(exports, EXAMPLE))


@pytest.mark.parametrize("name", EXAMPLE)
def test_what_is_left_out_is_named(name: str, tmp_path: Path) -> None:
    """What is missing or empty is refused by name, but for what the function does without."""
    for lines in ({k: v for k, v in EXAMPLE.items() if k != name}, {**EXAMPLE, name: ""}):
        write_dotenv(tmp_path, lines)
        refused = make(tmp_path, "settings-are-given").stderr
        assert re.findall(r"SMSCODE_[A-Z_]+", refused) == [name] * (name not in OPTIONAL)


def test_the_function_does_without_what_is_optional() -> None:
    """An empty variable means what the example says."""
    settings = {name.removeprefix("SMSCODE_"): EXAMPLE[name] for name in EXAMPLE}
    empty = {name.removeprefix("SMSCODE_"): "" for name in OPTIONAL}
    assert Settings.from_environment({**settings, **empty}) == Settings.from_environment(settings)


@pytest.mark.parametrize("command", ["check", "config-put"])
def test_the_config_is_found_in_the_file(command: str, tmp_path: Path) -> None:
    """An operator's command has the function's environment, unless a config is named to it."""
    write_dotenv(tmp_path, EXAMPLE)
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(
        '#!/bin/sh\necho "$CONFIG_URI $CLAIMS_URI $GLOBE_ENDPOINT"\n', encoding="utf-8"
    )
    python.chmod(0o700)
    words = ("--assume-old=.venv/run", command, "FILE=smscode.json")
    (tmp_path / ".venv/run").touch()
    found = "aliyun-oss:mine/smscode.json?region=cn-hangzhou"
    claims, endpoint = EXAMPLE["SMSCODE_CLAIMS_URI"], EXAMPLE["SMSCODE_GLOBE_ENDPOINT"]
    assert make(tmp_path, *words).stdout == f"{found} {claims} {endpoint}\n"
    own = make(tmp_path, *words, CLAIMS_URI="redis://x").stdout
    assert own == f"{found} redis://x {endpoint}\n"
    assert make(tmp_path, *words, CONFIG_URI="file:x").stdout == "file:x  \n"
    assert make(tmp_path, *words, "CONFIG_URI=file:x").stdout == "file:x  \n"
