"""What the stores on Alibaba Cloud share, through the handler, against servers that verify."""

from dataclasses import replace
from datetime import datetime, timezone
from typing import Final

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox
from local.clouds.fc import Credentials
from smscode.secret_stores.aliyun import Address
from smscode.settings import SettingsError
from support.aliyun_store import TEXT, TTL, Store, each_store, put_secret, refused
from support.instance import (
    Instance,
    LeapingClock,
    actions,
    environment_for,
    issue,
    tokens,
    variables,
)

LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=timezone.utc)
#: What would make another host of the one that the region is a part of, or none.
ODD_REGIONS: Final = ("cn..hangzhou", ".", "cn/hangzhou", "cn%20hangzhou", "x" * 64)
each_source = pytest.mark.parametrize("source", ["context", "environment"])


@each_store
@each_source
def test_found(store: Store, source: str, sandbox: Sandbox, role: Credentials) -> None:
    """Both of the runtime's sources open the store, and one read serves many calls."""
    store.put(sandbox, TEXT)
    uri = store.uri(sandbox.endpoint)
    in_context = role if source == "context" else None
    instance = Instance(environment_for(sandbox, uri, None if in_context else role))
    for code in ("1111", "2222"):
        assert instance.call(role=in_context, code=code)["code"] == "sent"
    assert actions(sandbox) == [store.action, "SendSms", "SendSms"]
    assert tokens(sandbox) == ["token-of-role", None, None]


@each_store
@each_source
def test_the_token_changes_between_calls(store: Store, source: str, sandbox: Sandbox) -> None:
    """Each read is signed with the credentials of its own moment."""
    store.put(sandbox, TEXT)
    clock = LeapingClock()
    instance = Instance(environment_for(sandbox, store.uri(sandbox.endpoint)), clock)
    for name in ("1111", "2222", "3333"):
        renewed = issue(sandbox, name)
        in_context = renewed if source == "context" else None
        instance.environment |= {} if in_context else variables(renewed)
        assert instance.call(role=in_context, code=name)["code"] == "sent"
        del sandbox.access_keys[renewed.access_key_id]
        clock.leap(TTL)
    assert actions(sandbox) == [store.action, "SendSms"] * 3
    assert tokens(sandbox)[::2] == ["token-of-1111", "token-of-2222", "token-of-3333"]


@each_store
def test_missing(
    store: Store, sandbox: Sandbox, role: Credentials, capsys: pytest.CaptureFixture[str]
) -> None:
    """A document that is not there is for the operator, and is not asked for twice."""
    store.put(sandbox, TEXT)
    uri = store.uri(sandbox.endpoint).replace("?", ".old?")
    told = refused(Instance(environment_for(sandbox, uri, role)), capsys)
    assert told == ("misconfigured", f"{store.scheme}: {store.missing}")
    assert actions(sandbox) == [store.action]


@each_store
def test_denied(
    store: Store, sandbox: Sandbox, role: Credentials, capsys: pytest.CaptureFixture[str]
) -> None:
    """A role without the permission is for the operator, and is not asked for twice."""
    store.put(sandbox, TEXT)
    sandbox.answer_next(store.denied, to=store.action)
    instance = Instance(environment_for(sandbox, store.uri(sandbox.endpoint), role))
    assert refused(instance, capsys) == ("misconfigured", f"{store.scheme}: {store.denied}")
    assert actions(sandbox) == [store.action]


