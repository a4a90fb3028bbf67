"""Config documents for tests, and the way in which the function loads them."""

import json
from typing import Any, Final

from smscode.config.callers import ENTRIES
from smscode.config.model import Config, config_model, parse_config

KEY_ID: Final = "LTAI5tOfTheTest"
KEY_SECRET: Final = "keySecretOfTheTest"
TOKEN: Final = "tokenOfTheTest-which-is-long-enough"
SECRETS: Final = (KEY_ID, KEY_SECRET, TOKEN)

#: The least that a document with a key needs, with one caller open.
MINIMAL: Final[dict[str, Any]] = {
    "accessKeyId": KEY_ID,
    "accessKeySecret": KEY_SECRET,
    "signName": "SignOfTheTest",
    "templates": [{"usageType": "Generic", "templateCode": "SMS_9999999"}],
    "callers": {"generic": {"tokens": [TOKEN]}},
}


def load(document: object) -> Config:
    """Parse a document, or the text of one, as the function does: with the entries of all callers.

    OutcomeError when it is refused.
    """
    text = document if isinstance(document, str) else json.dumps(document)
    return parse_config(text, config_model(ENTRIES))


def with_templates(*slots: tuple[str, object]) -> Config:
    """Return a config with a template for each of these usage types."""
    templates = [{"usageType": usage, "templateCode": code} for usage, code in slots]
    return load({**MINIMAL, "templates": templates})


def document(**changes: object) -> str:
    """Return the text of MINIMAL with some members changed."""
    return json.dumps({**MINIMAL, **changes})
