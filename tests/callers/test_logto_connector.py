"""Logto's own connector, as npm has it, calls the function."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from callers.test_logto import TOKEN, message
from local.function import ROOT
from smscode.outcome import RATE_LIMITED, UNAUTHORIZED
from support.callers.front import Front

CONNECTOR: Final = ROOT / ".tools/logto/node_modules/@logto/connector-http-sms/lib/index.js"
SCRIPT: Final = Path(__file__).with_name("logto_connector.mjs")
NODE: Final = shutil.which("node") or ""
pytestmark = pytest.mark.skipif(
    not (NODE and CONNECTOR.exists()), reason="node or .tools/logto is missing: see the Makefile"
)


def send(front: Front, data: dict[str, Any], authorization: str = f"Bearer {TOKEN}") -> Any:  # noqa: ANN401
    """Return what becomes of a message: `sent`, or the error that Logto gets."""
    config = {"endpoint": f"{front.url}/logto", "authorization": authorization}
    done = subprocess.run(  # noqa: S603 - our own script
        [NODE, str(SCRIPT), str(CONNECTOR)],
        input=json.dumps({"config": config, "data": data}).encode(),
        env={"NO_PROXY": "127.0.0.1"},
        capture_output=True,
        check=True,
        timeout=120,
    )
    return json.loads(done.stdout)


def error(text: str) -> dict[str, object]:
    """Return the error that the connector makes of a body."""
    return {"code": "general", "data": {"message": text}}


def test_sent(front: Front) -> None:
    """The connector is content, and the SMS has its code."""
    code = front.new_code()
    assert send(front, message(code, type="ForgotPassword")) == {"sent": True}
    (sms,) = front.sandbox.messages
    assert (sms.template, sms.params) == ("SMS_1000003", {"code": code})


def test_refusal(front: Front) -> None:
    """The error that Logto gets, and shows as JSON, is our sentence; nothing is repeated."""
    front.refuse("isv.BUSINESS_LIMIT_CONTROL")
    outcome = send(front, message(front.new_code()))
    assert outcome == error(RATE_LIMITED.text.chinese)
    assert len(front.sandbox.requests) == 1


def test_stranger(front: Front) -> None:
    """A wrong authorization is an error too."""
    outcome = send(front, message(front.new_code()), authorization="Bearer x")
    assert outcome == error(UNAUTHORIZED.text.english)
