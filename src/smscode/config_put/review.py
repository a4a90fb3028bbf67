"""Whether a document may be put: it is a config, and has nothing that can be seen to be wrong."""

from __future__ import annotations

from smscode.callers import ENTRIES
from smscode.config import config_model, parse_config
from smscode.config_put.console import Console
from smscode.config_put.errors import PutError
from smscode.outcome import OutcomeError


def approve(text: str, console: Console) -> None:
    """Make sure that the function can use *text*, and say what in it means nothing.

    Raises:
        PutError: It cannot; every reason is given, and no value.
    """
    problems: list[str] = []
    try:
        config = parse_config(text, config_model(ENTRIES))
    except OutcomeError as error:
        problems = str(error.outcome.reason).removeprefix("config: ").split("; ")
    if problems:
        raise PutError("\n  ".join(["It is no config, and was not written:", *problems]))
    for pointer in config.unknown_members():
        console.say(f"{pointer} means nothing, and is ignored.")
