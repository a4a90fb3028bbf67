"""What is loaded before there is a call: all of it that can be, and no failure ends a start-up."""

import subprocess
import sys
from typing import Final

import pytest

from support.paths import ROOT

PRELOAD: Final = "from smscode.wiring import preload; preload({environment!r}); "
SHOW: Final = "print(*sorted(set(sys.modules) & {names!r}))"
NAMES: Final = {"boto3", "pydantic", "smscode.aliyun.sdk", "smscode.request"}
ALL: Final = " ".join(sorted(NAMES))


def loaded(uri: str | None, before: str = "", show: str = SHOW, **variables: str) -> str:
    """Return which of NAMES a fresh process has after preloading for a config at *uri*."""
    environment = variables if uri is None else {"CONFIG_URI": uri, **variables}
    code = PRELOAD.format(environment=environment) + show.format(names=NAMES)
    result = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", f"import sys; {before}{code}"],
        cwd=ROOT / "src",
        env={"SSL_CERT_FILE": "", "AWS_EC2_METADATA_DISABLED": "true"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stderr == ""
    return result.stdout.strip()


@pytest.mark.parametrize(
    "uri",
    [
        "aws-secretsmanager:arn:aws:secretsmanager:eu-west-1:1:secret:sms",
        "aws-ssm:/sms",  # without any region
        "aws-secretsmanager:arn:aws:secretsmanager::1:secret:sms",
    ],
)
def test_all_is_loaded(uri: str) -> None:
    """Models, SDK and boto3 are there, even where no client can be made."""
    assert loaded(uri) == ALL


@pytest.mark.parametrize("uri", [None, "", "file:x", "aliyun-kms:x", "nonsense"])
def test_another_store_needs_no_boto3(uri: str | None) -> None:
    """Nor does a setting that is missing or wrong stop the rest."""
    assert loaded(uri) == " ".join(sorted(NAMES - {"boto3"}))


@pytest.mark.parametrize(
    ("missing", "there"),
    [
        ("pydantic", "boto3 smscode.aliyun.sdk"),
        ("requests", "boto3 pydantic smscode.request"),
        ("boto3", "pydantic smscode.aliyun.sdk smscode.request"),
    ],
)
def test_what_cannot_be_loaded_is_passed_over(missing: str, there: str) -> None:
    """A bundle that is broken starts, so that the first call can say what is wrong with it."""
    before = f"sys.modules[{missing!r}] = None; "
    names = loaded("aws-ssm:x", before).split()
    assert [name for name in names if name != missing] == there.split()


CLIENTS: Final = "from smscode import aws; print(aws.client.cache_info().currsize)"
IN_A_REGION: Final = "import os; os.environ['AWS_DEFAULT_REGION'] = 'eu-west-1'; "


@pytest.mark.parametrize(
    ("uri", "clients"), [("dynamodb:claims", 1), ("memory:", 0), ("redis://h", 0), ("dynamo:", 0)]
)
def test_the_claim_stores_client_is_made(uri: str, clients: int) -> None:
    """DynamoDB's, which the first call of each instance would make; one that is wrong is not."""
    assert loaded("file:x", IN_A_REGION, CLIENTS, CLAIMS_URI=uri) == str(clients)
