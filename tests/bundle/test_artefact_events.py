"""What is deployed, in a Python that has nothing else: all events, under both clouds' runtimes.

Both kinds of bundle: the lean one, whose SDK lacks what is unused, and the one that has it whole.

The tests are those of `test_events.py` and `test_events_of_callers.py`, which run what is in src/.
"""

import json
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from typing import Final

import pytest

from e2e import test_events, test_events_of_callers
from sandbox.aliyun.server import running
from support.aws_endpoint import answering
from support.harness.deliveries import Deliveries
from support.harness.fc_runtime import FcProcess
from support.harness.lambda_runtime import LambdaProcess
from support.paths import ROOT

CONFIG: Final = ROOT / "sandbox/config.json"
EVENTS: Final = ROOT / "events"

for module in (test_events, test_events_of_callers):
    tests = {name: test for name, test in vars(module).items() if name.startswith("test_")}
    globals().update({n: t for n, t in tests.items() if "deliveries" in signature(t).parameters})


@pytest.fixture(scope="module", params=["bundles", "whole_bundles"])
def either(request: pytest.FixtureRequest) -> Path:
    """Return the folder with one kind of bundle, then with the other."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


@pytest.fixture(scope="module")
def deliveries(either: Path, empty_python: Path, runtime_packages: Path) -> Iterator[Deliveries]:
    """Run one sandbox and one instance of each cloud's bundle, for all events."""
    python = str(empty_python)
    with running() as sandbox:
        env = {"CONFIG_URI": f"file:{CONFIG}", "DYSMSAPI_ENDPOINT": sandbox.endpoint}
        aws_env = {**env, "PYTHONPATH": str(runtime_packages)}
        with (
            FcProcess(code=either / "fc", python=python, env=env) as fc,
            LambdaProcess(code=either / "aws", python=python, env=aws_env) as aws,
        ):
            yield Deliveries(EVENTS, sandbox, fc, aws)


def test_the_runtimes_boto3_works_with_what_is_bundled(
    either: Path, empty_python: Path, runtime_packages: Path
) -> None:
    """On Lambda boto3 is the runtime's and urllib3 the bundle's: together they read a secret."""
    secret = json.dumps({"SecretString": CONFIG.read_text(encoding="utf-8")}).encode()
    with running() as sandbox, answering((200, secret)) as endpoint:
        env = {
            "CONFIG_URI": "aws-secretsmanager:smscode",
            "DYSMSAPI_ENDPOINT": sandbox.endpoint,
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": endpoint.url,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "PYTHONPATH": str(runtime_packages),
        }
        code = either / "aws"
        with LambdaProcess(code=code, python=str(empty_python), env=env) as aws:
            event = json.loads((EVENTS / "direct-sign-in.json").read_bytes())
            # A busy machine may take the time of a first call for its imports, and not of a second.
            assert any(aws.invoke(event).json()["code"] == "sent" for _ in range(3))
        assert endpoint.requests == 1
