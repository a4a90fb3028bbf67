"""A broken document at a cold start: the store's previous version serves, and says so."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import boto3
import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox
from smscode import aws
from smscode.aliyun import sdk  # noqa: F401 - so that no call has to wait for it
from support.aliyun_store import put_object, put_secret
from support.instance import KEYED, Instance, LeapingClock, actions, environment_for, issue
from support.moto_on_loopback import lambda_environment
from support.stand_ins import log_lines

HOME: Final = "af-south-1"  # no other test reads here, so no other endpoint is remembered for it
GOOD: Final = json.dumps(KEYED)
BETTER: Final = json.dumps({**KEYED, "paused": ["Test"]})
BROKEN: Final = f'{GOOD[:-1]}, "accessKeySecret": s3cr3t}}'
OF_ANOTHER_TYPE: Final = json.dumps({**KEYED, "signName": ["s3cr3t", 5]})
LOOK_AGAIN: Final = 10.0
Output = pytest.CaptureFixture[str]


@dataclass(frozen=True, slots=True)
class Store:
    """One of the stores that keep versions.

    Attributes:
        rest: Of its URI, behind the scheme; ``{}`` stands for an endpoint at Aliyun.
        put: Makes a text the current version, as an operator would.
        none: What it answers when there is no version before.
    """

    scheme: str
    rest: str
    put: Callable[[Sandbox, str], None]
    none: str


def put_aws_secret(_: Sandbox, text: str) -> None:
    """Put *text* into Secrets Manager."""
    operator: Any = boto3.client("secretsmanager", region_name=HOME)
    try:
        operator.put_secret_value(SecretId="smscode", SecretString=text)
    except operator.exceptions.ResourceNotFoundException:
        operator.create_secret(Name="smscode", SecretString=text)


def put_parameter(_: Sandbox, text: str) -> None:
    """Put *text* into Parameter Store."""
    operator: Any = boto3.client("ssm", region_name=HOME)
    operator.put_parameter(Name="/sms/code", Value=text, Type="SecureString", Overwrite=True)


def put_version(sandbox: Sandbox, text: str) -> None:
    """Put *text* into a bucket that keeps versions, beside objects of other names."""
    sandbox.versioned_buckets.add("sms-config")
    for name in ("config", "config.json.bak", "config.json2"):
        sandbox.objects["sms-config", name] = b"{}"
    put_object(sandbox, text)


ALIYUN: Final = "?region=cn-hangzhou&endpoint={}"
STORES: Final = (
    Store(
        "aws-secretsmanager",
        "smscode",
        put_aws_secret,
        "aws secretsmanager: ResourceNotFoundException",
    ),
    Store("aws-ssm", "/sms/code", put_parameter, ""),
    Store(
        "aliyun-kms",
        f"sms-code{ALIYUN}",
        put_secret,
        "aliyun-kms: Forbidden.ResourceNotFound",
    ),
    Store("aliyun-oss", f"sms-config/config.json{ALIYUN}", put_version, ""),
)
each_store = pytest.mark.parametrize("store", STORES, ids=lambda store: store.scheme)
ON_LAMBDA: Final = {"AWS_LAMBDA_FUNCTION_NAME": "smscode"}


@pytest.fixture(autouse=True, scope="module")
def on_aws() -> Iterator[None]:
    """Let boto3 find what it would find on Lambda, its clients made beforehand."""
    with lambda_environment("AWS_ENDPOINT_URL", HOME):
        for service in ("secretsmanager", "ssm"):
            aws.client(service, None)
        yield


@pytest.fixture(autouse=True)
def nothing_stored() -> Iterator[None]:
    """Take out of moto what a test has put in: it remembers for the whole process."""
    yield
    secrets: Any = boto3.client("secretsmanager", region_name=HOME)
    secrets.delete_secret(SecretId="smscode", ForceDeleteWithoutRecovery=True)
    boto3.client("ssm", region_name=HOME).delete_parameters(Names=["/sms/code"])


def instance_of(
    store: Store,
    sandbox: Sandbox,
    clock: LeapingClock | None = None,
    more: Mapping[str, str] | None = None,
) -> Instance:
    """Return a fresh instance whose config is in *store*."""
    uri = f"{store.scheme}:{store.rest.format(sandbox.endpoint)}"
    environment = environment_for(sandbox, uri, issue(sandbox, "role"))
    return Instance({**environment, **(more or {})}, clock)


def told(capsys: Output) -> tuple[list[dict[str, Any]], Mapping[str, Any]]:
    """Return what was logged about the config, and the line of the last call."""
    lines = log_lines(capsys)
    assert "s3cr3t" not in str(lines)
    return [line for line in lines if line["event"] != "call"], lines[-1]


@each_store
@pytest.mark.parametrize("broken", [BROKEN, OF_ANOTHER_TYPE, ""], ids=["json", "type", "empty"])
def test_the_previous_version_serves(
    store: Store, broken: str, sandbox: Sandbox, capsys: Output
) -> None:
    """A cold start on a broken version sends by the one before: one loud line, all counted."""
    if not broken and store.scheme in ("aws-ssm", "aws-secretsmanager", "aliyun-kms"):
        broken = " "  # what is empty they do not take
    for text in (BETTER, GOOD, broken):
        store.put(sandbox, text)
    instance = instance_of(store, sandbox, more=ON_LAMBDA)

    assert instance.call(code="1111")["code"] == "sent"
    (line,), call = told(capsys)
    assert (line["event"], line["level"]) == ("config_previous", "error")
    assert line["reason"].startswith("config: ")
    assert call["previousConfigs"] == 1
    counted = [metric for each in call["_aws"]["CloudWatchMetrics"] for metric in each["Metrics"]]
    assert {"Name": "previousConfigs", "Unit": "Count"} in counted

    assert instance.call(code="2222")["code"] == "sent"
    none, call = told(capsys)
    assert (none, call["previousConfigs"]) == ([], 1)


@each_store
def test_a_good_version_takes_its_place(store: Store, sandbox: Sandbox, capsys: Output) -> None:
    """The current version is looked at again after 10 s, without a line while it stays broken."""
    clock = LeapingClock()
    for text in (GOOD, BROKEN):
        store.put(sandbox, text)
    instance = instance_of(store, sandbox, clock)
    instance.call(code="1111")
    told(capsys)

    clock.leap(LOOK_AGAIN)
    assert instance.call(code="2222")["code"] == "sent"
    assert told(capsys)[0] == []

    store.put(sandbox, BETTER)
    clock.leap(LOOK_AGAIN)
    assert instance.call(usageType="Test")["code"] == "unavailable"
    (line,), call = told(capsys)
    assert (line["event"], call["reason"]) == ("config_read", "paused")
    assert "previousConfigs" not in call


@each_store
def test_both_are_broken(store: Store, sandbox: Sandbox, capsys: Output) -> None:
    """Two broken versions leave the operator to act, who is told what is wrong with each."""
    for text in (GOOD, OF_ANOTHER_TYPE, BROKEN):
        store.put(sandbox, text)
    assert instance_of(store, sandbox).call()["code"] == "misconfigured"
    (line,), call = told(capsys)
    assert (line["event"], line["lastGood"]) == ("config_not_read", False)
    assert "config: not JSON" in line["reason"]
    assert "; previous version: config: /signName" in line["reason"]
    assert "previousConfigs" not in call


@each_store
def test_there_is_no_version_before(store: Store, sandbox: Sandbox, capsys: Output) -> None:
    """A first version that is broken is for the operator, as ever."""
    store.put(sandbox, BROKEN)
    assert instance_of(store, sandbox).call()["code"] == "misconfigured"
    (line,), _ = told(capsys)
    assert line["reason"].startswith("config: not JSON")
    assert line["reason"].partition("; previous version: ")[2] == store.none


@each_store
def test_with_a_good_one_in_hand(store: Store, sandbox: Sandbox, capsys: Output) -> None:
    """An instance that has read a good version keeps it, and never goes back behind it."""
    clock = LeapingClock()
    for text in (GOOD, BETTER):
        store.put(sandbox, text)
    instance = instance_of(store, sandbox, clock)
    instance.call(code="1111")
    store.put(sandbox, BROKEN)
    clock.leap(300.0)
    told(capsys)
    assert instance.call(usageType="Test")["code"] == "unavailable"
    (line,), call = told(capsys)
    assert (line["event"], line["lastGood"], call["reason"]) == ("config_not_read", True, "paused")
    assert "previousConfigs" not in call


def test_a_bucket_without_versions(sandbox: Sandbox, capsys: Output) -> None:
    """OSS keeps no versions unless it is told to: then there is none, and nothing is refused."""
    store = STORES[-1]
    for text in (GOOD, BROKEN):
        store.put(sandbox, text)
    sandbox.versioned_buckets.clear()
    assert instance_of(store, sandbox).call()["code"] == "misconfigured"
    (line,), _ = told(capsys)
    assert line["reason"].startswith("config: not JSON")
    assert "previous" not in line["reason"]


@pytest.mark.parametrize(
    ("store", "action", "code"),
    [
        (STORES[2], "GetSecretValue", "ServiceUnavailableTemporary"),
        (STORES[2], "GetSecretValue", "Forbidden.NoPermission"),
        (STORES[3], "GetObject", "ServiceUnavailable"),
        (STORES[3], "GetObject", "NoSuchKey"),
    ],
)
def test_a_store_that_gives_nothing(
    store: Store, action: str, code: str, sandbox: Sandbox, capsys: Output
) -> None:
    """Only a document that does not parse is passed over: a store that is down is not asked on."""
    for text in (GOOD, BETTER):
        store.put(sandbox, text)
    for _ in range(2):
        sandbox.answer_next(code, to=action)
    assert instance_of(store, sandbox).call()["code"] in ("unavailable", "misconfigured")
    assert "previous" not in str(told(capsys))
    assert actions(sandbox) in ([action], [action] * 2)


def test_the_listing_is_refused(sandbox: Sandbox, capsys: Output) -> None:
    """A role that may not list versions is told so, beside what is wrong with the document."""
    store = STORES[-1]
    for text in (GOOD, BROKEN):
        store.put(sandbox, text)
    sandbox.answer_next("AccessDenied", to="ListObjectVersions")
    assert instance_of(store, sandbox).call()["code"] == "misconfigured"
    (line,), _ = told(capsys)
    assert line["reason"].endswith("; previous version: aliyun-oss: AccessDenied")
