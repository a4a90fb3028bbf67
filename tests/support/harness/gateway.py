"""What an HTTP client sees of a function's answer, as each cloud's gateway unwraps it."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from support.harness.invocation import Invocation

_BAD_GATEWAY: Final = 502


@dataclass(frozen=True, slots=True)
class HttpReply:
    """An HTTP response; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def http_reply(invocation: Invocation) -> HttpReply:
    """Unwrap an answer as FC's HTTP trigger, Function URLs, API Gateway and an ALB do.

    A failed invocation is a 502. An answer without `statusCode` is sent whole, as a 200: the trap
    for a function that answers an HTTP call as if it had been invoked directly.

    Raises:
        TypeError: A member has a type that not every gateway takes.
    """
    return _unwrap(invocation, "headers")


def alb_multi_value_reply(invocation: Invocation) -> HttpReply:
    """Unwrap an answer as an ALB with multi-value headers does: it reads no other headers.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html

    Raises:
        TypeError: A member has a type that the ALB does not take.
    """
    return _unwrap(invocation, "multiValueHeaders")


def _unwrap(invocation: Invocation, headers_member: str) -> HttpReply:
    if invocation.kind != "response":
        return HttpReply(_BAD_GATEWAY, {}, b"")
    answer = json.loads(invocation.payload)
    if not isinstance(answer, dict) or "statusCode" not in answer:
        return HttpReply(200, {"content-type": "application/json"}, invocation.payload)
    status = _typed(answer["statusCode"], int)
    headers = _headers(answer.get(headers_member) or {})
    return HttpReply(status, headers, _body(answer))


def _headers(members: Mapping[str, object]) -> dict[str, str]:
    joined = {
        name.lower(): ",".join(value) if isinstance(value, list) else _typed(value, str)
        for name, value in members.items()
    }
    if len(joined) != len(members):
        raise TypeError(f"header names that differ in case only: {sorted(members)}")
    return joined


def _body(answer: Mapping[str, object]) -> bytes:
    text = _typed(answer.get("body", ""), str)
    return base64.b64decode(text) if answer.get("isBase64Encoded") else text.encode()


def _typed(value: Any, kind: type[Any]) -> Any:  # noqa: ANN401 - as the caller names it
    if type(value) is not kind:
        raise TypeError(f"{value!r} where a gateway wants {kind.__name__}")
    return value
