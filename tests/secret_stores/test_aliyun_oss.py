"""The OSS store: what it asks for, and answers that are no document."""

import json
from typing import Final

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from aliyun_sms_sandbox.wire import Answer
from support.instance import KEYED, Instance, LeapingClock, actions, environment_for, issue
from support.stand_ins import log_lines

TEXT: Final = json.dumps(KEYED).encode()
BUCKET: Final = "sms-config"


@pytest.fixture(autouse=True)
def _role(sandbox: Sandbox) -> None:
    issue(sandbox, "role")


def environment_at(
    sandbox: Sandbox, key: str = "config.json", region: str = "cn-hangzhou", bucket: str = BUCKET
) -> dict[str, str]:
    """Return the environment of a function whose config is the object *key*."""
    uri = f"aliyun-oss:{bucket}/{key}?region={region}&endpoint={sandbox.endpoint}"
    return environment_for(sandbox, uri, issue(sandbox, "role"))


def outcome(instance: Instance, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Return the outcome of a call, and the reason that the log gives."""
    return str(instance.call()["code"]), str(log_lines(capsys)[-1]["reason"])


def test_the_request(sandbox: Sandbox) -> None:
    """One object is asked for with a V4 signature and the token, and without any parameter."""
    sandbox.objects[BUCKET, "config.json"] = TEXT
    assert Instance(environment_at(sandbox)).call()["code"] == "sent"
    request = sandbox.requests[0]
    assert (request.method, request.path, request.query) == ("GET", "/sms-config/config.json", "")
    assert request.headers["x-oss-security-token"] == "token-of-role"
    assert request.headers["x-oss-content-sha256"] == "UNSIGNED-PAYLOAD"
    assert request.headers["authorization"].startswith("OSS4-HMAC-SHA256 Credential=STS.role/")


@pytest.mark.parametrize(
    "key",
    [
        "a",
        "prod/eu/config.json",
        "with space.json",
        "a+b%2F~-_.!'()*",
        "配置.json",
        "é=1&b;c:d@e,f$",
        "x" * 1023,
    ],
)
def test_keys(sandbox: Sandbox, key: str) -> None:
    """A key reaches OSS as it stands in the URI, whatever it is made of."""
    sandbox.objects[BUCKET, key] = TEXT
    assert Instance(environment_at(sandbox, key)).call()["code"] == "sent"


def test_missing_bucket(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """A bucket that is not there is told from an object that is not."""
    sandbox.objects[BUCKET, "config.json"] = TEXT
    instance = Instance(environment_at(sandbox, bucket="nobodys"))
    assert outcome(instance, capsys) == ("misconfigured", "aliyun-oss: NoSuchBucket")


@pytest.mark.parametrize("region", ["cn-shanghai", "oss-cn-hangzhou"])
def test_wrong_region(sandbox: Sandbox, region: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A region that is not the bucket's is for the operator, and is not asked for twice."""
    sandbox.objects[BUCKET, "config.json"] = TEXT
    instance = Instance(environment_at(sandbox, region=region))
    assert outcome(instance, capsys) == ("misconfigured", "aliyun-oss: InvalidArgument")
    assert actions(sandbox) == ["GetObject"]


@pytest.mark.parametrize("seconds", [-960, 960])
def test_a_clock_that_is_off(
    sandbox: Sandbox, seconds: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """OSS takes no request that is dated more than 15 minutes off."""
    sandbox.objects[BUCKET, "config.json"] = TEXT
    instance = Instance(environment_at(sandbox), LeapingClock(ahead=seconds))
    assert outcome(instance, capsys) == ("misconfigured", "aliyun-oss: RequestTimeTooSkewed")


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(KEYED, ensure_ascii=False).encode("gb18030"),
        json.dumps(KEYED).encode("utf-16"),
        b'{"accessKeySecret": "s3cr3t\xff"}',
        b"\x1f\x8b\x08",
    ],
    ids=["GB 18030", "UTF-16", "one byte", "gzip"],
)
def test_not_utf8(sandbox: Sandbox, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    """An object in another encoding is refused without being shown, by its first wrong byte."""
    sandbox.objects[BUCKET, "config.json"] = content
    instance = Instance(environment_at(sandbox))
    with pytest.raises(UnicodeDecodeError) as caught:
        content.decode()
    reason = f"config: not JSON: not UTF-8 at byte {caught.value.start}"
    assert outcome(instance, capsys) == ("misconfigured", reason)


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b"<Config/>"])
def test_no_config(sandbox: Sandbox, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    """An object that holds something else is for the operator."""
    sandbox.objects[BUCKET, "config.json"] = content
    kind, reason = outcome(Instance(environment_at(sandbox)), capsys)
    assert kind == "misconfigured"
    assert reason.startswith("config: ")


@pytest.mark.parametrize(
    ("answer", "told", "cause"),
    [
        (Answer(502, {}, b"<html>s3cr3t</html>"), "unavailable", "HTTP 502"),
        (Answer(503, {}, b"<Error><Code>New.Code</Code></Error>"), "unavailable", "New.Code"),
        (Answer(400, {}, b"s3cr3t"), "misconfigured", "HTTP 400"),
        (Answer(403, {}, b"<Code>s3cr3t and more</Code>"), "misconfigured", "HTTP 403"),
        (Answer(404, {}, b"\xff<Code>NoSuchKey</Code>\xff"), "misconfigured", "NoSuchKey"),
        (Answer(204, {}, b""), "misconfigured", "HTTP 204"),
        (Answer(206, {}, TEXT[:100]), "misconfigured", "HTTP 206"),
    ],
    ids=["502", "503", "400", "403", "404", "204", "206"],
)
def test_what_else_may_come(
    sandbox: Sandbox, answer: Answer, told: str, cause: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only a whole object is one; an error is told by its code, or else by its status."""
    for _ in range(2):
        sandbox.script(answer, to="GetObject")
    instance = Instance(environment_at(sandbox))
    assert outcome(instance, capsys) == (told, f"aliyun-oss: {cause}")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect(sandbox: Sandbox, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    """A redirect is not followed: the token would go to a stranger."""
    with running() as stranger:
        stranger.objects[BUCKET, "config.json"] = TEXT
        issue(stranger, "role")
        moved = Answer(status, {"location": f"{stranger.endpoint}/{BUCKET}/config.json"}, b"")
        for _ in range(2):
            sandbox.script(moved, to="GetObject")
        kind, _ = outcome(Instance(environment_at(sandbox)), capsys)
        assert kind == "unavailable"
        assert stranger.requests == ()
