"""template.yml, as AWS SAM and cfn-lint read it, and what it lets anyone do."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

import pytest

from smscode.clock import SystemClock
from smscode.settings import Endpoint, Settings
from smscode.wiring import wire
from support.paths import ROOT
from support.sam_config import configured
from support.sam_template import FUNCTION, RESOURCES, TEMPLATE, load, of_type, under
from support.serverless_devs import example

TOOLS: Final = ROOT / ".tools/sam/bin"
SECRETS: Final = (
    "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret"  # of the stack
)


def statements() -> Iterator[dict[str, Any]]:
    """Yield what the function's role may do."""
    for role in of_type("AWS::IAM::Role"):
        for policy in role["Properties"]["Policies"]:
            yield from policy["PolicyDocument"]["Statement"]


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    names: set[str]

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self.names = set()

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - as dict has it
        """Return the value, and remember the name."""
        self.names.add(key)
        return super().get(key, default)


needs_sam = pytest.mark.skipif(
    not (TOOLS / "sam").exists(), reason="AWS SAM CLI (make test installs it) is missing"
)


def run(home: Path, tool: str, *arguments: str, **environment: str) -> str:
    """Return all that the tool says, with no credentials, region or network; it must succeed."""
    ours = {"HOME": str(home), "PATH": os.environ["PATH"], "SAM_CLI_TELEMETRY": "0"}
    result = subprocess.run(  # noqa: S603 - the tool that make installed
        [TOOLS / tool, *arguments],
        cwd=ROOT,
        env=ours | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    assert result.returncode == 0, result.stdout
    return result.stdout


@needs_sam
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
    run(tmp_path, *command)


def test_the_handler_is_in_the_code() -> None:
    """The handler's module is at the top of the folder that the bundle is made of."""
    module, _, function = FUNCTION["Handler"].rpartition(".")
    source = (ROOT / FUNCTION["CodeUri"] / f"{module}.py").read_text(encoding="utf-8")
    assert re.search(rf"^def {function}\(event\b.*, context\b", source, re.MULTILINE)


@needs_sam
@pytest.mark.parametrize("architecture", TEMPLATE["Parameters"]["Architecture"]["AllowedValues"])
def test_sam_builds_by_our_builder_for_the_architecture(architecture: str, tmp_path: Path) -> None:
    """The bundle is for the processor that samconfig.toml names."""
    built = run(
        tmp_path,
        *("sam", "build", "--build-dir", str(tmp_path / "build")),
        *("--config-file", str(configured(tmp_path, architecture))),
        MAKEFLAGS="--dry-run",
    )
    assert f".venv/bin/python -m bundle --target=aws --arch={architecture}" in built
    assert f'cp -R build/aws/. "{tmp_path / "build" / "Function"}"' in built


def test_both_clouds_run_the_same_function() -> None:
    """Handler, runtime, memory and time-out agree with s.yaml."""
    fc = load("s.yaml")["resources"]["function"]["props"]
    assert [FUNCTION[name] for name in ("Handler", "Runtime", "MemorySize", "Timeout")] == [
        fc[name] for name in ("handler", "runtime", "memorySize", "timeout")
    ]


def test_both_clouds_set_variables_that_the_code_reads() -> None:
    """Each variable is one that wiring asks the environment for."""
    fc = load("s.yaml")["resources"]["function"]["props"]["environmentVariables"]
    asked = Asked({"CONFIG_URI": "file:nowhere"})
    wire(asked, SystemClock(), 0.0)
    assert set(FUNCTION["Environment"]["Variables"]) == set(fc)
    assert set(fc) <= asked.names


def test_what_goes_abroad_goes_from_the_same_endpoint_in_both_clouds() -> None:
    """Each file's default is the function's own, and the parameter takes nothing but endpoints."""
    own = Settings.from_environment({"CONFIG_URI": "file:x"}).globe
    parameter = TEMPLATE["Parameters"]["GlobeEndpoint"]
    offered = [Endpoint.parse(each, "GLOBE_ENDPOINT") for each in parameter["AllowedValues"]]
    assert own in offered
    assert Endpoint.parse(parameter["Default"], "GLOBE_ENDPOINT") == own
    assert example()["SMSCODE_GLOBE_ENDPOINT"] == own.authority
    assert FUNCTION["Environment"]["Variables"]["GLOBE_ENDPOINT"] == {"!Ref": "GlobeEndpoint"}


def test_the_role_may_read_one_secret_and_write_one_log_group() -> None:
    """No wildcard but for the suffix of the secret's ARN, and nothing else is attached."""
    allowed = [(each["Action"], each["Resource"]) for each in statements()]
    assert allowed == [
        ("secretsmanager:GetSecretValue", {"!Sub": f"{SECRETS}:${{ConfigSecret}}-??????"}),
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
    assert variables["CONFIG_URI"] == {"!Sub": "aws-secretsmanager:${ConfigSecret}"}
    assert set(variables) == {"CONFIG_URI", "CLAIMS_URI", "GLOBE_ENDPOINT", "LOG_LEVEL"}
    assert not any("NoEcho" in each for each in TEMPLATE["Parameters"].values())


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("smscode", True),
        ("a/b_c+d=e.f@g-h", True),
        ("arn:aws:secretsmanager:us-east-1:123456789012:secret:smscode-Ab12Cd", False),
        ("smscode-*", False),
        ("smscode?", False),
        ("${AWS::Region}", False),
        ("", False),
    ],
)
def test_only_the_name_of_a_secret_is_taken(name: str, *, accepted: bool) -> None:
    """A pattern would open other secrets to the role, and an ARN would open none."""
    pattern = TEMPLATE["Parameters"]["ConfigSecret"]["AllowedPattern"]
    assert (re.fullmatch(pattern, name) is not None) is accepted


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("smscode-Ab12Cd", True),
        ("smscode-other-Ab12Cd", False),
        ("smscode-ab12cd-Ab12Cd", False),
        ("smscode2-Ab12Cd", False),
    ],
)
def test_the_role_reads_no_secret_with_a_like_name(name: str, *, accepted: bool) -> None:
    """What IAM's `?` matches behind the name are the six characters that AWS puts there."""
    resource = next(statements())["Resource"]["!Sub"].replace("${ConfigSecret}", "smscode")
    pattern = resource.rpartition(":")[2]
    assert fnmatchcase(name, pattern) is accepted


