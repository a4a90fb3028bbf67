"""Pages with commands: what needs no cloud is run, and of other commands the words are checked."""

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any, Final

import alibabacloud_dysmsapi20170525.client as dysmsapi
import alibabacloud_dysmsapi20170525.models as dysmsapi_models
import botocore.session
import pytest
import yaml
from botocore import xform_name

from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from support.cli_profiles import profile_of, write_profiles
from support.pages.page import read, spans
from support.paths import ROOT
from support.serverless_devs import RECORDER, ask_with_profile, needs_s, sts

PAGES: Final = (
    *("docs/deploy-aws.md", "docs/deploy-fc.md", "docs/aliyun-setup.md", "docs/ops/runbook.md"),
    *("docs/security.md", "docs/troubleshooting.md"),
)
SAM: Final = ROOT / ".tools/sam/bin/sam"
# Options of the AWS CLI itself.
AWS_CLI: Final = {"--query", "--output", "--cli-binary-format"}
# Of the fc3 component (github.com/devsapp/fc3, src/commands-help) and of `s`; neither is here.
FC3: Final = {
    "plan": set(),
    "deploy": {"-y", "--function", "--trigger"},
    "info": set(),
    "invoke": {"-e", "-f", "--qualifier", "--invocation-type"},
    "logs": {"--tail", "--request-id"},
    "version publish": {"--description"},
    "alias publish": {"--alias-name", "--version-id", "--description"},
    "concurrency put": {"--reserved-concurrency"},
    "remove": {"-y", "--trigger"},
}
# Of ROS: what each operation needs and takes, in the models of alibabacloud_ros20190910 3.7.0.
ROS: Final = {
    "CreateStack": ({"--RegionId", "--StackName"}, {"--TemplateBody"}),
    "UpdateStack": ({"--RegionId", "--StackId"}, {"--TemplateBody", "--UsePreviousParameters"}),
    "DeleteStack": ({"--RegionId", "--StackId"}, set()),
    "ListStacks": ({"--RegionId"}, {"--StackName.1"}),
}
# Of each command through `s cli`, which takes them from no file.
NAMED: Final = {"--region", "--function-name", "-a"}


def commands(tool: str) -> list[list[str]]:
    """Return the words of each command of *tool* in the pages, in blocks and in tables."""
    found = []
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        lines = re.findall(r"^\$ (.*)$|`((?:s|sam|aws|aliyun) [^`]*)`", text, re.MULTILINE)
        parts = (part for line in lines for part in re.split(r" (?:&&|\|) ", line[0] or line[1]))
        found += [shlex.split(part) for part in parts]
    return [words for words in found if words[0] == tool and len(words) > 1]


def options(words: list[str]) -> set[str]:
    """Return the options among *words*."""
    return {word for word in words if re.fullmatch(r"--?[A-Za-z][A-Za-z0-9-]*", word)}


def spoken(words: list[str]) -> str:
    """Return a command of *words* as the name of its test."""
    return " ".join(words)[:60]


