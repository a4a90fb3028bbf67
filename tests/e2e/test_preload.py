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


def said(code: str) -> str:
    """Return what a fresh process says that runs *code* and has no complaints."""
    result = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", code],
        cwd=ROOT / "src",
        env={"SSL_CERT_FILE": "", "AWS_EC2_METADATA_DISABLED": "true"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stderr == ""
    return result.stdout.strip()


def loaded(uri: str, before: str = "", show: str = SHOW, **variables: str) -> str:
    """Return which of NAMES a fresh process has after preloading for a config at *uri*."""
    preload = PRELOAD.format(environment={"CONFIG_URI": uri, **variables})
    return said(f"import sys; {before}{preload}{show.format(names=NAMES)}")


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


OTHERS: Final = (*({"CONFIG_URI": uri} for uri in ("", "file:x", "aliyun-kms:x", "nonsense")), {})
#: A process for each, in which only what is not ours has been imported before.
EACH: Final = """
import os, sys
import alibabacloud_dysmsapi20170525.client, pydantic
from smscode.wiring import preload
for environment in {environments!r}:
    if os.fork() == 0:
        preload(environment)
        print(*sorted(set(sys.modules) & {names!r}))
        break
    os.wait()
"""


def test_another_store_needs_no_boto3() -> None:
    """Nor does a setting that is missing or wrong stop the rest."""
    lines = said(EACH.format(environments=OTHERS, names=NAMES)).splitlines()
    assert lines == [" ".join(sorted(NAMES - {"boto3"}))] * len(OTHERS)


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


def test_the_claim_stores_client_is_made() -> None:
    """DynamoDB's, which the first call of each instance would make; one that is wrong is not."""
    others = [{"CLAIMS_URI": uri} for uri in ("memory:", "redis://h", "dynamo:")]
    before = IN_A_REGION + "".join(PRELOAD.format(environment=each) for each in others) + CLIENTS
    assert loaded("file:x", f"{before}; ", CLIENTS, CLAIMS_URI="dynamodb:claims") == "0\n1"
