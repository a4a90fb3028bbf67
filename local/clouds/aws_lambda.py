"""AWS Lambda, managed Python runtime: Function URL (payload format 2.0) and direct invocation.

Base64 rule: text/*, application/json, /javascript and /xml travel as text and all else as base64,
a missing Content-Type too (observed on AWS by others: ministack#766).
"""

import base64
import json
import time
from dataclasses import dataclass, field
from urllib.parse import unquote
from uuid import uuid4

from aliyun_sms_sandbox.wire import Answer, Request
from local.clouds.envelope import answer_of_json, query_parameters

_TEXT_TYPES = frozenset({"application/json", "application/javascript", "application/xml"})
_URL_ID = "sandbox"


def _deadline() -> float:
    return time.monotonic() + 15


@dataclass(frozen=True, slots=True)
class Context:
    """The Lambda context, as far as a function reads it. `deadline` is in monotonic seconds."""

    aws_request_id: str
    function_name: str = "sms-code"
    memory_limit_in_mb: str = "512"
    deadline: float = field(default_factory=_deadline)

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds until Lambda would end the call."""
        return max(0, int((self.deadline - time.monotonic()) * 1000))


class Lambda:
    """Calls a handler with a dict."""

    def http_call(self, request: Request) -> tuple[dict[str, object], Context]:
        """Build the 2.0 envelope of a Function URL without IAM; cookies are no header in it."""
        headers = dict(request.headers)
        cookies = headers.pop("cookie", "")
        event: dict[str, object] = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": request.path,
            "rawQueryString": request.query,
            "headers": headers,
            "requestContext": _request_context(request),
            "isBase64Encoded": False,
        }
        if cookies:
            event["cookies"] = cookies.split("; ")
        if request.query:
            event["queryStringParameters"] = query_parameters(request.query)
        if request.body:
            event["body"], event["isBase64Encoded"] = _body(request)
        return event, Context(str(uuid4()))

    def direct_call(self, document: object) -> tuple[object, Context]:
        """Pass the payload: the runtime has already read its JSON."""
        return document, Context(str(uuid4()))

    def answer(self, returned: object) -> Answer:
        """Serialise as the runtime does, then unwrap as a Function URL does."""
        if isinstance(returned, str):
            return answer_of_json(returned.encode())
        return answer_of_json(json.dumps(returned).encode())

    def failure(self, error: Exception) -> Answer:
        """Answer the bare 502 that a Function URL shows; the error itself is in the log only."""
        headers = {"content-type": "text/plain", "x-amzn-errortype": type(error).__name__}
        return Answer(502, headers, b"Internal Server Error")


def _body(request: Request) -> tuple[str, bool]:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type.startswith("text/") or content_type in _TEXT_TYPES:
        return request.body.decode("utf-8", "replace"), False
    return base64.b64encode(request.body).decode(), True


def _request_context(request: Request) -> dict[str, object]:
    return {
        "accountId": "anonymous",
        "apiId": _URL_ID,
        "domainName": f"{_URL_ID}.lambda-url.ap-southeast-1.on.aws",
        "domainPrefix": _URL_ID,
        "http": {
            "method": request.method,
            "path": unquote(request.path),
            "protocol": "HTTP/1.1",
            "sourceIp": request.client,
            "userAgent": request.headers.get("user-agent", ""),
        },
        "requestId": str(uuid4()),
        "routeKey": "$default",
        "stage": "$default",
        "time": request.received_at.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(request.received_at.timestamp() * 1000),
    }