@each_store
def test_wrong_secret(
    store: Store, sandbox: Sandbox, role: Credentials, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server checks the signature, so that these tests prove that there is a good one."""
    store.put(sandbox, TEXT)
    wrong = replace(role, access_key_secret="another")
    instance = Instance(environment_for(sandbox, store.uri(sandbox.endpoint), wrong))
    assert refused(instance, capsys) == ("misconfigured", f"{store.scheme}: {store.bad_signature}")


@each_store
def test_no_role(store: Store, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a role the store is not asked at all."""
    store.put(sandbox, TEXT)
    instance = Instance(environment_for(sandbox, store.uri(sandbox.endpoint)))
    assert refused(instance, capsys) == (
        "misconfigured",
        f"{store.scheme}: the function has no role",
    )
    assert sandbox.requests == ()


@each_store
def test_expired_token(
    store: Store, sandbox: Sandbox, role: Credentials, capsys: pytest.CaptureFixture[str]
) -> None:
    """An expired token is for the operator; once the runtime has renewed it, all is well."""
    store.put(sandbox, TEXT)
    key = sandbox.access_keys[role.access_key_id]
    sandbox.access_keys[key.id] = replace(key, expires=LONG_AGO)
    clock = LeapingClock()
    instance = Instance(environment_for(sandbox, store.uri(sandbox.endpoint), role), clock)
    assert refused(instance, capsys) == ("misconfigured", f"{store.scheme}: {store.expired}")
    assert actions(sandbox) == [store.action]
    instance.environment |= variables(issue(sandbox, "renewed"))
    clock.leap(1.0)
    assert instance.call()["code"] == "sent"


@each_store
def test_not_json(
    store: Store, sandbox: Sandbox, role: Credentials, capsys: pytest.CaptureFixture[str]
) -> None:
    """A document that does not parse is told by line and column, and by nothing that it holds."""
    store.put(sandbox, '{\n  "accessKeySecret": s3cr3t\n}')
    instance = Instance(environment_for(sandbox, store.uri(sandbox.endpoint), role))
    kind, reason = refused(instance, capsys)
    assert kind == "misconfigured"
    what, _, before = reason.partition("; previous version: ")
    assert what == "config: not JSON: Expecting value at line 2 column 22"
    assert "s3cr3t" not in before


def test_no_region(sandbox: Sandbox, role: Credentials) -> None:
    """The region is the URI's or the function's own; without both, the operator must act."""
    put_secret(sandbox, TEXT)
    environment = environment_for(sandbox, f"aliyun-kms:sms-code?endpoint={sandbox.endpoint}", role)
    assert Instance(environment).call()["code"] == "misconfigured"
    assert Instance(environment | {"FC_REGION": "cn-hangzhou"}).call()["code"] == "sent"


@pytest.mark.parametrize(
    "uri",
    [
        "aliyun-kms:?region=cn-hangzhou",
        *(f"aliyun-kms:sms-code?region={region}" for region in ODD_REGIONS),
        *(f"aliyun-oss:bucket/key?region={region}" for region in ODD_REGIONS),
        "aliyun-kms:sms-code?region=cn-hangzhou&version=2",
        "aliyun-kms:sms-code?region=cn-hangzhou&endpoint=http://kms.cn-hangzhou.aliyuncs.com",
        "aliyun-oss:bucket?region=cn-hangzhou",
        "aliyun-oss:bucket/?region=cn-hangzhou",
        "aliyun-oss:/key?region=cn-hangzhou",
        "aliyun-oss:Bucket/key?region=cn-hangzhou",
        "aliyun-oss:bu.cket/key?region=cn-hangzhou",
    ],
)
def test_what_is_no_address(
    uri: str, sandbox: Sandbox, role: Credentials, capsys: pytest.CaptureFixture[str]
) -> None:
    """An address that cannot be is refused in the log when the first call comes, and names why."""
    kind, reason = refused(Instance(environment_for(sandbox, uri, role)), capsys)
    assert kind == "misconfigured"
    assert reason.startswith("settings: CONFIG_URI")
    assert sandbox.requests == ()


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("sms-code", "has no region: add ?region="),
        ("sms-code?region=", "has no region: add ?region="),
        ("?region=cn-hangzhou", "must name a secret"),
        ("sms-code?region=cn-hangzhou&version=2", "has the unknown option version:"),
        ("sms-code?region=cn-hangzhou&LTAI5tExampleExample", "has the unknown option …:"),
    ],
)
def test_what_an_address_lacks(rest: str, told: str) -> None:
    """It says what is missing, and names an option, but nothing that could be a key."""
    with pytest.raises(SettingsError) as caught:
        Address.parse(rest, {})
    assert str(caught.value).startswith(f"CONFIG_URI: {told}")
