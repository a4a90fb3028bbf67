"""The sandbox's HTTP face: Aliyun's RPC gateway on `/`, its object storage on all other paths."""

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as StarletteRequest
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox import wire
from sandbox.aliyun.gateway import Gateway
from sandbox.aliyun.oss import ObjectStorage
from sandbox.trouble import Reply
from sandbox.wire import Answer

#: What is remembered of a request is bounded: the SDKs send a few hundred bytes.
_MAX_BODY = 65_536


def create_app(gateway: Gateway, storage: ObjectStorage) -> Starlette:
    """Serve the gateway on `GET /` and `POST /`, and OSS on `/bucket/key`, in worker threads."""

    async def rpc(request: StarletteRequest) -> ASGIApp:
        request_read = await wire.read(request, _MAX_BODY)
        return _sent(await run_in_threadpool(gateway.answer, request_read))

    async def object_storage(request: StarletteRequest) -> ASGIApp:
        request_read = await wire.read(request, _MAX_BODY)
        return _sent(await run_in_threadpool(storage.answer, request_read))

    return Starlette(
        routes=[
            Route("/", rpc, methods=["GET", "POST"]),
            Route("/{path:path}", object_storage, methods=["GET", "PUT"]),
        ]
    )


def _sent(reply: Reply) -> ASGIApp:
    return wire.response(reply) if isinstance(reply, Answer) else reply
