"""Without a key in the config: the function's role signs, with credentials that come and go."""

from dataclasses import replace
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import Final

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox
from local.clouds.fc import Credentials
from smscode.credentials import FunctionRole
from support.instance import KEYED, KEYLESS, Instance, environment_for, issue, tokens, variables
from support.stand_ins import log_lines

LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=timezone.utc)
each_source = pytest.mark.parametrize("source", ["context", "environment"])


def expire(sandbox: Sandbox, role: Credentials) -> Credentials:
    """Let the token have expired."""
    key = sandbox.access_keys[role.access_key_id]
    sandbox.access_keys[key.id] = replace(key, expires=LONG_AGO)
    return role


@each_source
def test_the_role_signs(sandbox: Sandbox, source: str) -> None:
    """A config without a key sends with the role's key, and its token is on the wire."""
    role = issue(sandbox, "role")
    in_context = role if source == "context" else None
    instance = Instance(environment_for(sandbox, KEYLESS, None if in_context else role))
    assert instance.call(role=in_context)["code"] == "sent"
    assert tokens(sandbox) == ["token-of-role"]
    assert "Credential=STS.role," in sandbox.requests[0].headers["authorization"]


@each_source
def test_each_call_takes_the_credentials_of_its_moment(sandbox: Sandbox, source: str) -> None:
    """When the runtime renews the credentials, the next call has the new ones."""
    instance = Instance(environment_for(sandbox, KEYLESS))
    for name in ("1111", "2222", "3333"):
        renewed = issue(sandbox, name)
        in_context = renewed if source == "context" else None
        instance.environment |= {} if in_context else variables(renewed)
        assert instance.call(role=in_context, code=name)["code"] == "sent"
        del sandbox.access_keys[renewed.access_key_id]
    assert tokens(sandbox) == ["token-of-1111", "token-of-2222", "token-of-3333"]


def test_a_key_in_the_config_goes_first(sandbox: Sandbox) -> None:
    """A config with a key is sent with that key, whatever the role is."""
    instance = Instance(environment_for(sandbox, KEYED, issue(sandbox, "role")))
    assert instance.call()["code"] == "sent"
    assert tokens(sandbox) == [None]


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"ALIBABA_CLOUD_SECURITY_TOKEN": "t"},
        {"ALIBABA_CLOUD_ACCESS_KEY_ID": "k", "ALIBABA_CLOUD_SECURITY_TOKEN": "t"},
        {"ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s", "ALIBABA_CLOUD_SECURITY_TOKEN": "t"},
        {"ALIBABA_CLOUD_ACCESS_KEY_ID": "", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s"},
        {"ALIBABA_CLOUD_ACCESS_KEY_ID": "k", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": ""},
    ],
    ids=["nothing", "a token", "no secret", "no id", "empty id", "empty secret"],
)
def test_no_role(
    sandbox: Sandbox, environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a key and without a role, or with half of one, the operator must act."""
    instance = Instance(environment_for(sandbox, KEYLESS) | environment)
    assert instance.call()["code"] == "misconfigured"
    reason = "no access key in the config, and the function has no role"
    assert log_lines(capsys)[-1]["reason"] == reason
    assert sandbox.requests == ()


@pytest.mark.parametrize(
    "given",
    [
        None,
        SimpleNamespace(),
        SimpleNamespace(access_key_id=None, access_key_secret=None, security_token=None),
        SimpleNamespace(access_key_id="", access_key_secret="", security_token=""),
        SimpleNamespace(access_key_id="k", access_key_secret=None, security_token="t"),
        SimpleNamespace(access_key_id=1, access_key_secret=2, security_token=3),
        {"access_key_id": "k", "access_key_secret": "s", "security_token": "t"},
    ],
)
def test_a_context_without_credentials_hides_none(given: object) -> None:
    """Python 3.12's runtime has them in the environment alone."""
    environment = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "k", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s"}
    role = FunctionRole(environment)
    for context in (None, object(), SimpleNamespace(credentials=given)):
        role.see(context)
    found = role.credentials()
    assert found is not None
    assert (found.access_key_id, found.access_key_secret) == ("k", "s")


def test_expired_and_renewed_within_the_call() -> None:
    """A token that is refused is read anew at once: two requests, one SMS, nobody notices."""
    environment: dict[str, str] = {}
    renewed: dict[str, str] = {}

    def renew(_: object) -> None:
        environment.update(renewed)

    sandbox = Sandbox.start(on_request=renew)
    environment |= environment_for(sandbox, KEYLESS, expire(sandbox, issue(sandbox, "old")))
    renewed |= variables(issue(sandbox, "new"))
    assert Instance(environment).call()["code"] == "sent"
    assert tokens(sandbox) == ["token-of-old", "token-of-new"]
    assert len(sandbox.messages) == 1
    sandbox.stop()


@each_source
def test_expired_and_not_renewed(sandbox: Sandbox, source: str) -> None:
    """With nothing newer the refusal stands after one request; the next call begins afresh."""
    role = expire(sandbox, issue(sandbox, "old"))
    in_context = role if source == "context" else None
    instance = Instance(environment_for(sandbox, KEYLESS, None if in_context else role))
    document = instance.call(role=in_context)
    assert document["code"] == "misconfigured"
    assert document["providerCode"] == "InvalidSecurityToken.Expired"
    assert tokens(sandbox) == ["token-of-old"]
    renewed = issue(sandbox, "new")
    instance.environment |= {} if in_context else variables(renewed)
    in_context = renewed if in_context else None
    assert instance.call(role=in_context)["code"] == "sent"
    assert tokens(sandbox)[1:] == ["token-of-new"]


@pytest.mark.parametrize("code", ["InvalidSecurityToken.Malformed", "MissingSecurityToken"])
def test_other_refusals_of_a_token(sandbox: Sandbox, code: str) -> None:
    """What is wrong with a token is for the operator, and is not tried with the same one again."""
    sandbox.answer_next(code)
    document = Instance(environment_for(sandbox, KEYLESS, issue(sandbox, "role"))).call()
    assert (document["code"], document["providerCode"]) == ("misconfigured", code)
    assert len(sandbox.requests) == 1


@each_source
def test_credentials_stay_out_of_the_log(
    sandbox: Sandbox, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Good or refused, neither key nor secret nor token is in reply or log."""
    for role in (issue(sandbox, "role"), expire(sandbox, issue(sandbox, "old"))):
        in_context = role if source == "context" else None
        instance = Instance(environment_for(sandbox, KEYLESS, None if in_context else role))
        shown = str(instance.call(role=in_context)) + "".join(capsys.readouterr())
        assert not [part for part in variables(role).values() if part in shown]
