"""template.yml, as AWS SAM and cfn-lint read it, and what it lets anyone do."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

ROOT: Final = Path(__file__).resolve().parents[1]
TOOLS: Final = ROOT / ".tools/sam/bin"


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms: `!Ref X` as `{"!Ref": "X"}`."""


def _short_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {f"!{suffix}": loader.construct_scalar(node)}
    assert isinstance(node, yaml.SequenceNode)
    return {f"!{suffix}": loader.construct_sequence(node, deep=True)}


Loader.add_multi_constructor("!", _short_form)


def load(name: str) -> dict[str, Any]:
    """Return the YAML file at *name* below the root."""
    document: dict[str, Any] = yaml.load((ROOT / name).read_bytes(), Loader)  # noqa: S506 - safe
    return document


TEMPLATE: Final = load("template.yml")
RESOURCES: Final[dict[str, dict[str, Any]]] = TEMPLATE["Resources"]
FUNCTION: Final[dict[str, Any]] = RESOURCES["Function"]["Properties"]


def of_type(kind: str) -> list[dict[str, Any]]:
    """Return the resources of one CloudFormation type."""
    return [each for each in RESOURCES.values() if each["Type"] == kind]


def statements() -> Iterator[dict[str, Any]]:
    """Yield what the function's role may do."""
    for role in of_type("AWS::IAM::Role"):
        for policy in role["Properties"]["Policies"]:
            yield from policy["PolicyDocument"]["Statement"]


