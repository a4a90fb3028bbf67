"""docs/policies: what each document lets somebody do, and that it is no more than the code does."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from botocore import xform_name

from ops.check import account
from support.paths import ROOT

POLICIES: Final = sorted((ROOT / "docs/policies").glob("*.json"))
README: Final = (ROOT / "docs/policies/README.md").read_text(encoding="utf-8")
# cfn-lint's list of every action of AWS, where make test has installed it.
KNOWN_TO_AWS: Final = sorted(ROOT.glob(".tools/sam/lib/*/site-packages/cfnlint/**/Policies.json"))
# What the function runs; the operator's commands have policies of their own.
SOURCES: Final = sorted((ROOT / "src/smscode").rglob("*.py"))
OF_OSS: Final = {"GetObject", "GetObjectVersion", "ListObjectVersions"}


def statements(policy: Path) -> list[dict[str, Any]]:
    """Return what the document at *policy* says."""
    document: dict[str, Any] = json.loads(policy.read_text(encoding="utf-8"))
    assert set(document) == {"Version", "Statement"}
    listed: list[dict[str, Any]] = document["Statement"]
    return listed


def many(value: str | list[str]) -> list[str]:
    """Return *value* as a list, which a policy may write either way."""
    return [value] if isinstance(value, str) else value


def actions(policy: Path) -> list[str]:
    """Return every action of the document at *policy*."""
    return [action for each in statements(policy) for action in many(each["Action"])]


def operations() -> set[str]:
    """Return the operations of Aliyun that the source calls by name."""
    sources = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    generic = re.findall(r'call_api\([^)]*"([A-Za-z]+)",\s+"\d{4}-\d\d-\d\d"', sources)
    typed = re.findall(r"client\.([a-z_]+)_with_options", sources)
    return {*generic, *(name.title().replace("_", "") for name in typed)}


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.stem)
def test_no_action_has_a_wildcard(policy: Path) -> None:
    """Each statement allows actions that it names in full."""
    for each in statements(policy):
        assert each["Effect"] == "Allow"
        assert not {"NotAction", "NotResource"} & set(each)
    assert all(re.fullmatch(r"[a-z0-9]+:[A-Za-z]+", action) for action in actions(policy))


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.stem)
def test_the_resource_is_a_wildcard_only_where_the_readme_says_so(policy: Path) -> None:
    """`*` stands with those actions alone that have no resource level."""
    table = README.split("## Where the resource is `*`", 1)[1].split("\n## ", 1)[0]
    without_a_level = set(re.findall(r"`([a-z]+:[A-Za-z]+)`", table))

    anywhere = [each for each in statements(policy) if "*" in many(each.get("Resource", []))]

    for each in anywhere:
        assert set(many(each["Action"])) <= without_a_level


def test_the_readme_lists_the_documents() -> None:
    """Every document has a row, and every row its document."""
    assert set(re.findall(r"^\| `([a-z-]+\.json)`", README, re.MULTILINE)) == {
        policy.name for policy in POLICIES
    }


@pytest.mark.parametrize("stem", ["fc-runtime-kms", "fc-runtime-oss", "aliyun-user-for-lambda"])
def test_the_function_may_do_what_it_does(stem: str) -> None:
    """The runtime's actions are the operations that the source calls, no more and no fewer.

    OSS has no operation in its request: its store sends signed GETs for the object, a version of
    it, and the list of its versions.
    """
    store = {"fc-runtime-kms": {"GetSecretValue"}, "fc-runtime-oss": OF_OSS}.get(stem, set())
    allowed = {action.partition(":")[2] for action in actions(ROOT / f"docs/policies/{stem}.json")}

    assert allowed - OF_OSS <= operations()
    assert allowed == (operations() - {"GetSecretValue"}) | store


def test_the_writer_may_do_what_it_does() -> None:
    """The actions of who writes the config are the operations of config-put, and the reading."""
    folder = ROOT / "ops/config_put"
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    of_aws = set(re.findall(r'"((?:create|put|get)_[a-z_]+)"', sources)) | {"get_secret_value"}
    of_kms = set(re.findall(r'post_api\([^)]*"([A-Za-z]+)", "\d{4}', sources)) | {"GetSecretValue"}
    of_oss = {f"{name.title()}Object" for name in re.findall(r'OssRequest\("([A-Z]+)"', sources)}

    def allowed(stem: str, *services: str) -> set[str]:
        named = (action.split(":") for action in actions(ROOT / f"docs/policies/{stem}.json"))
        return {name for service, name in named if service in services}

    aws = {xform_name(name) for name in allowed("aws-config-writer", "secretsmanager", "ssm")}
    assert aws == of_aws
    assert allowed("aliyun-config-writer", "kms") == of_kms
    assert allowed("aliyun-config-writer", "oss") == of_oss | {"GetObject"}


def test_the_check_may_ask_what_it_asks() -> None:
    """Its actions are those that the source names, no more and no fewer."""
    allowed = actions(ROOT / "docs/policies/aliyun-check.json")

    assert allowed == [f"dysms:{action}" for action in account.ACTIONS]


@pytest.mark.skipif(not KNOWN_TO_AWS, reason="AWS SAM CLI (make test installs it) is missing")
@pytest.mark.parametrize("stem", ["aws-deployer", "aws-check", "aws-config-writer"])
def test_aws_knows_the_actions(stem: str) -> None:
    """Every action is one that cfn-lint's list has."""
    services = json.loads(KNOWN_TO_AWS[0].read_text(encoding="utf-8"))
    for action in actions(ROOT / f"docs/policies/{stem}.json"):
        service, _, name = action.partition(":")
        assert name.lower() in services[service]["Actions"], action
