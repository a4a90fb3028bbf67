"""Wires the parts together for one environment, and on Lambda preloads what a send needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, partial
from typing import TYPE_CHECKING

from smscode.app import App
from smscode.claims import stores as claim_stores
from smscode.claims.books import Bookkeeping
from smscode.claims.stores import CLAIM_STORES
from smscode.clock import TIMEOUTS, Clock, SystemClock, Timeouts, jittered
from smscode.config.cache import ConfigCache, ConfigSource
from smscode.credentials import FunctionRole
from smscode.delivery import Delivery, SignOrder, SmsService
from smscode.logs import Log, withhold_third_parties
from smscode.outcome import MISCONFIGURED, failure
from smscode.secret_stores import AWS_SERVICES, Host, SecretStore, open_store
from smscode.senders import SENDERS, Sender
from smscode.settings import Settings, SettingsError
from smscode.trace import Embedded

if TYPE_CHECKING:
    from smscode.config.model import Config


class _Unset:
    """Stands in for the store when a setting is wrong: every call fails and logs the reason."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def read(self) -> str:
        raise failure(MISCONFIGURED, f"settings: {self._reason}")

    def read_previous(self) -> str | None:
        return None


def wire(
    environment: Mapping[str, str], clock: Clock, loaded_at: float, timeouts: Timeouts = TIMEOUTS
) -> App:
    """Return the handler for *environment*; *loaded_at* is when our code began to load.

    It reads no secret, does not wait for an SDK to be imported, and never fails: a misconfigured
    deployment still answers, and its log says what is wrong.
    """
    withhold_third_parties()
    log = Log(environment.get("LOG_LEVEL", "INFO"))
    store: SecretStore
    role = FunctionRole(environment)
    no_senders: dict[str, Sender] = {}
    sender_of: Callable[[str], Sender] = no_senders.__getitem__
    books = Bookkeeping("memory:", clock, log)
    ttl = 0.0
    parse = partial(_parse, environment.get("CLAIMS_URI") or "memory:")
    try:
        settings = Settings.from_environment(environment)
        store = open_store(settings.config_uri, Host(environment, role.credentials, clock))
        sender_of = cache(lambda service: SENDERS[service](settings, timeouts))
        books = Bookkeeping(settings.claims_uri, clock, log)
        books.prepare()
        ttl = jittered(settings.config_ttl, 4 / 5)
    except SettingsError as error:
        store = _Unset(str(error))
    configs = ConfigCache(ConfigSource(store, parse), ttl, clock, log)
    on_lambda = environment.get("AWS_LAMBDA_FUNCTION_NAME")
    delivery = Delivery(
        sender_of, role.credentials, configs.after_refused_key, SignOrder(log), clock
    )
    service = SmsService(books, delivery)
    return App(
        configs=configs,
        service=service,
        role=role,
        clock=clock,
        log=log,
        annotate=Embedded(on_lambda) if on_lambda else _plain,
        loaded_at=loaded_at,
        send_takes=timeouts.send,
    )


def _parse(claims_uri: str, text: str) -> Config:
    """Return the config in *text*; the models are built only once there is a document to read."""
    from smscode.config.callers import document_model  # noqa: PLC0415
    from smscode.config.model import parse_config  # noqa: PLC0415

    return parse_config(text, document_model(), claims_uri)


def _plain(line: Mapping[str, object], _now: float) -> Mapping[str, object]:
    return line


def preload(environment: Mapping[str, str]) -> None:
    """Load at start-up what the first send needs: models, SDK, certificates, the stores' clients.

    On Lambda, start-up has a whole CPU core at any memory size, while a call at 256 MB has a
    seventh of one. Function Compute loads the code inside the first call, so preloading there
    would gain nothing, and would slow down calls that are refused. No secret is read and no
    connection is opened: Lambda retries and bills a start-up that fails, and answers 502 without
    a reason. phonenumbers is not loaded: only international numbers need it.

    It never fails: the call that needs the broken part meets the same error, and reports it.
    """
    stores = (
        lambda: _config_store(environment.get("CONFIG_URI", "")),
        lambda: _claim_store(environment.get("CLAIMS_URI", "")),
    )
    for load in (_models, _sdk, *stores):
        with suppress(Exception):
            load()


def _models() -> None:
    from smscode import request as request_fields  # noqa: F401, PLC0415
    from smscode.config.callers import document_model  # noqa: PLC0415

    document_model().model_rebuild(force=True)


def _sdk() -> None:
    from smscode.aliyun import adapter, sdk  # noqa: PLC0415
    from smscode.senders import dysms  # noqa: F401, PLC0415 - the sender of most accounts

    sdk.dysms()
    adapter.tls_context()


def _config_store(uri: str) -> None:
    scheme, _, name = uri.partition(":")
    if scheme in AWS_SERVICES:
        from smscode import aws  # noqa: PLC0415

        aws.client(AWS_SERVICES[scheme], aws.region_of(name))


def _claim_store(uri: str) -> None:
    """Create the DynamoDB client: in a burst every call is a first call, and each has to claim."""
    if claim_stores.scheme_of(uri) == "dynamodb":
        CLAIM_STORES["dynamodb"](uri, None, SystemClock())
