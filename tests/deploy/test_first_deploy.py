"""The commands of both deploy pages, one after another, as far as no cloud is needed."""

import json
import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from support.instance import Instance, issue, variables
from support.moto_on_loopback import lambda_environment
from support.pages.page import read
from support.paths import ROOT
from support.serverless_devs import needs_s, render

ACCOUNT: Final = "1234567890123456"
NAME: Final = f"smscode-{ACCOUNT}-cn-hangzhou"
KEY: Final = {
    "SMSCODE_ACCESS_KEY_ID": "sandbox-access-key-id",
    "SMSCODE_ACCESS_KEY_SECRET": "sandbox-access-key-secret",
}
ANSWERS: Final = f"--sign-name=速通科技 --template=SMS_1000004 --account-id={ACCOUNT}"


def checkout(folder: Path) -> None:
    """Make *folder* a checkout in which nothing was configured."""
    for entry in ROOT.iterdir():
        if entry.name not in {".env", "smscode.json", ".git", "build"}:
            (folder / entry.name).symlink_to(entry)


def run(folder: Path, command: str, environment: Mapping[str, str]) -> str:
    """Run a command of ours in *folder* and return what it prints; it has to succeed."""
    done = subprocess.run(  # noqa: S603 - commands of the pages
        [*shlex.split(command), "-o", ".venv/run"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONUTF8": "1", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def way(page: str) -> list[str]:
    """Return the commands that the page begins with."""
    (block,) = read(ROOT / page).section("The way").blocks
    return [line.removeprefix("$ ") for line in block.text.splitlines()]


def token_in(shown: str) -> str:
    """Return the token that was shown for a caller of our own JSON."""
    (token,) = re.findall(r"Authorization: Bearer ([A-Za-z0-9_-]{43})", shown)
    return str(token)


def posted(token: str) -> bytes:
    """Return the request of the pages as Function Compute hands it over."""
    body = {"phone": "+8613800138000", "usageType": "SignIn", "code": "123456"}
    http = {"method": "POST", "path": "/", "sourceIp": "203.0.113.7"}
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return json.dumps(
        {
            "version": "v1",
            "rawPath": "/",
            "headers": headers,
            "queryParameters": {},
            "body": json.dumps(body),
            "isBase64Encoded": False,
            "requestContext": {"requestId": "1-a-b", "http": http},
        }
    ).encode()


def sends(environment: dict[str, str], token: str, aliyun: Sandbox) -> None:
    """Make sure that a function in *environment* sends what its caller with *token* posts."""
    answer: Any = Instance(environment).handler(posted(token), None)
    assert answer["statusCode"] == 200, answer
    assert "123456" in str(aliyun.messages[-1].text)


@needs_s
def test_on_function_compute(tmp_path: Path) -> None:
    """From an empty checkout to a first SMS, without editing a file or copying a name."""
    checkout(tmp_path)
    new, stack, put, deploy, _ = way("docs/deploy-fc.md")
    shown = run(tmp_path, f"{new} OPTIONS='{ANSWERS}'", {})
    commands = [line.strip() for line in shown.splitlines() if line.startswith("     ")]
    assert commands[:3] == [stack, put, deploy]
    with running() as aliyun:
        aliyun.versioned_buckets.add(NAME)  # as ros.yml makes it
        aliyun.objects[NAME, "other"] = b""
        role = variables(issue(aliyun, "function"))
        at_sandbox = f"aliyun-oss:{NAME}/smscode.json?region=cn-hangzhou&endpoint={aliyun.endpoint}"
        services = dict.fromkeys(("DYSMSAPI_ENDPOINT", "GLOBE_ENDPOINT"), aliyun.endpoint)
        operator = {**role, **services, "SMSCODE_CONFIG_URI": at_sandbox, "SMSCODE_REGION": ""}
        said = run(tmp_path, f"{put} YES=1", operator)
        assert deploy in said
        props = render(tmp_path, {})
        assert props["environmentVariables"]["CONFIG_URI"] == f"aliyun-oss:{NAME}/smscode.json"
        assert (props["role"], props["logConfig"]["project"]) == ("smscode", NAME)
        sends({**role, **services, "CONFIG_URI": at_sandbox}, token_in(shown), aliyun)


@pytest.mark.parametrize("options", [ANSWERS, "--from={}/logto.json --callers=generic"])
def test_on_aws(tmp_path: Path, options: str) -> None:
    """From an empty checkout, or Logto's document, to a first SMS; make gets all from `.env`."""
    checkout(tmp_path)
    logto = {
        "accessKeyId": "sandbox-access-key-id",
        "accessKeySecret": "sandbox-access-key-secret",
        "signName": "速通科技",
        "templates": [{"usageType": "Generic", "templateCode": "SMS_1000004"}],
    }
    (tmp_path / "logto.json").write_text(json.dumps(logto), encoding="utf-8")
    new, put, deploy, _ = way("docs/deploy-aws.md")
    answers = f"OPTIONS=--cloud=aws {options.format(tmp_path)}"
    shown = run(tmp_path, new.replace("OPTIONS=--cloud=aws", f"'{answers}'"), KEY)
    with running() as aliyun, lambda_environment("AWS_ENDPOINT_URL", "ap-southeast-1"):
        aws = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
        services = dict.fromkeys(("DYSMSAPI_ENDPOINT", "GLOBE_ENDPOINT"), aliyun.endpoint)
        assert deploy in run(tmp_path, f"{put} YES=1", {**aws, **services})
        function = {**services, **aws, "CONFIG_URI": "aws-secretsmanager:smscode"}
        sends(function, token_in(shown), aliyun)