@pytest.mark.skipif(
    not (TOOLS / "sam").exists(), reason="AWS SAM CLI (make test installs it) is missing"
)
@pytest.mark.parametrize(
    "command",
    [
        ("sam", "validate", "--lint", "--template", "template.yml"),
        ("cfn-lint", "--include-checks", "I", "--", "template.yml"),
    ],
    ids=lambda command: command[0],
)
def test_the_template_is_clean(command: tuple[str, ...], tmp_path: Path) -> None:
    """The tool has nothing to say, with no credentials, region or network."""
    tool, *arguments = command
    result = subprocess.run(  # noqa: S603 - the tool that make installed
        [TOOLS / tool, *arguments],
        cwd=ROOT,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"], "SAM_CLI_TELEMETRY": "0"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_handler_is_in_the_code() -> None:
    """The handler's module is at the top of the folder that is deployed."""
    module, _, function = FUNCTION["Handler"].rpartition(".")
    source = (ROOT / FUNCTION["CodeUri"] / f"{module}.py").read_text(encoding="utf-8")
    assert re.search(rf"^def {function}\(event\b.*, context\b", source, re.MULTILINE)


def test_both_clouds_run_the_same_function() -> None:
    """Handler, runtime, memory and time-out agree with s.yaml."""
    fc = load("s.yaml")["resources"]["function"]["props"]
    assert [FUNCTION[name] for name in ("Handler", "Runtime", "MemorySize", "Timeout")] == [
        fc[name] for name in ("handler", "runtime", "memorySize", "timeout")
    ]


def test_the_role_may_read_one_secret_and_write_one_log_group() -> None:
    """No action or resource has a wildcard, and nothing else is attached."""
    allowed = [(each["Action"], each["Resource"]) for each in statements()]
    assert allowed == [
        ("secretsmanager:GetSecretValue", {"!Ref": "ConfigSecretArn"}),
        (["logs:CreateLogStream", "logs:PutLogEvents"], {"!GetAtt": "LogGroup.Arn"}),
    ]
    assert all(each["Effect"] == "Allow" for each in statements())
    (role,) = of_type("AWS::IAM::Role")
    assert "ManagedPolicyArns" not in role["Properties"]
    assert FUNCTION["Role"] == {"!GetAtt": "FunctionRole.Arn"}
    assert "Policies" not in FUNCTION


def test_the_environment_holds_an_address_and_no_secret() -> None:
    """The config is named, not given, and no name is one that Function Compute reserves."""
    variables = FUNCTION["Environment"]["Variables"]
    assert variables["CONFIG_URI"] == {"!Sub": "aws-secretsmanager:${ConfigSecretArn}"}
    assert set(variables) == {"CONFIG_URI", "LOG_LEVEL"}
    assert not any("NoEcho" in each for each in TEMPLATE["Parameters"].values())


@pytest.mark.parametrize(
    ("arn", "accepted"),
    [
        ("arn:aws:secretsmanager:us-east-1:123456789012:secret:smscode-Ab12Cd", True),
        ("arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:a/b_c+d=e.f@g-Ab12Cd", True),
        ("arn:aws:secretsmanager:us-east-1:123456789012:secret:smscode", False),
        ("arn:aws:secretsmanager:us-east-1:123456789012:secret:smscode-*", False),
        ("arn:aws:secretsmanager:us-east-1:123456789012:secret:*", False),
        ("arn:aws:secretsmanager:*:123456789012:secret:smscode-Ab12Cd", False),
        ("arn:aws:ssm:us-east-1:123456789012:parameter/smscode-Ab12Cd", False),
        ("smscode-Ab12Cd", False),
        ("", False),
    ],
)
def test_only_the_whole_arn_of_a_secret_is_taken(arn: str, *, accepted: bool) -> None:
    """A name, a pattern or an ARN without its suffix would make a policy that never matches."""
    pattern = TEMPLATE["Parameters"]["ConfigSecretArn"]["AllowedPattern"]
    assert (re.fullmatch(pattern, arn) is not None) is accepted


def test_a_function_url_has_both_permissions() -> None:
    """A URL exists in the aws partition only, with the two permissions that a call needs."""
    (url,) = of_type("AWS::Lambda::Url")
    permissions = of_type("AWS::Lambda::Permission")
    assert TEMPLATE["Conditions"]["HasFunctionUrl"] == {
        "!Equals": [{"!Ref": "AWS::Partition"}, "aws"]
    }
    assert {each["Condition"] for each in (url, *permissions)} == {"HasFunctionUrl"}
    assert url["Properties"]["AuthType"] == "NONE"
    grants = {each["Properties"].pop("Action"): each["Properties"] for each in permissions}
    anyone = {"FunctionName": {"!Ref": "Function"}, "Principal": "*"}
    assert grants == {
        "lambda:InvokeFunctionUrl": {**anyone, "FunctionUrlAuthType": "NONE"},
        "lambda:InvokeFunction": {**anyone, "InvokedViaFunctionUrl": True},
    }


def test_the_url_is_no_member_of_the_function() -> None:
    """A condition inside FunctionUrlConfig makes SAM drop both permissions without a word."""
    assert "FunctionUrlConfig" not in FUNCTION


def test_no_call_is_repeated() -> None:
    """A repeated call is a second SMS."""
    assert FUNCTION["EventInvokeConfig"]["MaximumRetryAttempts"] == 0


def test_logs_are_json_in_a_group_that_forgets() -> None:
    """The function's own group has a retention, and Lambda filters at our level."""
    logging = FUNCTION["LoggingConfig"]
    assert logging["LogFormat"] == "JSON"
    assert logging["LogGroup"] == {"!Ref": "LogGroup"}
    assert logging["ApplicationLogLevel"] == {"!Ref": "LogLevel"}
    assert RESOURCES["LogGroup"]["Properties"]["RetentionInDays"] == {"!Ref": "LogRetentionDays"}


def test_reserved_concurrency_is_not_set_by_default() -> None:
    """Zero would stop the function; empty leaves the account's own limit."""
    assert TEMPLATE["Parameters"]["ReservedConcurrency"]["Default"] == ""
    assert FUNCTION["ReservedConcurrentExecutions"] == {
        "!If": ["HasReservedConcurrency", {"!Ref": "ReservedConcurrency"}, {"!Ref": "AWS::NoValue"}]
    }
