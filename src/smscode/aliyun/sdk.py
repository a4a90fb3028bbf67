"""Requests through Aliyun's SDK, which gets its gate when this module is imported.

The only importer of the SDK, and imported where a request is about to be sent, since it is slow.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from typing import Any

from alibabacloud_tea_openapi.client import Client
from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest, Params
from darabonba.core import DaraCore
from darabonba.request import DaraRequest
from darabonba.runtime import RuntimeOptions

from smscode.aliyun.adapter import GatedAdapter
from smscode.aliyun.exchange import NotGuardedError, SdkChangedError
from smscode.clock import TIMEOUTS, Timeouts
from smscode.credentials import Credentials
from smscode.settings import Endpoint


def _silence() -> None:
    """Undo two effects of the import: log handlers on stderr, and a switch that prints headers."""
    for name in ("darabonba-core", "alibabacloud-tea", "credentials"):
        logging.getLogger(name).handlers.clear()
    if os.environ.get("DEBUG", "").lower() == "sdk":
        del os.environ["DEBUG"]


def _put_gate() -> None:
    """Give the SDK our adapter for each session that it makes, and prove that it uses it.

    Outside an exchange the adapter refuses to send: a request that ends in any other way has gone
    past it. Nobody listens at the port that would be asked then.

    Raises:
        SdkChangedError: The SDK sends without the adapter.
    """
    adapter = GatedAdapter()  # one for all sessions: the SDK makes two where two calls race
    DaraCore.get_adapter = staticmethod(lambda *_, **__: adapter)
    for scheme in ("http", "https"):
        request = DaraRequest()
        request.protocol, request.method, request.headers = scheme, "GET", {"host": "127.0.0.1:9"}
        try:
            DaraCore.do_action(request, {"connectTimeout": 100, "readTimeout": 100})
        except NotGuardedError:
            continue
        except Exception:  # noqa: BLE001, S110 - whatever happened, the gate did not stop it
            pass
        raise SdkChangedError("the SDK does not send through DaraCore.get_adapter")


_silence()
_put_gate()


@lru_cache(maxsize=4)
def _client(kind: Callable[[Config], Any], endpoint: Endpoint, credentials: Credentials) -> Any:  # noqa: ANN401 - the SDK's
    """Return a client, which keeps nothing of a request; making one is a tenth of our own share.

    Retries stay off, as is the SDK's default: it would repeat a request after a read timeout.
    """
    return kind(
        Config(
            access_key_id=credentials.access_key_id,
            access_key_secret=credentials.access_key_secret,
            security_token=credentials.security_token,
            endpoint=endpoint.authority,
            protocol=endpoint.scheme,
        )
    )


@lru_cache(maxsize=4)
def _limits(timeouts: Timeouts) -> RuntimeOptions:
    """Return *timeouts* as the SDK wants them, in milliseconds; it only reads them."""
    return RuntimeOptions(
        connect_timeout=int(timeouts.connect * 1000), read_timeout=int(timeouts.read * 1000)
    )


def send_sms(
    endpoint: Endpoint,
    credentials: Credentials,
    fields: Mapping[str, str | None],
    *,
    timeouts: Timeouts = TIMEOUTS,
) -> Callable[[], object]:
    """Return a call that sends ``SendSms`` once through the Dysmsapi client.

    *fields* are named as in the SDK's ``SendSmsRequest``. Nothing is sent yet.
    """
    client_type, request_type = dysms()
    client = _client(client_type, endpoint, credentials)
    return partial(client.send_sms_with_options, request_type(**fields), _limits(timeouts))


@cache
def dysms() -> tuple[Any, Any]:
    """Return the types of the Dysmsapi client and of its request.

    Imported here, for KMS and Dypnsapi do with the generic client, and a stranger whose credential
    is not in the config is refused after KMS.
    """
    from alibabacloud_dysmsapi20170525.client import Client as DysmsClient  # noqa: PLC0415
    from alibabacloud_dysmsapi20170525.models import SendSmsRequest  # noqa: PLC0415

    return DysmsClient, SendSmsRequest


def call_api(  # noqa: PLR0913 - a request has as many parts
    endpoint: Endpoint,
    credentials: Credentials,
    action: str,
    version: str,
    query: Mapping[str, str],
    *,
    timeouts: Timeouts = TIMEOUTS,
) -> Callable[[], object]:
    """Return a call that sends one request of an RPC-style API through the generic client."""
    request = OpenApiRequest(query=dict(query))
    return _call(endpoint, credentials, action, version, request, timeouts=timeouts)


def post_api(
    endpoint: Endpoint,
    credentials: Credentials,
    action: str,
    version: str,
    form: Mapping[str, str],
) -> Callable[[], object]:
    """Return the same with the parameters in the body: long ones, and those unfit for a URL."""
    request = OpenApiRequest(body=dict(form))
    return _call(endpoint, credentials, action, version, request, timeouts=TIMEOUTS)


def _call(  # noqa: PLR0913 - likewise
    endpoint: Endpoint,
    credentials: Credentials,
    action: str,
    version: str,
    request: OpenApiRequest,
    *,
    timeouts: Timeouts,
) -> Callable[[], object]:
    params = Params(
        action=action,
        version=version,
        protocol=endpoint.scheme.upper(),
        pathname="/",
        method="POST",
        auth_type="AK",
        style="RPC",
        req_body_type="formData",
        body_type="json",
    )
    client = _client(Client, endpoint, credentials)
    return partial(client.call_api, params, request, _limits(timeouts))
