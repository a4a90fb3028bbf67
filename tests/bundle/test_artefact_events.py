"""What is deployed, in a Python that has nothing else: the events, under both clouds' runtimes.

The lean bundle, whose SDK lacks what is unused, is given every event on each cloud that it reaches;
the one with the whole SDK, one that is sent for each trigger and each caller. What holds for an
event stands in `test_events.py` and `test_events_of_callers.py`, which run what is in src/.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from aliyun_sms_sandbox.aliyun.server import running
from e2e import test_events as of_triggers
from e2e import test_events_of_callers as of_callers
from smscode.callers import CALLERS, GENERIC
from support.aws_endpoint import answering
from support.harness.deliveries import Deliveries, platforms
from support.harness.fc_runtime import FcProcess
from support.harness.lambda_runtime import LambdaProcess
from support.paths import ROOT
from support.samples import SHAPES

CONFIG: Final = ROOT / "local/config.json"
EVENTS: Final = ROOT / "events"
SENT_FOR_CALLERS: Final = [name for name, row in of_callers.EXPECTED.items() if row.sms]
ONE_OF_EACH: Final = (
    *SHAPES,
    *("direct-sign-in", "direct-overseas", "direct-globe"),
    *(
        next(name for name in SENT_FOR_CALLERS if name.startswith(f"{caller.name}-"))
        for caller in CALLERS
        if caller is not GENERIC
    ),
)
either: Final = pytest.mark.parametrize("kind", ["bundles", "whole_bundles"])


def each_cloud(*names: str) -> pytest.MarkDecorator:
    """Return the mark that runs a test for each event on each cloud that it can reach."""
    cases = [(platform, name) for name in names for platform in platforms(name)]
    return pytest.mark.parametrize(("platform", "name"), cases)


@contextmanager
def deployed(folder: Path, python: Path, packages: Path) -> Iterator[Deliveries]:
    """Run one sandbox and one instance of each cloud's bundle, for all events."""
    with running() as sandbox:
        services = dict.fromkeys(("DYSMSAPI_ENDPOINT", "GLOBE_ENDPOINT"), sandbox.endpoint)
        env = {"CONFIG_URI": f"file:{CONFIG}", **services}
        aws_env = {**env, "PYTHONPATH": str(packages)}
        with (
            FcProcess(code=folder / "fc", python=str(python), env=env) as fc,
            LambdaProcess(code=folder / "aws", python=str(python), env=aws_env) as aws,
        ):
            yield Deliveries(EVENTS, sandbox, fc, aws)


@pytest.fixture(scope="module")
def lean(bundles: Path, empty_python: Path, runtime_packages: Path) -> Iterator[Deliveries]:
    """Run what `make package` builds."""
    with deployed(bundles, empty_python, runtime_packages) as made:
        yield made


@pytest.fixture(scope="module")
def whole(whole_bundles: Path, empty_python: Path, runtime_packages: Path) -> Iterator[Deliveries]:
    """Run what `make package SDK=full` builds."""
    with deployed(whole_bundles, empty_python, runtime_packages) as made:
        yield made


def assert_as_from_source(deliveries: Deliveries, platform: str, name: str) -> None:
    """Check all that holds for the event where the function runs from src/."""
    if name in of_callers.EXPECTED:
        of_callers.test_message(deliveries, name)
        of_callers.test_reply(deliveries, name)
        return
    of_triggers.test_outcome(deliveries, platform, name)
    of_triggers.test_document(deliveries, platform, name)
    of_triggers.test_log_is_discreet(deliveries, platform, name)
    if (platform, name) in of_triggers.HTTP_CASES:
        of_triggers.test_http_headers(deliveries, platform, name)


@each_cloud(*of_triggers.EXPECTED, *of_callers.EXPECTED)
def test_every_event(lean: Deliveries, platform: str, name: str) -> None:
    """What is deployed does with an event what the source does."""
    assert_as_from_source(lean, platform, name)


@each_cloud(*ONE_OF_EACH)
def test_each_trigger_and_caller(whole: Deliveries, platform: str, name: str) -> None:
    """So does the bundle whose SDK is whole."""
    assert_as_from_source(whole, platform, name)


@either
def test_the_runtimes_boto3_works_with_what_is_bundled(
    request: pytest.FixtureRequest, kind: str, empty_python: Path, runtime_packages: Path
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
        code = request.getfixturevalue(kind) / "aws"
        with LambdaProcess(code=code, python=str(empty_python), env=env) as aws:
            event = json.loads((EVENTS / "direct-sign-in.json").read_bytes())
            # A busy machine may take the time of a first call for its imports, and not of a second.
            assert any(aws.invoke(event).json()["code"] == "sent" for _ in range(3))
        assert endpoint.requests == 1
