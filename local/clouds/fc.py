"""Alibaba Function Compute 3.0, built-in Python runtime: HTTP trigger and `InvokeFunction`.

Envelope: alibabacloud.com/help/en/functioncompute/fc/http-trigger-invoking-function. Context and
serialisation: the runtime's own bootstrap.
"""

import base64
import json
import os
from dataclasses import dataclass, field
from urllib.parse import unquote
from uuid import uuid4

from aliyun_sms_sandbox.wire import Answer, Request
from local.clouds.envelope import answer_of_json, query_parameters

_ACCOUNT_ID = "1000000000000000"
_REGION = "cn-hangzhou"


@dataclass(frozen=True, slots=True)
class Function:
    """The `context.function` part: memory in MB, timeout in seconds."""

    name: str = "sms-code"
    handler: str = "index.handler"
    memory: int = 512
    timeout: int = 15


@dataclass(frozen=True, slots=True)
class Credentials:
    """The function role's STS key."""

    access_key_id: str
    access_key_secret: str
    security_token: str


def _role() -> Credentials | None:
    """Read the role's key where the runtimes put it; Python 3.12's puts it nowhere else."""
    try:
        return Credentials(
            os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
            os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
            os.environ["ALIBABA_CLOUD_SECURITY_TOKEN"],
        )
    except KeyError:
        return None


@dataclass(frozen=True, slots=True)
class Context:
    """The `FCContext` of the 3.10 runtime, as far as a function reads it."""

    request_id: str
    region: str = _REGION
    account_id: str = _ACCOUNT_ID
    function: Function = Function()
    credentials: Credentials | None = field(default_factory=_role)


class FunctionCompute:
    """Calls a handler with bytes, whatever the trigger."""

    def http_call(self, request: Request) -> tuple[bytes, Context]:
        """Build the `v1` envelope; a body that is not text travels as base64."""
        request_id = _request_id()
        body, is_base64 = _body(request.body)
        document = {
            "version": "v1",
            "rawPath": request.path,
            "headers": {_canonical(name): value for name, value in request.headers.items()},
            "queryParameters": query_parameters(request.query),
            "body": body,
            "isBase64Encoded": is_base64,
            "requestContext": _request_context(request, request_id),
        }
        return json.dumps(document).encode(), Context(request_id)

    def direct_call(self, document: object) -> tuple[bytes, Context]:
        """Pass the payload as the bytes that `InvokeFunction` was given."""
        return json.dumps(document, ensure_ascii=False).encode(), Context(_request_id())

    def answer(self, returned: object) -> Answer:
        """Serialise as the runtime does, then unwrap as the HTTP trigger does."""
        if isinstance(returned, str):
            returned = returned.encode()
        if not isinstance(returned, bytes):
            returned = json.dumps(returned, indent=4, sort_keys=True).encode()
        return answer_of_json(returned)

    def failure(self, error: Exception) -> Answer:
        """Answer 502 with the type and text of the error, as an unhandled one is shown."""
        document = {"errorMessage": str(error), "errorType": type(error).__name__}
        headers = {
            "content-type": "application/json",
            "x-fc-error-type": "UnhandledInvocationError",
        }
        return Answer(502, headers, json.dumps(document).encode())


def _canonical(name: str) -> str:
    """Spell a header name as Function Compute's gateway does, which is as Go's net/http does."""
    return "-".join(part.capitalize() for part in name.split("-"))


def _body(body: bytes) -> tuple[str, bool]:
    try:
        return body.decode(), False
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), True


def _request_id() -> str:
    digits = uuid4().hex
    return f"1-{digits[:8]}-{digits[8:16]}-{digits[16:28]}"


def _request_context(request: Request, request_id: str) -> dict[str, object]:
    return {
        "accountId": _ACCOUNT_ID,
        "domainName": f"sandbox.{_REGION}.fcapp.run",
        "domainPrefix": "sandbox",
        "http": {
            "method": request.method,
            "path": unquote(request.path),
            "protocol": "HTTP/1.1",
            "sourceIp": request.client,
            "userAgent": request.headers.get("user-agent", ""),
        },
        "requestId": request_id,
        "time": request.received_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "timeEpoch": str(int(request.received_at.timestamp() * 1000)),
    }
