"""The sandbox's HTTP face: Aliyun's RPC gateway on `/`, its object storage on all other paths."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as StarletteRequest
from starlette.responses import Response
from starlette.routing import Route

from sandbox import wire
from sandbox.aliyun import acs3, dysms, kms, parameters, pnvs, vendor
from sandbox.aliyun.account import Account
from sandbox.aliyun.journal import Journal
from sandbox.aliyun.oss import ObjectStorage
from sandbox.aliyun.script import Script
from sandbox.aliyun.vendor import VendorError


@dataclass(frozen=True, slots=True)
class Gateway:
    """Checks the signature, then answers as scripted or as the action decides."""

    account: Account
    journal: Journal
    script: Script
    clock: Callable[[], datetime]
    nonces: acs3.Nonces = field(default_factory=acs3.Nonces)

    def answer(self, request: wire.Request) -> wire.Answer:
        """Answer one request and record what happened."""
        self.journal.record_request(request)
        name = request.headers.get("x-acs-action", "")
        action = _ACTIONS.get(name, _UNKNOWN)
        try:
            acs3.verify(request, self.account.access_keys.get, self.clock(), self.nonces)
            return self.script.take(name) or action.perform(self, request)
        except VendorError as error:
            return vendor.answer(
                error.code, error.message, status=error.status, product=action.product
            )


@dataclass(frozen=True, slots=True)
class _Action:
    product: str
    version: str
    answer: Callable[[Gateway, Mapping[str, str]], wire.Answer]

    def perform(self, gateway: Gateway, request: wire.Request) -> wire.Answer:
        if self.version not in (request.headers.get("x-acs-version"), _ANY):
            raise VendorError("InvalidVersion", "Specified parameter Version is not valid.")
        return self.answer(gateway, parameters.read(request))


def _send_sms(gateway: Gateway, query: Mapping[str, str]) -> wire.Answer:
    messages = dysms.send_sms(query, gateway.account.catalogue, gateway.clock())
    gateway.journal.record_messages(messages)
    return vendor.answer("OK", "OK", biz_id=messages[0].biz_id)


def _send_verify_code(gateway: Gateway, query: Mapping[str, str]) -> wire.Answer:
    message = pnvs.send_verify_code(query, gateway.account.lent_signs, gateway.clock())
    gateway.journal.record_messages([message])
    return pnvs.accepted(message)


def _get_secret_value(gateway: Gateway, query: Mapping[str, str]) -> wire.Answer:
    return kms.get_secret_value(query, gateway.account.secrets)


def _put_secret_value(gateway: Gateway, query: Mapping[str, str]) -> wire.Answer:
    return kms.put_secret_value(query, gateway.account.secrets)


def _no_such_action(_gateway: Gateway, _query: Mapping[str, str]) -> wire.Answer:
    raise VendorError(
        "InvalidAction.NotFound", "Specified api is not found, please check your url and method."
    )


_ANY = "*"
_UNKNOWN = _Action("Dysmsapi", _ANY, _no_such_action)
_ACTIONS = {
    "SendSms": _Action("Dysmsapi", dysms.VERSION, _send_sms),
    "SendSmsVerifyCode": _Action("Dypnsapi", pnvs.VERSION, _send_verify_code),
    "GetSecretValue": _Action("Kms", kms.VERSION, _get_secret_value),
    "PutSecretValue": _Action("Kms", kms.VERSION, _put_secret_value),
}


def create_app(gateway: Gateway, storage: ObjectStorage) -> Starlette:
    """Serve the gateway on `GET /` and `POST /`, and OSS on `/bucket/key`, in worker threads."""

    async def rpc(request: StarletteRequest) -> Response:
        answer = await run_in_threadpool(gateway.answer, await wire.read(request))
        return wire.response(answer)

    async def object_storage(request: StarletteRequest) -> Response:
        answer = await run_in_threadpool(storage.answer, await wire.read(request))
        return wire.response(answer)

    return Starlette(
        routes=[
            Route("/", rpc, methods=["GET", "POST"]),
            Route("/{path:path}", object_storage, methods=["GET", "PUT"]),
        ]
    )