@pytest.mark.skipif(not SAM.exists(), reason="AWS SAM CLI (make test installs it) is missing")
@pytest.mark.parametrize("name", sorted({words[1] for words in commands("sam")}))
def test_sam_has_the_options(name: str, tmp_path: Path) -> None:
    """Each option of the pages stands in the tool's own help."""
    shown = subprocess.run(  # noqa: S603 - the tool that make installed
        [SAM, name, "--help"],
        env={"HOME": str(tmp_path), "SAM_CLI_TELEMETRY": "0", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    wanted = {each for words in commands("sam") if words[1] == name for each in options(words)}
    assert wanted <= set(re.findall(r"--[a-z0-9-]+", shown.stdout))


@pytest.mark.parametrize("words", commands("aws"), ids=spoken)
def test_aws_has_the_operation_and_its_options(words: list[str]) -> None:
    """Service, operation and options are those of botocore's models, which the AWS CLI speaks."""
    model = botocore.session.get_session().get_service_model(words[1])
    (operation,) = (name for name in model.operation_names if xform_name(name, "-") == words[2])
    shape = model.operation_model(operation).input_shape
    assert shape is not None
    members: dict[str, Any] = dict(shape.members)
    assert options(words) - AWS_CLI <= {f"--{xform_name(name, '-')}" for name in members}


@pytest.mark.parametrize("words", commands("s"), ids=spoken)
def test_s_has_the_command_and_its_options(words: list[str]) -> None:
    """Command and options are those of the component's help."""
    command = " ".join(words[1:])
    without_file = command.startswith("cli fc3 ")
    (known,) = (name for name in FC3 if command.removeprefix("cli fc3 ").startswith(name))
    assert options(words) <= FC3[known] | (NAMED if without_file else set())


@needs_s
@pytest.mark.parametrize(
    "words", [words for words in commands("s") if words[1] == "cli"], ids=spoken
)
def test_s_works_without_any_file(words: list[str], tmp_path: Path) -> None:
    """In an empty folder the component gets the command as the page has it, and the CLI's key."""
    _, cli, component, command, *arguments = words
    assert (component, options(words) & NAMED) == ("fc3", NAMED)
    key = AccessKey("LTAI-of-the-profile", "secret-of-the-profile")
    write_profiles(tmp_path / "home", profile_of(key))
    with sts.running() as server:
        asked = ask_with_profile(
            tmp_path, [cli, str(RECORDER), command, *arguments], server.endpoint
        )
    assert asked.status == 0, asked.output
    (call,) = asked.calls
    assert call.pop("credential")["AccessKeyID"] == key.id
    assert call == {"command": command, "props": {}, "args": arguments}


def test_no_command_holds_a_secret() -> None:
    """A key's secret in a command would stay in the shell's history: `aliyun configure` asks."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    lines = (line for page in pages for line in page.read_text(encoding="utf-8").splitlines())
    wrong = re.compile(r"\$ .*(access|key)[-_]?secret[ =]", re.IGNORECASE)
    assert [line for line in lines if wrong.match(line)] == []


@pytest.mark.parametrize("page", ["docs/deploy-fc.md", "docs/ops/runbook.md"])
def test_what_stops_needs_no_file(page: str) -> None:
    """Each command of `s` in the first column of "Stop it" goes through `s cli`."""
    rows = read(ROOT / page).section("Stop it").tables[0][1:]
    stops = [name for row in rows for name in spans(row[0]) if name.startswith("s ")]
    assert len(stops) == 2
    assert all(stop.startswith("s cli fc3 ") for stop in stops)


def test_a_plan_stands_before_each_update() -> None:
    """Whoever updates by the page sees the differences before they are live."""
    blocks = read(ROOT / "docs/deploy-fc.md").section("Update, and go back").blocks
    lines = [line for block in blocks for line in block.text.splitlines()]
    deploys = [number for number, line in enumerate(lines) if line == "$ s deploy -y"]
    assert deploys
    assert {lines[number - 1] for number in deploys} == {"$ s plan"}


@pytest.mark.parametrize(
    "words", [words for words in commands("aliyun") if words[1] == "dysmsapi"], ids=spoken
)
def test_aliyun_has_the_operation_of_sms(words: list[str]) -> None:
    """An operation of Dysmsapi, and its parameters, are those that its SDK has."""
    assert hasattr(dysmsapi.Client, xform_name(words[2]))
    request = getattr(dysmsapi_models, f"{words[2]}Request")()
    assert {xform_name(option[2:]) for option in options(words)} <= set(vars(request))


@pytest.mark.parametrize(
    "words", [words for words in commands("aliyun") if words[1] == "ros"], ids=spoken
)
def test_ros_has_the_operation_and_the_template_the_parameters(words: list[str]) -> None:
    """An operation of ROS has what it needs and nothing else; a parameter is one of ros.yml."""
    needed, taken = ROS[words[2]]
    options_of_ros, keys = set(words[3::2]), [word for word in words if word.endswith("Key")]
    pairs = {option for key in keys for option in (key, key.removesuffix("Key") + "Value")}
    assert needed <= options_of_ros <= needed | taken | pairs
    assert pairs <= options_of_ros
    assert {words[words.index(key) + 1] for key in keys} <= set(_stack_parameters())


def test_the_parameters_of_the_stack_are_the_templates() -> None:
    """Each that is no threshold has a row, and each row the template's default."""
    rows = read(ROOT / "docs/deploy-fc.md").section("2. The stack").tables[1][1:]
    told = {spans(name)[0]: "".join(spans(default)) for name, default, _ in rows}
    defaults = _stack_parameters()
    assert told.items() <= defaults.items()
    assert all(name.endswith("Threshold") for name in set(defaults) - set(told))


def _stack_parameters() -> dict[str, str]:
    """Return the parameters of ros.yml, each with its default."""
    parameters = yaml.safe_load((ROOT / "ros.yml").read_text(encoding="utf-8"))["Parameters"]
    return {name: str(each["Default"]) for name, each in parameters.items()}


def test_every_file_that_a_page_names_is_there() -> None:
    """Links and file names lead somewhere."""
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (ROOT / page).parent.joinpath(link).exists(), link
        for name in re.findall(r"\bdocs/[a-z0-9/-]+\.json", text):
            assert (ROOT / name).exists(), name


def test_the_requests_of_the_pages_are_the_readmes() -> None:
    """What is posted and invoked has the three members, and nothing else."""
    bodies = {
        word
        for tool in ("curl", "s", "aws")
        for words in commands(tool)
        for word in words
        if word.startswith('{"')
    }
    assert {tuple(json.loads(body)) for body in bodies} == {("phone", "usageType", "code")}


def test_the_parameters_of_the_page_are_the_templates() -> None:
    """Each parameter has a row, with its default."""
    text = (ROOT / "docs/deploy-aws.md").read_text(encoding="utf-8")
    table = text.split("| parameter | default | |\n", 1)[1].split("\n\n", 1)[0]
    told = dict(re.findall(r"^\| `(\w+)` \| ?`?([^`|]*?)`? ?\|", table, re.MULTILINE))
    template = (ROOT / "template.yml").read_text(encoding="utf-8")
    block = template.split("\nParameters:\n", 1)[1].split("\nConditions:\n", 1)[0]
    parameters = yaml.safe_load("Parameters:\n" + block)["Parameters"]
    defaults = {name: str(each.get("Default", "")) or None for name, each in parameters.items()}
    assert {name: None if d in ("", "none") else d for name, d in told.items()} == defaults


def test_the_alert_and_the_page_ask_the_same() -> None:
    """The query of the file is the page's, over an hour, on fields that the log line has."""
    alert = json.loads((ROOT / "docs/ops/sls-alert-sent-per-hour.json").read_text("utf-8"))
    (query,) = alert["configuration"]["queryList"]
    assert f"\n{query['query']}\n" in (ROOT / "docs/deploy-fc.md").read_text(encoding="utf-8")
    assert (query["start"], query["end"]) == ("-1h", "now")
    index = json.loads((ROOT / "docs/ops/sls-index.json").read_text(encoding="utf-8"))
    assert index["keys"]["message"]["doc_value"] is True
