"""The sandbox's HTTP face: Aliyun's RPC gateway on `/`, its object storage on all other paths."""

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as StarletteRequest
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox import wire
from sandbox.aliyun.gateway import Gateway
from sandbox.aliyun.oss import ObjectStorage
from sandbox.wire import Answer

#: What is remembered of a request is bounded: the SDKs send a few hundred bytes.
_MAX_BODY = 65_536


def create_app(gateway: Gateway, storage: ObjectStorage) -> Starlette:
    """Serve the gateway on `GET /` and `POST /`, and OSS on `/bucket/key`, in worker threads."""

    async def rpc(request: StarletteRequest) -> ASGIApp:
        reply = await run_in_threadpool(gateway.answer, await wire.read(request, _MAX_BODY))
        return wire.response(reply) if isinstance(reply, Answer) else reply

    async def object_storage(request: StarletteRequest) -> Response:
        answer = await run_in_threadpool(storage.answer, await wire.read(request, _MAX_BODY))
        return wire.response(answer)

    return Starlette(
        routes=[
            Route("/", rpc, methods=["GET", "POST"]),
            Route("/{path:path}", object_storage, methods=["GET", "PUT"]),
        ]
    )
