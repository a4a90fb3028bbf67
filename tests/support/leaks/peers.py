"""Who the function talks to, at their worst: absent, silent, or repeating all they are told."""

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request as StarletteRequest
from starlette.responses import Response
from starlette.routing import Route

from aliyun_sms_sandbox import wire
from aliyun_sms_sandbox.aliyun.catalogue import AccessKey, Catalogue, load
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.loopback import HOST, LoopbackServer
from support.faults.port import Port
from support.leaks.made_up import Secrets, config

_METHODS: Final = ["GET", "POST", "PUT", "HEAD"]


@dataclass(frozen=True, slots=True)
class Peers:
    """All of them; an address has no trailing slash.

    Attributes:
        vendor: The sandbox; the keys that it knows are the secrets'.
        echo: Answers errors that repeat the whole request, credentials included.
        keeper: Hands out the config document in the ways of all the secret stores.
        refused: Nobody listens.
        full: Lets nobody in: connecting takes forever.
        silent: Takes everything and never answers.
        unknown: A host name that does not resolve.
    """

    vendor: Sandbox
    echo: str
    keeper: str
    refused: str
    full: str
    silent: str
    unknown: str = "https://nobody.invalid"


@contextmanager
def meeting(secrets: Secrets) -> Iterator[Peers]:
    """Have them all there for the length of a `with` block."""
    document = config(secrets)
    with ExitStack() as stack:
        vendor = Sandbox.start(catalogue=_catalogue(secrets))
        stack.callback(vendor.stop)
        refused, full, silent = (stack.enter_context(closing(Port(_drain))) for _ in range(3))
        refused.refuse()
        full.overflow()
        yield Peers(
            vendor=vendor,
            echo=stack.enter_context(_serving(_echo)),
            keeper=stack.enter_context(_serving(lambda request: _keep(request, document))),
            refused=f"http://{HOST}:{refused.number}",
            full=f"http://{HOST}:{full.number}",
            silent=f"http://{HOST}:{silent.number}",
        )


def _drain(connection: socket.socket) -> None:
    with connection:
        while connection.recv(65_536):
            pass


def _catalogue(secrets: Secrets) -> Catalogue:
    keys = (
        AccessKey(secrets.key_id, secrets.key_secret),
        AccessKey(secrets.role_id, secrets.role_secret, secrets.role_token),
    )
    usual = load()
    return Catalogue({key.id: key for key in keys}, usual.signs, usual.templates)


def _echo(request: wire.Request) -> wire.Answer:
    """Answer with an error that tells it all; OSS really does send back what was signed."""
    told = f"{request.method} {request.path}?{request.query} {dict(request.headers)}"
    told += request.body.decode()
    if "x-oss-date" in request.headers:
        xml = f"<Error><Code>SignatureDoesNotMatch</Code><Message>{told}</Message></Error>"
        return wire.Answer(403, {"content-type": "application/xml"}, xml.encode())
    error = {"Code": "Forbidden.RAM", "__type": "AccessDeniedException"}
    places = ("Message", "message", "Recommend", "HostId", "AccessDeniedDetail")
    body = json.dumps({**error, **dict.fromkeys(places, told)}).encode()
    return wire.Answer(403, {"content-type": "application/json"}, body)


def _keep(request: wire.Request, kept: str) -> wire.Answer:
    documents: Mapping[str, object] = {
        "secretsmanager.GetSecretValue": {"Name": "n", "SecretString": kept},
        "AmazonSSM.GetParameter": {"Parameter": {"Type": "SecureString", "Value": kept}},
        "": {"SecretName": "n", "SecretData": kept},
    }
    document = json.dumps(documents[request.headers.get("x-amz-target", "")])
    body = kept if "x-oss-date" in request.headers else document
    return wire.Answer(200, {"content-type": "application/json"}, body.encode())


@contextmanager
def _serving(answer: Callable[[wire.Request], wire.Answer]) -> Iterator[str]:
    async def endpoint(request: StarletteRequest) -> Response:
        return wire.response(answer(await wire.read(request)))

    server = LoopbackServer(Starlette(routes=[Route("/{path:path}", endpoint, methods=_METHODS)]))
    try:
        yield server.endpoint
    finally:
        server.stop()
