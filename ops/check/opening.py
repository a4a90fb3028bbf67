"""Loads the config that the environment names, and reports what is wrong with either."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass

from ops.check import document, stores, verdict
from ops.check.finding import Finding
from ops.chinese import both
from ops.credentials import NoKeyError, OperatorKey
from smscode.claims.stores import scheme_of
from smscode.clock import Clock
from smscode.config.callers import document_model
from smscode.config.errors import ConfigError
from smscode.config.model import Config, read_config
from smscode.outcome import OutcomeError
from smscode.secret_stores import Host, open_store
from smscode.settings import Settings, SettingsError


@dataclass(frozen=True, slots=True)
class Opened:
    """A config that parses, with the function's settings and the operator's key."""

    settings: Settings
    config: Config
    operator: OperatorKey


def load(environment: Mapping[str, str], clock: Clock) -> Generator[Finding, None, Opened | None]:
    """Read the config as the function would; return None if that fails."""
    operator = OperatorKey(environment)
    try:
        settings = Settings.from_environment(environment)
        scheme_of(settings.claims_uri)
        store = open_store(settings.config_uri, Host(environment, operator.credentials, clock))
        if settings.config_uri.startswith("aliyun-"):
            operator.required()
        text = store.read()
    except NoKeyError as error:
        yield verdict.KEY_NOT_GIVEN.at(settings.config_uri, problem=error.says)
        return None
    except SettingsError as error:
        name, _, problem = str(error).partition(": ")
        yield document.SETTING_WRONG.at(name, problem=both(problem))
        return None
    except OutcomeError as error:
        yield stores.trouble(settings.config_uri, error.outcome, stores.READ)
        return None
    yield stores.GOOD.at(settings.config_uri)
    try:
        config = read_config(text, document_model(), settings.claims_uri)
    except ConfigError as error:
        yield from document.faults(error)
        return None
    return Opened(settings, config, operator)
