"""Puts the parts together for one environment."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from smscode.app import App
from smscode.bookkeeping import Bookkeeping
from smscode.clock import Clock, scattered
from smscode.config_cache import ConfigCache
from smscode.config_source import ConfigSource
from smscode.delivery import Delivery
from smscode.logs import Log, withhold_third_parties
from smscode.metrics import Embedded
from smscode.outcome import MISCONFIGURED, failure
from smscode.role import FunctionRole
from smscode.secret_stores import Host, SecretStore, open_store
from smscode.senders import SENDERS, Sender
from smscode.service import SmsService
from smscode.settings import Settings, SettingsError
from smscode.sign_order import SignOrder

if TYPE_CHECKING:
    from smscode.config import Config


class _Unset:
    """Stands for the store while a setting is wrong: each call is answered, and logs the reason."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def read(self) -> str:
        raise failure(MISCONFIGURED, f"settings: {self._reason}")

    def read_previous(self) -> str | None:
        return None


def wire(environment: Mapping[str, str], clock: Clock, loaded_at: float) -> App:
    """Return the handler for *environment*; *loaded_at* is when our code began to load.

    Reads no secret, waits for no import of an SDK and never fails: a deployment that is set up
    wrongly still answers, and says in its log what is wrong.
    """
    withhold_third_parties()
    log = Log(environment.get("LOG_LEVEL", "INFO"))
    store: SecretStore
    role = FunctionRole(environment)
    senders: dict[str, Sender] = {}
    books = Bookkeeping("memory:", clock, log)
    ttl = 0.0
    parse = partial(_parse, environment.get("CLAIMS_URI") or "memory:")
    try:
        settings = Settings.from_environment(environment)
        store = open_store(settings.config_uri, Host(environment, role.credentials, clock))
        senders = {name: make(settings) for name, make in SENDERS.items()}
        books = Bookkeeping(settings.claims_uri, clock, log)
        books.prepare()
        ttl = scattered(settings.config_ttl, 4 / 5)
    except SettingsError as error:
        store = _Unset(str(error))
    configs = ConfigCache(ConfigSource(store, parse), ttl, clock, log)
    on_lambda = environment.get("AWS_LAMBDA_FUNCTION_NAME")
    delivery = Delivery(senders, role.credentials, configs.after_refused_key, SignOrder(log), clock)
    service = SmsService(books, delivery)
    return App(
        configs=configs,
        service=service,
        role=role,
        clock=clock,
        log=log,
        annotate=Embedded(on_lambda) if on_lambda else _plain,
        loaded_at=loaded_at,
    )


def _parse(claims_uri: str, text: str) -> Config:
    """Return the config in *text*; its models are built when there is one to read."""
    from smscode.callers.entries import document_model  # noqa: PLC0415
    from smscode.config import parse_config  # noqa: PLC0415

    return parse_config(text, document_model(), claims_uri)


def _plain(line: Mapping[str, object], _now: float) -> Mapping[str, object]:
    return line
