"""`python -m local.invoke EVENT`."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox
from local.function import CONFIG

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.mark.parametrize(
    ("event", "wrapped"),
    [
        ("events/direct-sign-in.json", False),
        ("events/fc-http-sign-in.json", True),
        ("events/lambda-url-sign-in.json", True),
    ],
)
def test_the_reply_is_json_and_the_sms_is_beside_it(
    start: Start, event: str, *, wrapped: bool
) -> None:
    """Standard output is the reply and nothing else; the SMS is on standard error."""
    output, errors = (process := start("local.invoke", event)).communicate(timeout=120)
    reply = json.loads(output)
    assert process.returncode == 0
    assert (json.loads(reply["body"]) if wrapped else reply)["code"] == "sent"
    assert errors.count("SMS to 13800138000") == 1


def test_a_refusal_is_an_answer_too(start: Start) -> None:
    """A handler that answers with a problem has answered: exit status 0 and no SMS."""
    process = start("local.invoke", "events/direct-bad-code.json")
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0
    assert json.loads(output)["code"] == "invalid_request"
    assert "SMS to" not in errors


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), (b"{", "not JSON"), (b"", "not JSON"), (b"\xff", "not JSON")],
)
def test_an_unusable_event_file_is_one_clear_line(
    start: Start, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    """A missing or broken file is named with the reason, and the exit status is 1."""
    path = tmp_path / "event.json"
    if content is not None:
        path.write_bytes(content)
    output, errors = (process := start("local.invoke", str(path))).communicate(timeout=120)
    assert (process.returncode, output) == (1, "")
    assert len(errors.splitlines()) == 1
    assert errors.startswith(f"{path}: {reason}")


def test_a_config_of_ones_own_is_used_and_announced(start: Start, sandbox: Sandbox) -> None:
    """With CONFIG_URI the environment is left alone, after saying so."""
    process = start(
        "local.invoke",
        "events/direct-sign-in.json",
        CONFIG_URI=f"file:{CONFIG}",
        DYSMSAPI_ENDPOINT=sandbox.endpoint,
    )
    output, errors = process.communicate(timeout=120)
    assert json.loads(output)["code"] == "sent"
    assert errors.startswith(f"CONFIG_URI=file:{CONFIG}: sending through the real service")
    assert len(sandbox.messages) == 1
