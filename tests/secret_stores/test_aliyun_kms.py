"""The KMS store: what it asks for, and answers that are no secret."""

import json
from typing import Final
from urllib.parse import parse_qsl

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from aliyun_sms_sandbox.wire import Answer
from support.instance import KEYED, Instance, actions, environment_for, issue
from support.stand_ins import log_lines

TEXT: Final = json.dumps(KEYED)
JSON: Final = {"content-type": "application/json"}


@pytest.fixture(autouse=True)
def _role(sandbox: Sandbox) -> None:
    issue(sandbox, "role")


def instance_for(sandbox: Sandbox, name: str = "sms-code") -> Instance:
    """Return an instance whose config is the secret *name*."""
    uri = f"aliyun-kms:{name}?region=cn-hangzhou&endpoint={sandbox.endpoint}"
    return Instance(environment_for(sandbox, uri, issue(sandbox, "role")))


def outcome(instance: Instance, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Return the outcome of a call, and the reason that the log gives."""
    return str(instance.call()["code"]), str(log_lines(capsys)[-1]["reason"])


def test_a_key_management_service_of_its_own() -> None:
    """KMS is not where SMS are sent from: the first thing that an instance asks may be KMS."""
    with running() as kms, running() as dysms:
        kms.secrets["sms-code"] = TEXT
        role = issue(kms, "role")
        uri = f"aliyun-kms:sms-code?region=cn-hangzhou&endpoint={kms.endpoint}"
        assert Instance(environment_for(dysms, uri, role)).call()["code"] == "sent"
        assert (actions(kms), actions(dysms)) == (["GetSecretValue"], ["SendSms"])


def test_the_request(sandbox: Sandbox) -> None:
    """One secret is asked for by name, in its current version, and nothing else is said."""
    sandbox.secrets["sms-code"] = TEXT
    assert instance_for(sandbox).call()["code"] == "sent"
    request = sandbox.requests[0]
    assert request.headers["x-acs-version"] == "2016-01-20"
    assert dict(parse_qsl(request.query)) == {"SecretName": "sms-code"}
    assert request.body == b""


@pytest.mark.parametrize(
    "name", ["prod/sms-code", "sms_code.v2", "sms code", "短信", "a+b", "a&b=c"]
)
def test_names(sandbox: Sandbox, name: str) -> None:
    """A name reaches KMS as it stands in the URI, whatever it is made of."""
    sandbox.secrets[name] = TEXT
    assert instance_for(sandbox, name).call()["code"] == "sent"


def test_chinese_text(sandbox: Sandbox) -> None:
    """A sign in Chinese arrives as it was stored, escaped or not."""
    for text in (TEXT, json.dumps(KEYED, ensure_ascii=False)):
        sandbox.secrets["sms-code"] = text
        assert instance_for(sandbox).call()["code"] == "sent"
    assert {message.sign for message in sandbox.messages} == {"速通科技"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"null",
        b"[]",
        b'"SecretData"',
        b'{"SecretData": null}',
        b'{"SecretData": 1}',
        b'{"SecretData": {"signName": "s3cr3t"}}',
        b'{"SecretData": "s3cr3t',
        b'{"SecretData": "s3cr3t\xff"}',
        b"<html>s3cr3t</html>",
    ],
)
def test_an_answer_without_a_secret(
    sandbox: Sandbox, body: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no secret of the text type in UTF-8 is refused, and shown to nobody."""
    sandbox.script(Answer(200, JSON, body), to="GetSecretValue")
    assert outcome(instance_for(sandbox), capsys) == (
        "misconfigured",
        "aliyun-kms: the answer has no SecretData",
    )
    assert actions(sandbox) == ["GetSecretValue"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(502, {"content-type": "text/html"}, b"<h1>s3cr3t</h1>"), "unavailable"),
        (Answer(503, JSON, b""), "unavailable"),
        (Answer(500, JSON, b'{"Code": "s3cr3t of another kind"}'), "unavailable"),
        (Answer(400, JSON, b"{}"), "misconfigured"),
        (Answer(403, {"content-type": "text/html"}, b"<h1>s3cr3t</h1>"), "misconfigured"),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Answer) else "",
)
def test_a_refusal_by_somebody_in_between(
    sandbox: Sandbox, answer: Answer, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error without a code of KMS counts by its status: 5xx will pass."""
    for _ in range(2):
        sandbox.script(answer, to="GetSecretValue")
    kind, reason = outcome(instance_for(sandbox), capsys)
    assert kind == told
    assert reason.startswith("aliyun-kms: ")
    assert len(sandbox.requests) == (2 if told == "unavailable" else 1)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect(sandbox: Sandbox, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    """A redirect is not followed: the token would go to a stranger."""
    with running() as stranger:
        stranger.secrets["sms-code"] = TEXT
        issue(stranger, "role")
        moved = Answer(status, {"location": f"{stranger.endpoint}/"}, b"")
        for _ in range(2):
            sandbox.script(moved, to="GetSecretValue")
        kind, _ = outcome(instance_for(sandbox), capsys)
        assert kind == "unavailable"
        assert stranger.requests == ()
