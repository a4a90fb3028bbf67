"""AWS Secrets Manager: real boto3 over loopback, to moto and to endpoints that fail."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Final

import boto3
import pytest

from smscode.config.errors import ConfigError
from smscode.config.model import read_document
from smscode.outcome import OutcomeError
from smscode.secret_stores.aws_secrets_manager import AwsSecretsManager
from support.aws_endpoint import Answer, answering, error
from support.claims.listener import refusing
from support.documents import MINIMAL, load
from support.moto_on_loopback import lambda_environment

TEXT: Final = json.dumps(MINIMAL)
HOME: Final = "ca-west-1"  # no other test reads here, so no other endpoint is remembered for it
VARIABLE: Final = "AWS_ENDPOINT_URL_SECRETS_MANAGER"
# boto3 makes a client once for a region: each failing endpoint gets a region of its own.
REGIONS: Final = (f"xx-test-{number}" for number in count(1))


@pytest.fixture(autouse=True, scope="module")
def on_lambda() -> Iterator[None]:
    """Let boto3 find what it would find on Lambda."""
    with lambda_environment(VARIABLE, HOME):
        yield


def keep(name: str, region: str = HOME, **secret: object) -> str:
    """Keep a secret in moto, as an operator would, and return its ARN."""
    operator = boto3.client("secretsmanager", region_name=region)
    return str(operator.create_secret(Name=name, **secret)["ARN"])


def refusal(name: str) -> tuple[str, str]:
    """Return the outcome of a read that fails, and its reason: AWS's code and no more."""
    with pytest.raises(OutcomeError) as caught:
        AwsSecretsManager(name).read()
    assert caught.value.__context__ is None
    reason = str(caught.value.outcome.reason)
    assert "s3cr3t" not in reason
    return caught.value.outcome.kind.code, reason


def arn_at(url: str, environment: pytest.MonkeyPatch) -> str:
    """Return the ARN of a secret in a new region, whose endpoint is at *url*."""
    environment.setenv(VARIABLE, url)
    return f"arn:aws:secretsmanager:{next(REGIONS)}:123456789012:secret:sms/config-AbCdEf"


def test_by_name_and_by_arn() -> None:
    """A secret is found by its name in the function's own region, and by its ARN."""
    arn = keep("sms/config", SecretString=TEXT)
    assert AwsSecretsManager("sms/config").read() == TEXT
    assert AwsSecretsManager(arn).read() == TEXT


def test_in_another_region() -> None:
    """An ARN is looked up in the region that it names."""
    arn = keep("abroad", "eu-west-1", SecretString=TEXT)
    assert AwsSecretsManager(arn).read() == TEXT
    assert refusal("abroad")[0] == "misconfigured"


def test_new_version() -> None:
    """Each look reads the version that is current."""
    keep("rotated", SecretString="1")
    store = AwsSecretsManager("rotated")
    assert store.read() == "1"
    operator = boto3.client("secretsmanager", region_name=HOME)
    operator.put_secret_value(SecretId="rotated", SecretString="2")
    assert store.read() == "2"


def test_binary() -> None:
    """A binary secret is read as UTF-8; what is none its reader refuses, without showing it."""
    keep("binary", SecretBinary=TEXT.encode())
    assert AwsSecretsManager("binary").read() == TEXT
    keep("noise", SecretBinary=b"s3cr3t\xff")
    with pytest.raises(ConfigError, match="not UTF-8 at byte 6"):
        read_document(AwsSecretsManager("noise").read())


def test_what_is_no_config() -> None:
    """A secret that is not JSON is read all the same: the config says what is wrong with it."""
    keep("console", SecretString="accessKeyId=s3cr3t")
    with pytest.raises(OutcomeError) as caught:
        load(AwsSecretsManager("console").read())
    assert str(caught.value.outcome.reason).startswith("config: not JSON: ")


def test_missing() -> None:
    """A secret that is not there, or is being deleted, is for the operator."""
    assert refusal("nowhere") == ("misconfigured", "aws secretsmanager: ResourceNotFoundException")
    keep("gone", SecretString=TEXT)
    boto3.client("secretsmanager", region_name=HOME).delete_secret(SecretId="gone")
    assert refusal("gone") == ("misconfigured", "aws secretsmanager: InvalidRequestException")


@pytest.mark.parametrize(
    ("answer", "kind", "cause"),
    [
        (error("AccessDeniedException"), "misconfigured", "AccessDeniedException"),
        (error("UnrecognizedClientException"), "misconfigured", "UnrecognizedClientException"),
        (error("ExpiredTokenException"), "misconfigured", "ExpiredTokenException"),
        (error("DecryptionFailure"), "misconfigured", "DecryptionFailure"),
        (error("ThrottlingException"), "unavailable", "ThrottlingException"),
        (error("InternalServiceError", 500), "unavailable", "InternalServiceError"),
        (error("InternalFailure", 500), "unavailable", "InternalFailure"),
        (error("ServiceUnavailable", 503), "unavailable", "ServiceUnavailable"),
        (error(None, 503), "unavailable", ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refusal(answer: Answer, kind: str, cause: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the operator must mend is told from what will pass."""
    with answering(answer) as endpoint:
        told = refusal(arn_at(endpoint.url, monkeypatch))
        assert endpoint.requests <= 2
    assert told[0] == kind
    assert told[1].startswith(f"aws secretsmanager: {cause}")


def test_passing_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """One throttled request is repeated within the look."""
    found = 200, json.dumps({"SecretString": TEXT}).encode()
    with answering(error("ThrottlingException"), found) as endpoint:
        assert AwsSecretsManager(arn_at(endpoint.url, monkeypatch)).read() == TEXT
        assert endpoint.requests == 2


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that cannot be reached is safe to ask again later."""
    with refusing() as port:
        kind, reason = refusal(arn_at(f"http://127.0.0.1:{port}", monkeypatch))
    assert (kind, reason) == ("unavailable", "aws secretsmanager: EndpointConnectionError")
