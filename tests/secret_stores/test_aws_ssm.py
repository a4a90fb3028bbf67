"""AWS SSM Parameter Store: real boto3 over loopback, to moto and to endpoints that fail."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any, Final

import boto3
import pytest

from smscode.outcome import OutcomeError
from smscode.secret_stores import Host, open_store
from support.aws_endpoint import Answer, answering, error
from support.claims.listener import refusing
from support.documents import MINIMAL
from support.moto_on_loopback import lambda_environment
from support.stand_ins import HeldClock

TEXT: Final = json.dumps(MINIMAL)
HOME: Final = "ap-southeast-1"
VARIABLE: Final = "AWS_ENDPOINT_URL_SSM"
# boto3 makes a client once for a region: each failing endpoint gets a region of its own.
REGIONS: Final = (f"xx-ssm-{number}" for number in count(1))


@pytest.fixture(autouse=True, scope="module")
def on_lambda() -> Iterator[None]:
    """Let boto3 find what it would find on Lambda."""
    with lambda_environment(VARIABLE, HOME):
        yield


def put(name: str, value: str, kind: str = "SecureString", region: str = HOME) -> str:
    """Put a parameter where an operator would, and return its ARN."""
    operator: Any = boto3.client("ssm", region_name=region)
    operator.put_parameter(Name=name, Value=value, Type=kind, Overwrite=True)
    return str(operator.get_parameter(Name=name)["Parameter"]["ARN"])


def read(name: str) -> str:
    """Return the document that `aws-ssm:NAME` holds."""
    return open_store(f"aws-ssm:{name}", Host({}, lambda: None, HeldClock())).read()


def refusal(name: str) -> tuple[str, str]:
    """Return the outcome of a read that fails, and its reason: AWS's code and no more."""
    with pytest.raises(OutcomeError) as caught:
        read(name)
    assert caught.value.__context__ is None
    reason = str(caught.value.outcome.reason)
    assert "s3cr3t" not in reason
    return caught.value.outcome.kind.code, reason


def arn_at(url: str, environment: pytest.MonkeyPatch) -> str:
    """Return the ARN of a parameter in a new region, whose endpoint is at *url*."""
    environment.setenv(VARIABLE, url)
    return f"arn:aws:ssm:{next(REGIONS)}:123456789012:parameter/sms/config"


@pytest.mark.parametrize("name", ["sms-config", "/sms/config"])
def test_by_name_and_by_arn(name: str) -> None:
    """A parameter is found by its name or path in the function's own region, and by its ARN."""
    arn = put(name, TEXT)
    assert read(name) == TEXT
    assert read(arn) == TEXT


def test_in_another_region() -> None:
    """An ARN is looked up in the region that it names."""
    assert read(put("/abroad", TEXT, region="eu-west-1")) == TEXT
    assert refusal("/abroad") == ("misconfigured", "aws ssm: ParameterNotFound")


def test_it_is_decrypted() -> None:
    """The value comes in clear: as it is stored it would be no JSON."""
    put("/closed", TEXT)
    client: Any = boto3.client("ssm", region_name=HOME)
    assert client.get_parameter(Name="/closed")["Parameter"]["Value"] != TEXT
    assert read("/closed") == TEXT


def test_new_version() -> None:
    """Each look reads the version that is current."""
    for version in ("1", "2"):
        put("/rotated", version)
        assert read("/rotated") == version


@pytest.mark.parametrize("kind", ["String", "StringList"])
def test_plain_text(kind: str) -> None:
    """A parameter that is not encrypted is refused, so that nobody leaves a key lying open."""
    name = f"/open/{kind}"
    put(name, "s3cr3t", kind)
    assert refusal(name) == ("misconfigured", "aws-ssm: the parameter is not a SecureString")


def test_missing() -> None:
    """A parameter that is not there is for the operator."""
    assert refusal("/nowhere") == ("misconfigured", "aws ssm: ParameterNotFound")


@pytest.mark.parametrize(
    ("answer", "kind", "cause"),
    [
        (error("AccessDeniedException"), "misconfigured", "AccessDeniedException"),
        (error("UnrecognizedClientException"), "misconfigured", "UnrecognizedClientException"),
        (error("ExpiredTokenException"), "misconfigured", "ExpiredTokenException"),
        (error("InvalidKeyId"), "misconfigured", "InvalidKeyId"),
        (error("ThrottlingException"), "unavailable", "ThrottlingException"),
        (error("InternalServerError", 500), "unavailable", "InternalServerError"),
        (error("ServiceUnavailable", 503), "unavailable", "ServiceUnavailable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refusal(answer: Answer, kind: str, cause: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the operator must mend is told from what will pass."""
    with answering(answer) as endpoint:
        assert refusal(arn_at(endpoint.url, monkeypatch)) == (kind, f"aws ssm: {cause}")
        assert endpoint.requests <= 2


def test_passing_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """One throttled request is repeated within the look."""
    parameter = {"Parameter": {"Type": "SecureString", "Value": TEXT}}
    found = 200, json.dumps(parameter).encode()
    with answering(error("ThrottlingException"), found) as endpoint:
        assert read(arn_at(endpoint.url, monkeypatch)) == TEXT
        assert endpoint.requests == 2


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that cannot be reached is safe to ask again later."""
    with refusing() as port:
        told = refusal(arn_at(f"http://127.0.0.1:{port}", monkeypatch))
    assert told == ("unavailable", "aws ssm: EndpointConnectionError")


def test_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function without a role is for the operator, and asks nobody."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with answering(error("AccessDeniedException")) as endpoint:
        told = refusal(arn_at(endpoint.url, monkeypatch))
        assert endpoint.requests == 0
    assert told == ("misconfigured", "aws ssm: NoCredentialsError")
