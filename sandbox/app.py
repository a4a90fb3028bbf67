"""The sandbox's HTTP face: Aliyun's RPC gateway on `/`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request as StarletteRequest
from starlette.responses import Response
from starlette.routing import Route

from sandbox import acs3, dysms, vendor, wire
from sandbox.catalogue import Catalogue
from sandbox.journal import Journal
from sandbox.script import Script
from sandbox.vendor import VendorError

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Gateway:
    """Checks the signature, then answers as scripted or as the action decides."""

    catalogue: Catalogue
    journal: Journal
    script: Script
    clock: Callable[[], datetime]
    nonces: acs3.Nonces = field(default_factory=acs3.Nonces)

    def answer(self, request: wire.Request) -> wire.Answer:
        """Answer one request and record what happened."""
        self.journal.record_request(request)
        try:
            acs3.verify(request, self.catalogue.access_keys.get, self.clock(), self.nonces)
            return self.script.take() or self._act(request)
        except VendorError as error:
            return vendor.answer(error.code, error.message)

    def _act(self, request: wire.Request) -> wire.Answer:
        if request.headers.get("x-acs-action") != "SendSms":
            raise VendorError(
                "InvalidAction.NotFound",
                "Specified api is not found, please check your url and method.",
            )
        if request.headers.get("x-acs-version") != dysms.VERSION:
            raise VendorError("InvalidVersion", "Specified parameter Version is not valid.")
        messages = dysms.send_sms(_parameters(request), self.catalogue, self.clock())
        self.journal.record_messages(messages)
        return vendor.answer("OK", "OK", biz_id=messages[0].biz_id)


def create_app(gateway: Gateway) -> Starlette:
    """Serve the gateway on `GET /` and `POST /`."""

    async def rpc(request: StarletteRequest) -> Response:
        return wire.response(gateway.answer(await wire.read(request)))

    return Starlette(routes=[Route("/", rpc, methods=["GET", "POST"])])


def _parameters(request: wire.Request) -> Mapping[str, str]:
    pairs = parse_qsl(request.query, keep_blank_values=True)
    if request.headers.get("content-type", "").startswith(_FORM):
        pairs += parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True)
    return dict(pairs)
