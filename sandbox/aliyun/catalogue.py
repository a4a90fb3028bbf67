"""What the sandbox's Aliyun account owns: access keys, signs and templates, from `catalogue.json`.

Edit that file to try a sign or template of your own; names, texts and codes are free.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

DEFAULT_PATH = Path(__file__).parents[1] / "catalogue.json"
_VARIABLE = re.compile(r"\$\{(\w+)\}", re.ASCII)


class CatalogueError(Exception):
    """The catalogue file cannot be read; the text says where and why."""


class Status(str, Enum):
    """How far the vendor's review of a sign or template is."""

    APPROVED = "approved"
    PENDING = "pending"
    REJECTED = "rejected"


class Scope(str, Enum):
    """Which numbers a template may be sent to."""

    DOMESTIC = "domestic"
    INTERNATIONAL = "international"


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key pair. `token` makes it an STS key, which no longer works from `expires` on."""

    id: str
    secret: str
    token: str | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """A signature: the name in brackets at the start of every SMS."""

    name: str
    status: Status


@dataclass(frozen=True, slots=True)
class Template:
    """A verification template; its text holds exactly one variable, such as `${code}`."""

    code: str
    name: str
    scope: Scope
    status: Status
    text: str

    @property
    def variable(self) -> str:
        """Return the name of the variable, such as `code`."""
        (name,) = _VARIABLE.findall(self.text)
        return str(name)

    def render(self, value: str) -> str:
        """Return the text with the variable filled in."""
        return self.text.replace(f"${{{self.variable}}}", value)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the account owns, by key id, sign name and template code."""

    access_keys: Mapping[str, AccessKey]
    signs: Mapping[str, Sign]
    templates: Mapping[str, Template]


def load(path: Path = DEFAULT_PATH) -> Catalogue:
    """Read a catalogue file.

    Raises:
        CatalogueError: It is missing, or not such a file.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        keys = [_access_key(entry) for entry in document["accessKeys"]]
        signs = [_sign(entry) for entry in document["signs"]]
        templates = [_template(entry) for entry in document["templates"]]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CatalogueError(f"{path}: {type(error).__name__}: {error}") from error
    return Catalogue(
        {key.id: key for key in keys},
        {sign.name: sign for sign in signs},
        {template.code: template for template in templates},
    )


def _access_key(entry: dict[str, Any]) -> AccessKey:
    return AccessKey(**{**entry, "expires": _moment(entry.get("expires"))})


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"expires: {text} has no offset such as +00:00")
    return moment


def _sign(entry: dict[str, Any]) -> Sign:
    return Sign(**{**entry, "status": Status(entry["status"])})


def _template(entry: dict[str, Any]) -> Template:
    scope, status = Scope(entry["scope"]), Status(entry["status"])
    template = Template(**{**entry, "scope": scope, "status": status})
    if len(_VARIABLE.findall(template.text)) != 1:
        raise ValueError(f"template {template.code}: the text needs one variable like ${{code}}")
    return template
