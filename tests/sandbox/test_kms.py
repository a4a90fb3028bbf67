"""KMS, as the official generic client sees it."""

from collections.abc import Callable

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_tea_openapi.exceptions import (
    AlibabaCloudException,
    ClientException,
    ServerException,
)
from alibabacloud_tea_openapi.models import OpenApiRequest
from darabonba.runtime import RuntimeOptions

from aliyun_sms_sandbox.aliyun.server import Sandbox
from support.generic_call import rpc

MakeClient = Callable[..., Client]
STS = ("sandbox-sts-key-id", "sandbox-sts-key-secret", "sandbox-sts-token")


def get_secret_value(client: Client, version: str = "2016-01-20", **query: str) -> dict[str, str]:
    """Ask for a secret, and return the document."""
    return call(client, "GetSecretValue", version, OpenApiRequest(query=query))


def put_secret_value(client: Client, **form: str) -> dict[str, str]:
    """Store a version, and return the document."""
    return call(client, "PutSecretValue", "2016-01-20", OpenApiRequest(body=form))


def call(client: Client, action: str, version: str, request: OpenApiRequest) -> dict[str, str]:
    """Send one request, and return the document."""
    answer = client.call_api(rpc(action, version), request, RuntimeOptions())
    document: dict[str, str] = answer["body"]
    return document


def test_a_secret_is_given_to_a_role(sandbox: Sandbox, make_client: MakeClient) -> None:
    """The text of the moment comes with its name and version."""
    for text in ('{"signName": "阿里云"}', "第二"):
        sandbox.secrets["prod/sms code"] = text
        document = get_secret_value(make_client(*STS), SecretName="prod/sms code")
        assert document["SecretData"] == text
        assert (document["SecretName"], document["SecretDataType"]) == ("prod/sms code", "text")
    assert sandbox.messages == ()


def test_versions(sandbox: Sandbox, make_client: MakeClient) -> None:
    """A new version is the current one, and what was current before has the other label."""
    client = make_client(*STS)
    sandbox.secrets["a"] = "1"
    for version, text in (("v2", "2"), ("v3", "3"), ("v3", "3")):
        document = put_secret_value(client, SecretName="a", VersionId=version, SecretData=text)
        assert document["VersionId"] == version
    for stage, text in (("ACSCurrent", "3"), ("ACSPrevious", "2")):
        document = get_secret_value(client, SecretName="a", VersionStage=stage)
        assert document["SecretData"] == text


@pytest.mark.parametrize(
    ("name", "version", "code"),
    [
        ("nowhere", "v1", "Forbidden.ResourceNotFound"),
        ("a", "v1", "Rejected.ResourceExist"),
        ("a", "", "MissingVersionId"),
    ],
)
def test_versions_that_cannot_be_stored(
    sandbox: Sandbox, make_client: MakeClient, name: str, version: str, code: str
) -> None:
    """A version never changes its text, and a secret is not made by the way."""
    sandbox.secrets.clear()
    sandbox.secrets.put("a", "1", "v1")
    with pytest.raises(ClientException) as caught:
        put_secret_value(make_client(*STS), SecretName=name, VersionId=version, SecretData="2")
    assert caught.value.code == code
    assert dict(sandbox.secrets) == {"a": "1"}


def test_no_version_before(sandbox: Sandbox, make_client: MakeClient) -> None:
    """The first version has none before it."""
    sandbox.secrets.clear()
    sandbox.secrets["a"] = "1"
    with pytest.raises(ClientException) as caught:
        get_secret_value(make_client(*STS), SecretName="a", VersionStage="ACSPrevious")
    assert caught.value.code == "Forbidden.ResourceNotFound"


@pytest.mark.parametrize(
    ("key", "query", "code", "status"),
    [
        (STS, {"SecretName": "nowhere"}, "Forbidden.ResourceNotFound", 404),
        (STS, {}, "MissingSecretName", 400),
        (STS[:2], {"SecretName": "nowhere"}, "MissingSecurityToken", 400),
        (
            ("sandbox-expired-key-id", "sandbox-expired-key-secret", "sandbox-expired-token"),
            {"SecretName": "nowhere"},
            "InvalidSecurityToken.Expired",
            400,
        ),
    ],
)
def test_refusals(
    make_client: MakeClient, key: tuple[str, ...], query: dict[str, str], code: str, status: int
) -> None:
    """Each has the vendor's code and status."""
    with pytest.raises(ClientException) as caught:
        get_secret_value(make_client(*key), **query)
    assert (caught.value.code, caught.value.status_code) == (code, status)


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("Forbidden.NoPermission", 403, ClientException),
        ("Rejected.Throttling", 429, ClientException),
        ("InternalFailure", 500, ServerException),
        ("ServiceUnavailableTemporary", 503, ServerException),
    ],
)
def test_scripted_refusals(
    sandbox: Sandbox,
    make_client: MakeClient,
    code: str,
    status: int,
    kind: type[AlibabaCloudException],
) -> None:
    """What is laid down for KMS waits for KMS, and has KMS's status."""
    sandbox.secrets["a"] = "text"
    sandbox.answer_next(code, to="GetSecretValue")
    with pytest.raises(kind) as caught:
        get_secret_value(make_client(*STS), SecretName="a")
    assert (caught.value.code, caught.value.status_code) == (code, status)
    assert get_secret_value(make_client(*STS), SecretName="a")["SecretData"] == "text"


def test_another_version_is_refused(make_client: MakeClient) -> None:
    """There is one version of the API."""
    with pytest.raises(ClientException) as caught:
        get_secret_value(make_client(*STS), "2017-05-25", SecretName="a")
    assert caught.value.code == "InvalidVersion"
