"""`python -m local.demo`, as a newcomer runs it."""

import subprocess
from collections.abc import Callable

import pytest

Start = Callable[..., "subprocess.Popen[str]"]

NOWHERE = "http://127.0.0.1:9"


@pytest.mark.parametrize(
    "environment",
    [{}, {"HTTP_PROXY": NOWHERE, "HTTPS_PROXY": NOWHERE, "http_proxy": NOWHERE}],
    ids=["plain shell", "proxies in the shell"],
)
def test_the_demo_shows_event_reply_and_sms(start: Start, environment: dict[str, str]) -> None:
    """One run sends a code through the sandbox, proxy or not, and colours no pipe."""
    output, errors = (process := start("local.demo", **environment)).communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    assert '"usageType": "SignIn"' in output
    assert '"code": "sent"' in output
    assert "【速通科技】您的登录验证码为123456" in output
    assert "\x1b" not in output
