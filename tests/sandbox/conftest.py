"""A running sandbox, the official SDK pointed at it, and raw requests for what no SDK sends."""

import http.client
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.models import Config

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from aliyun_sms_sandbox.wire import Request
from support.plain_sdk import plain_sdk
from support.starting import start

__all__ = ["plain_sdk", "start"]

MakeClient = Callable[..., Client]
MakeSms = Callable[..., SendSmsRequest]
Replay = Callable[[Request], tuple[int, dict[str, Any]]]


@pytest.fixture(scope="session")
def _session_sandbox() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_session_sandbox: Sandbox) -> Sandbox:
    """Return a running sandbox that has seen nothing yet."""
    _session_sandbox.clear()
    return _session_sandbox


@pytest.fixture
def make_client(sandbox: Sandbox, plain_sdk: None) -> MakeClient:  # noqa: ARG001 - for its effect
    """Return the official client, with the sandbox's key unless told otherwise."""

    def make(
        key: str = "sandbox-access-key-id",
        secret: str = "sandbox-access-key-secret",
        token: str | None = None,
        endpoint: str = sandbox.endpoint,
    ) -> Client:
        config = Config(
            access_key_id=key,
            access_key_secret=secret,
            security_token=token,
            endpoint=endpoint.removeprefix("http://"),
            protocol="HTTP",
        )
        return Client(config)

    return make


@pytest.fixture
def make_sms() -> MakeSms:
    """Return a request that the sandbox accepts, with any member changed."""

    def make(**changes: str) -> SendSmsRequest:
        members = {
            "phone_numbers": "13800138000",
            "sign_name": "速通科技",
            "template_code": "SMS_1000001",
            "template_param": '{"code": "123456"}',
        }
        return SendSmsRequest(**{**members, **changes})

    return make


@pytest.fixture
def replay(sandbox: Sandbox) -> Replay:
    """Send a recorded request again, byte by byte, and return status and JSON body."""

    def send(request: Request) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection(
            sandbox.endpoint.removeprefix("http://"), timeout=120
        )
        target = f"{request.path}?{request.query}"
        connection.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in request.headers.items():
            connection.putheader(name, value)
        connection.endheaders(request.body)
        response = connection.getresponse()
        status, body = response.status, json.loads(response.read())
        connection.close()
        return status, body

    return send
