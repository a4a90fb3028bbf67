"""The sandbox's HTTP face: Aliyun's RPC gateway on `/`, its object storage on all other paths."""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as StarletteRequest
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox import wire
from sandbox.aliyun.gateway import Gateway
from sandbox.aliyun.oss import ObjectStorage
from sandbox.trouble import Reply
from sandbox.wire import Answer, Request

Endpoint = Callable[[StarletteRequest], Awaitable[ASGIApp]]


def create_app(gateway: Gateway, storage: ObjectStorage) -> Starlette:
    """Serve the gateway on `GET /` and `POST /`, and OSS on `/bucket/key`, in worker threads."""
    return Starlette(
        routes=[
            Route("/", _serving(gateway.answer), methods=["GET", "POST"]),
            Route("/{path:path}", _serving(storage.answer), methods=["GET", "PUT"]),
        ]
    )


def _serving(answer: Callable[[Request], Reply]) -> Endpoint:
    async def serve(request: StarletteRequest) -> ASGIApp:
        reply = await run_in_threadpool(answer, await wire.read(request, wire.MAX_BODY))
        return wire.response(reply) if isinstance(reply, Answer) else reply

    return serve
