"""A local HTTP trigger: each request becomes a call of the handler, as the cloud would make it."""

import logging
from collections.abc import Callable
from enum import Enum

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as StarletteRequest
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from aliyun_sms_sandbox import wire
from local.clouds.aws_lambda import Lambda
from local.clouds.envelope import Platform
from local.clouds.fc import FunctionCompute

#: Twice what the function takes of any caller. The clouds take 6 MB (Lambda) and 32 MB (FC).
MAX_BODY = 524_288

Handler = Callable[[object, object], object]
_logger = logging.getLogger(__name__)


class Trigger(str, Enum):
    """The HTTP triggers that can be stood in for."""

    FC = "fc"
    LAMBDA = "lambda"

    @property
    def platform(self) -> Platform:
        """Return the cloud behind the trigger."""
        return FunctionCompute() if self is Trigger.FC else Lambda()


def call(handler: Handler, platform: Platform, request: wire.Request) -> wire.Answer:
    """Put one HTTP request through a handler, a failing one too."""
    try:
        return platform.answer(handler(*platform.http_call(request)))
    except Exception as error:
        _logger.exception("the handler raised")
        return platform.failure(error)


def create_app(handler: Handler, platform: Platform) -> Starlette:
    """Serve every path and method through the handler, each call in a worker thread."""

    async def forward(scope: Scope, receive: Receive, send: Send) -> None:
        request = await wire.read(StarletteRequest(scope, receive), MAX_BODY)
        answer = await run_in_threadpool(call, handler, platform, request)
        await wire.response(answer)(scope, receive, send)

    return Starlette(routes=[Mount("/", app=forward)])
