"""The sandbox's HTTP face: Aliyun's RPC gateway on `/`, its object storage on all other paths."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import datetime

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request as StarletteRequest
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from aliyun_sms_sandbox import wire
from aliyun_sms_sandbox.aliyun import vendor
from aliyun_sms_sandbox.aliyun.gateway import Gateway
from aliyun_sms_sandbox.aliyun.oss import ObjectStorage
from aliyun_sms_sandbox.trouble import Reply
from aliyun_sms_sandbox.visitors import Door, StrangerError
from aliyun_sms_sandbox.wire import Answer, Request

Endpoint = Callable[[StarletteRequest], Awaitable[ASGIApp]]


def create_app(
    gateway: Gateway,
    storage: ObjectStorage,
    now: Callable[[], datetime],
    names: Collection[str],
) -> Starlette:
    """Serve the gateway on `GET /` and `POST /`, and OSS on `/bucket/key`, in worker threads.

    Requests are remembered with the time that *now* tells.
    A page of another origin, and whoever asks by another name than loopback's and *names*, is
    refused before anything is recorded.
    """
    return Starlette(
        routes=[
            Route("/", _serving(gateway.answer, now), methods=["GET", "POST"]),
            Route("/{path:path}", _serving(storage.answer, now), methods=["GET", "PUT"]),
        ],
        middleware=[Middleware(Door, names, _refusal)],
    )


def _refusal(error: StrangerError) -> Response:
    """Answer as the gateway would: of anything else an SDK tells neither status nor words."""
    request_id = vendor.new_request_id()
    document = {"Code": error.code, "Message": error.detail, "RequestId": request_id}
    return wire.response(vendor.reply(document, request_id, error.status))


def _serving(answer: Callable[[Request], Reply], now: Callable[[], datetime]) -> Endpoint:
    async def serve(request: StarletteRequest) -> ASGIApp:
        read = replace(await wire.read(request, wire.MAX_BODY), received_at=now())
        reply = await run_in_threadpool(answer, read)
        return wire.response(reply) if isinstance(reply, Answer) else reply

    return serve
