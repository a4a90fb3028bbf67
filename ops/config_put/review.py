"""Reviews a document before it is put, with the checks of :mod:`ops.check` that query nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from ops.check import document
from ops.check.finding import Finding, Language, Level
from ops.check.run import of_document
from ops.config_put.console import Console
from ops.config_put.errors import PutError
from smscode.config.callers import document_model
from smscode.config.errors import ConfigError
from smscode.config.model import read_config
from smscode.settings import Settings

_LANGUAGE: Language = "en"
_SHOWN = (Level.WARNING, Level.ERROR)


def approve(text: str, uri: str, environment: Mapping[str, str], console: Console) -> None:
    """Show what is wrong with *text*, which is to be put at *uri*.

    Raises:
        PutError: There is an error in it.
        SettingsError: A setting of the function in *environment* is wrong.
    """
    settings = Settings.from_environment({**environment, "CONFIG_URI": uri})
    shown = [f for f in _findings(text, settings) if f.kind.level in _SHOWN]
    for line in chain.from_iterable(map(_lines, shown)):
        console.say(line)
    if any(finding.kind.level is Level.ERROR for finding in shown):
        raise PutError("Nothing was written because of the errors above.")


def _findings(text: str, settings: Settings) -> Iterator[Finding]:
    try:
        config = read_config(text, document_model(), settings.claims_uri)
    except ConfigError as error:
        return document.faults(error)
    return of_document(config, settings)


def _lines(finding: Finding) -> Iterator[str]:
    yield f"{finding.kind.level.value}: {finding.subject}: {finding.message(_LANGUAGE)}"
    todo = finding.todo(_LANGUAGE)
    if todo:
        yield f"  -> {todo}"
