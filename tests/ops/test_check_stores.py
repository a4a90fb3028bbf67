"""The check reads the config where the function reads it: from every store."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import boto3
import pytest

from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.server import Sandbox
from support.aliyun_store import STORES, Store
from support.checking.scene import KEY_ID, KEY_SECRET, PHONE, Report, Scene
from support.cli_profiles import profile_of, write_file, write_profiles
from support.moto_on_loopback import lambda_environment

REGION: Final = "eu-west-1"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Return a scene in which nothing is wrong."""
    return Scene(tmp_path)


def put_secret(name: str, text: str) -> None:
    """Put the document into Secrets Manager."""
    boto3.client("secretsmanager").create_secret(Name=name, SecretString=text)


def put_parameter(name: str, text: str) -> None:
    """Put the document into Parameter Store."""
    boto3.client("ssm").put_parameter(Name=name, Value=text, Type="SecureString")


@pytest.fixture(
    params=[
        ("aws-secretsmanager:sms", "AWS_ENDPOINT_URL_SECRETS_MANAGER", put_secret),
        ("aws-ssm:sms", "AWS_ENDPOINT_URL_SSM", put_parameter),
    ],
    ids=lambda param: param[0],
)
def aws(request: pytest.FixtureRequest) -> Iterator[tuple[str, Callable[[str, str], None]]]:
    """Return a CONFIG_URI of AWS, and what puts a document there."""
    uri, variable, put = request.param
    with lambda_environment(variable, REGION):
        put("first", "{}")  # moto loads a service at the first request, and takes its time
        yield uri, put


def first(report: Report) -> tuple[str, str]:
    """Return the id and the subject of the first finding."""
    return report.findings[0]["id"], report.findings[0]["subject"]


def test_a_variable(scene: Scene) -> None:
    """env: is read from the check's own environment."""
    scene.environment = {"CONFIG_URI": "env:SMS", "SMS": json.dumps(scene.document)}
    report = scene.check()
    assert (report.status, first(report)) == (0, ("store.read", "env:SMS"))


def test_a_store_of_aws(scene: Scene, aws: tuple[str, Callable[[str, str], None]]) -> None:
    """boto3's own credentials read it; one that is not there is refused by its code."""
    uri, put = aws
    scene.environment = {"CONFIG_URI": uri}
    missing = scene.check()
    assert (missing.status, first(missing)) == (1, ("store.no_document", uri))
    assert "NotFound" in missing.findings[0]["message"]
    put("sms", json.dumps(scene.document))
    report = scene.check()
    assert (report.status, first(report)) == (0, ("store.read", uri))


def in_store(scene: Scene, store: Store, sandbox: Sandbox) -> str:
    """Return the CONFIG_URI of a store on Alibaba Cloud, which a key of the environment reads."""
    uri = store.uri(sandbox.endpoint)
    scene.environment = {
        "CONFIG_URI": uri,
        "ALIBABA_CLOUD_ACCESS_KEY_ID": KEY_ID,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": KEY_SECRET,
    }
    return uri


@pytest.mark.parametrize("store", STORES, ids=lambda store: str(store.scheme))
def test_a_store_of_alibaba_cloud(scene: Scene, store: Store) -> None:
    """A key of the environment reads it from here, and stands in for the function's role."""
    del scene.document["accessKeyId"], scene.document["accessKeySecret"]
    with scene.vendor() as sandbox:
        uri = in_store(scene, store, sandbox)
        missing = scene.check_with(sandbox)
        lacks = "store.no_bucket" if store.scheme == "aliyun-oss" else "store.no_document"
        assert (missing.status, first(missing)) == (1, (lacks, uri))
        store.put(sandbox, json.dumps(scene.document))
        report = scene.check_with(sandbox)
    assert (report.status, first(report)) == (0, ("store.read", uri))
    assert {"key.of_environment", "key.good"} < {each["id"] for each in report.findings}


@pytest.mark.parametrize("store", STORES, ids=lambda store: str(store.scheme))
def test_a_profile_does_as_well(scene: Scene, store: Store, tmp_path: Path) -> None:
    """The Aliyun CLI's profile reads the store and stands in for the role, and is named."""
    del scene.document["accessKeyId"], scene.document["accessKeySecret"]
    path = write_profiles(tmp_path, profile_of(AccessKey(KEY_ID, KEY_SECRET)))
    with scene.vendor() as sandbox:
        store.put(sandbox, json.dumps(scene.document))
        uri = store.uri(sandbox.endpoint)
        scene.environment = {"CONFIG_URI": uri, "HOME": str(tmp_path)}
        report = scene.check_with(sandbox)
    assert (report.status, first(report)) == (0, ("store.read", uri))
    (note,) = report.about("key.of_environment")
    assert f'profile "default" (AK) of {path}' in note["message"]
    assert report.about("key.good")


@pytest.mark.parametrize("store", STORES, ids=lambda store: str(store.scheme))
def test_no_key_for_a_store(scene: Scene, store: Store, tmp_path: Path) -> None:
    """Without a key, and with a broken profile, the store is not asked; how to have one is told."""
    with scene.vendor() as sandbox:
        uri = store.uri(sandbox.endpoint)
        scene.environment = {"CONFIG_URI": uri, "HOME": str(tmp_path)}
        none = scene.check_with(sandbox)
        path = write_file(tmp_path, "{")
        broken = scene.check_with(sandbox)
    for report, told in ((none, "ALIBABA_CLOUD_ACCESS_KEY_ID"), (broken, str(path))):
        assert (report.status, first(report)) == (3, ("key.not_given", uri))
        assert "`aliyun configure`" in report.findings[0]["message"]
        assert told in report.findings[0]["message"]
        assert report.actions == []


def test_a_broken_profile_is_in_nobodys_way(scene: Scene, tmp_path: Path) -> None:
    """A document's own key is enough; without one nothing could be asked, which is no fault."""
    write_file(tmp_path, "{")
    scene.environment = {"HOME": str(tmp_path)}
    assert (scene.check().status, scene.check().faults) == (0, set())
    del scene.document["accessKeyId"], scene.document["accessKeySecret"]
    for arguments in ((), ("--send-to", PHONE), ("--delivery", f"{PHONE},1^0")):
        report = scene.check(*arguments)
        assert (report.status, report.faults, report.actions) == (3, {"key.not_given"}, [])


@pytest.mark.parametrize("store", STORES, ids=lambda store: str(store.scheme))
def test_a_store_that_is_down(scene: Scene, store: Store) -> None:
    """It could not be asked, which is no fault of the config."""
    with scene.vendor() as sandbox:
        uri = in_store(scene, store, sandbox)
        for _ in range(3):  # a throttled read is tried as often
            sandbox.answer_next(store.passing[0], to=store.action)
        report = scene.check_with(sandbox)
    assert (report.status, first(report)) == (3, ("store.busy", uri))