def test_a_key_of_ones_own_is_for_decrypting_alone() -> None:
    """Only where its ARN is given may the role use it, and no other key."""
    assert under("HasKmsKey") == {"KmsPolicy"}
    policy = RESOURCES["KmsPolicy"]["Properties"]
    assert policy["RoleName"] == {"!Ref": "FunctionRole"}
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Action": "kms:Decrypt",
        "Resource": {"!Ref": "KmsKeyArn"},
    }


@pytest.mark.parametrize(
    ("arn", "accepted"),
    [
        ("", True),
        ("arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab", True),
        ("arn:aws-cn:kms:cn-north-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab", True),
        ("arn:aws:kms:us-east-1:123456789012:alias/smscode", False),
        ("arn:aws:kms:us-east-1:123456789012:key/*", False),
        ("*", False),
    ],
)
def test_only_one_key_is_taken(arn: str, *, accepted: bool) -> None:
    """A pattern would open other keys, and IAM does not match an alias."""
    pattern = TEMPLATE["Parameters"]["KmsKeyArn"]["AllowedPattern"]
    assert (re.fullmatch(pattern, arn) is not None) is accepted


def test_the_first_deploy_asks_for_nothing() -> None:
    """Every parameter has a default."""
    assert all("Default" in each for each in TEMPLATE["Parameters"].values())


def test_no_call_is_repeated() -> None:
    """A repeated call is a second SMS."""
    assert FUNCTION["EventInvokeConfig"]["MaximumRetryAttempts"] == 0


def test_logs_are_json_in_a_group_that_forgets() -> None:
    """The function's own group has a retention, and Lambda drops none of the lines of calls."""
    logging = FUNCTION["LoggingConfig"]
    assert logging["LogFormat"] == "JSON"
    assert logging["LogGroup"] == {"!Ref": "LogGroup"}
    assert logging["ApplicationLogLevel"] == "INFO"
    assert RESOURCES["LogGroup"]["Properties"]["RetentionInDays"] == {"!Ref": "LogRetentionDays"}


def test_reserved_concurrency_is_not_set_by_default() -> None:
    """Zero would stop the function; empty leaves the account's own limit."""
    assert TEMPLATE["Parameters"]["ReservedConcurrency"]["Default"] == ""
    assert FUNCTION["ReservedConcurrentExecutions"] == {
        "!If": ["HasReservedConcurrency", {"!Ref": "ReservedConcurrency"}, {"!Ref": "AWS::NoValue"}]
    }
