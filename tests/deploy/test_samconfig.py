"""samconfig.toml: with it the pages' commands deploy what they build, for one processor."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest
import yaml

from deploy.test_template_yml import TOOLS, needs_sam
from support.cloudformation import Account, ChangeSet, account
from support.paths import ROOT
from support.sam_config import SAMCONFIG, configured
from support.sam_template import TEMPLATE

ARCHITECTURES: Final = TEMPLATE["Parameters"]["Architecture"]["AllowedValues"]
#: In the builder's place: the bundle is the name of the processor that it was asked for.
BUILDER: Final = 'build-Function:\n\t@echo $(ARCH) > "$(ARTIFACTS_DIR)/architecture"\n'


def lines() -> Iterator[str]:
    """Yield every command that builds or deploys with SAM, in all pages."""
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")):
        if page.name != "CHANGELOG.md":
            text = page.read_text(encoding="utf-8")
            for block, inline in re.findall(r"^\$ (.*)$|`(sam [^`]*)`", text, re.MULTILINE):
                if re.search(r"\bsam (build|deploy|package|sync)\b", block or inline):
                    yield block or inline


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a clone, as far as SAM looks at it, with a builder that takes no time."""
    for name in ("template.yml", "template-cn.yml"):  # what is cut out says nothing of a processor
        shutil.copy(ROOT / "template.yml", tmp_path / name)
    shutil.copytree(ROOT / "bundle/sam", tmp_path / "bundle/sam")
    (tmp_path / "Makefile").write_text(BUILDER, encoding="utf-8")
    (tmp_path / "src").mkdir()
    (tmp_path / "src/raw.py").touch()
    return tmp_path


def run(line: str, project: Path, aws: Account) -> None:
    """Run *line* in a shell in *project*, with the real SAM and a key for *aws*."""
    environment = {
        "HOME": str(project / "home"),
        "PATH": f"{TOOLS}:{os.environ['PATH']}",
        "SAM_CLI_TELEMETRY": "0",
        "AWS_ENDPOINT_URL": aws.url,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "NO_PROXY": "127.0.0.1",
    }
    result = subprocess.run(  # noqa: S603 - the page's own command
        ["/bin/sh", "-c", line],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    assert result.returncode == 0, result.stdout


def function(change_set: ChangeSet) -> dict[str, Any]:
    """Return the function of the template that *change_set* is made from."""
    template = yaml.safe_load(change_set.template)
    properties: dict[str, Any] = template["Resources"]["Function"]["Properties"]
    return properties


def bundle(change_set: ChangeSet, aws: Account) -> dict[str, str]:
    """Return the files of the bundle that *change_set* would put under the function."""
    key = function(change_set)["CodeUri"].removeprefix("s3:/")
    with ZipFile(io.BytesIO(aws.objects[key])) as archive:
        return {name: archive.read(name).decode().strip() for name in archive.namelist()}


def test_build_and_deploy_are_one_line() -> None:
    """No page deploys what was built some other time, or tells one of the two what to override."""
    told = set(lines())
    assert "sam build && sam deploy" in told
    for line in told:
        build, deploy = line.split(" && ")
        assert re.fullmatch(r"sam build( --template template-cn\.yml)?", build)
        assert re.fullmatch(r"sam deploy( --no-execute-changeset)?", deploy)


@needs_sam
def test_what_is_deployed_was_built_for_the_processor_of_the_config(project: Path) -> None:
    """The change set has the config's processor, and the bundle of its template is for it.

    The stack, and the build that lies there, are of the other processor each time but the first.
    """
    told = sorted(set(lines()), reverse=True)
    # One command of SAM takes 4 s of a processor: each line once, and the first for both.
    runs = list(zip([*told, told[0]], cycle(ARCHITECTURES), strict=False))
    with account("Architecture", "MaxSentPerHour") as aws:
        for line, architecture in runs:
            configured(project, architecture)
            run(line, project, aws)
    for change_set, (line, architecture) in zip(aws.change_sets, runs, strict=True):
        assert change_set.parameters == {"Architecture": architecture, "MaxSentPerHour": None}, line
        assert function(change_set)["Architectures"] == [{"Ref": "Architecture"}], line
        assert bundle(change_set, aws) == {"architecture": architecture}, line
        assert change_set.stack == "smscode"
        assert change_set.capabilities == ["CAPABILITY_IAM"]


def test_the_config_names_no_template() -> None:
    """With `template_file` a deploy would take template.yml, and upload src/ as it lies there."""
    settings = re.findall(r"^(\w+) = ", SAMCONFIG.read_text(encoding="utf-8"), re.MULTILINE)
    assert "parameter_overrides" in settings
    assert not {"template", "template_file"} & set(settings)
