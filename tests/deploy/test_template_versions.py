"""template.yml's versions and alias: what is published, what leads to it, and the way back."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from typing import Any, Final

import pytest

from support.paths import ROOT
from support.sam_template import FUNCTION, RESOURCES, TEMPLATE, of_type

SAMS_PYTHON: Final = ROOT / ".tools/sam/bin/python"
ALIAS: Final = {"Ref": "FunctionAliaslive"}
# Of the function as a whole, and not of its versions.
UNVERSIONED: Final = {
    *("AutoPublishAlias", "AutoPublishAliasAllProperties", "VersionDescription"),
    *("CodeUri", "EventInvokeConfig", "ReservedConcurrentExecutions"),
}
needs_sam = pytest.mark.skipif(
    not SAMS_PYTHON.exists(), reason="AWS SAM CLI (make test installs it) is missing"
)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Return the resources that SAM makes of the template."""
    home = tmp_path_factory.mktemp("home")
    translated = subprocess.run(  # noqa: S603 - the tool that make installed
        [SAMS_PYTHON, ROOT / "tests/support/sam_translation.py", ROOT / "template.yml"],
        env={"HOME": str(home), "PATH": os.environ["PATH"], "SAM_CLI_TELEMETRY": "0"},
        capture_output=True,
        check=True,
        timeout=300,
    )
    resources: dict[str, dict[str, Any]] = json.loads(translated.stdout)["Resources"]
    return resources


def names(value: object) -> Iterator[str]:
    """Yield the parameters and conditions that *value* names, in CloudFormation's short forms."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "!Ref":
                yield inner
            elif key == "!Sub":
                yield from re.findall(r"\$\{(\w+)\}", inner)
            elif key == "!If":
                yield inner[0]
                yield from names(inner[1:])
            else:
                yield from names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner)


def parameters(value: object) -> set[str]:
    """Return the parameters that decide on *value*, by way of conditions too."""
    found: set[str] = set()
    for name in names(value):
        if name in TEMPLATE["Conditions"]:
            found |= parameters(TEMPLATE["Conditions"][name])
    return (found | set(names(value))) & set(TEMPLATE["Parameters"])


def test_every_parameter_of_a_version_publishes_one() -> None:
    """SAM does not see that a parameter has another value; a version's description does."""
    versioned = {name: each for name, each in FUNCTION.items() if name not in UNVERSIONED}
    assert parameters(FUNCTION["VersionDescription"]) == parameters(versioned)
    assert FUNCTION["AutoPublishAliasAllProperties"] is True


def test_a_versions_description_is_not_too_long() -> None:
    """With the longest value of each parameter it has the 256 characters that Lambda allows."""
    used = [TEMPLATE["Parameters"][name] for name in parameters(FUNCTION["VersionDescription"])]
    longest = [each.get("MaxLength") or max(map(len, each["AllowedValues"])) for each in used]
    assert len(longest) == 5
    assert sum(longest) + len(longest) - 1 <= 256


@needs_sam
def test_a_version_that_was_replaced_stays(stack: dict[str, dict[str, Any]]) -> None:
    """Neither new code nor another parameter's value deletes the version to go back to."""
    (version,) = (each for each in stack.values() if each["Type"] == "AWS::Lambda::Version")
    assert (version["DeletionPolicy"], version["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert "DeletionPolicy" not in stack["Function"]


@needs_sam
def test_every_door_leads_to_the_alias(stack: dict[str, dict[str, Any]]) -> None:
    """URL, HTTP API and their permissions have the alias, and the output for IAM has it too."""
    assert stack[ALIAS["Ref"]]["Properties"]["Name"] == "live"
    assert stack["FunctionUrl"]["Properties"]["TargetFunctionArn"] == ALIAS
    assert stack["HttpApiIntegration"]["Properties"]["IntegrationUri"] == ALIAS
    permissions = [each for each in stack.values() if each["Type"] == "AWS::Lambda::Permission"]
    assert [each["Properties"]["FunctionName"] for each in permissions] == [ALIAS] * 3
    assert TEMPLATE["Outputs"]["FunctionArn"]["Value"] == {"!Ref": "Function.Alias"}


@needs_sam
def test_no_asynchronous_call_is_repeated(stack: dict[str, dict[str, Any]]) -> None:
    """Neither one of the alias nor an unqualified one: a repeated call is a second SMS."""
    kind = "AWS::Lambda::EventInvokeConfig"
    configs = [each["Properties"] for each in stack.values() if each["Type"] == kind]
    assert {each["Qualifier"]: each["MaximumRetryAttempts"] for each in configs} == {
        "live": 0,
        "$LATEST": 0,
    }


def test_the_alias_is_the_one_that_the_page_moves() -> None:
    """The page's commands name the template's alias."""
    page = (ROOT / "docs/deploy-aws.md").read_text(encoding="utf-8")
    moved = re.findall(r"^\$ aws lambda update-alias .*--name (\S+)", page, re.MULTILINE)
    invoked = re.findall(r"^\$ aws lambda invoke .*--qualifier (\S+)", page, re.MULTILINE)
    assert set(moved) == set(invoked) == {FUNCTION["AutoPublishAlias"]}


def test_both_configs_say_the_same() -> None:
    """The unqualified function's own config differs from the alias's in nothing."""
    (unqualified,) = of_type("AWS::Lambda::EventInvokeConfig")
    assert unqualified["Properties"] == {
        "FunctionName": {"!Ref": "Function"},
        "Qualifier": "$LATEST",
        **RESOURCES["Function"]["Properties"]["EventInvokeConfig"],
    }
