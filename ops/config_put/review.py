"""Whether a document may be put: by what :mod:`ops.check` can say without asking anybody."""

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
    """Say what is wrong with *text*, which is to be put at *uri*.

    Raises:
        PutError: Something is.
        SettingsError: So is a setting of the function that *environment* has.
    """
    settings = Settings.from_environment({**environment, "CONFIG_URI": uri})
    shown = [f for f in _findings(text, settings) if f.kind.level in _SHOWN]
    for line in chain.from_iterable(map(_lines, shown)):
        console.say(line)
    if any(finding.kind.level is Level.ERROR for finding in shown):
        raise PutError("With an error nothing is written.")


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
