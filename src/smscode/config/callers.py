"""The callers' entries in the config: their secrets and their options.

They are kept apart from the callers, which refuse unknown callers before there is a config:
pydantic takes a third of a cold start.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretBytes, SecretStr

from smscode.config.model import Config, config_model
from smscode.config.parts import ConfigModel, Locale, Visible, printable

_PLAIN = re.compile(r"[A-Za-z0-9_-]*")
_SCHEME = re.compile(r"(bearer|basic)\s", re.IGNORECASE)
_LEAST = 16  # characters
_LEAST_KEY = 24  # bytes, as the Standard Webhooks specification requires


def _alone(secret: SecretStr) -> SecretStr:
    """Refuse a token that was copied together with its scheme."""
    if _SCHEME.match(secret.get_secret_value()):
        raise ValueError("must be the token alone, without Bearer or Basic in front of it")
    return printable(secret)


_Shown = Annotated[SecretStr, Field(min_length=_LEAST), AfterValidator(_alone)]
#: Every secret in the list is accepted, so the next one can be added before it is used.
Tokens = Annotated[tuple[_Shown, ...], Field(min_length=1)]
#: Keys for signatures in hex, each as text, as its product shows it.
Keys = Tokens


def _decoded(secret: object) -> bytes:
    """Return the key in *secret*, which Supabase shows as ``v1,whsec_`` and base64."""
    key = b""
    if isinstance(secret, str):
        with suppress(ValueError):
            key = base64.b64decode(secret.removeprefix("v1,").removeprefix("whsec_"), validate=True)
    if len(key) < _LEAST_KEY:
        raise ValueError("must be v1,whsec_ and base64, complete, as shown when it was created")
    return key


WebhookKey = Annotated[SecretBytes, BeforeValidator(_decoded)]


class TokenEntry(ConfigModel):
    """The entry of a caller that presents a token."""

    tokens: Tokens


class SupabaseEntry(ConfigModel):
    """``callers.supabase``."""

    webhook_secrets: tuple[WebhookKey, ...] = Field(min_length=1)
    #: Where failures are reported. Versions 2.174 to 2.186 take any 200 for a success; 2.187.0,
    #: which fixed that (supabase/auth#2380), also added the payload's ``metadata`` (#2365).
    error_style: Literal["body", "status"] | None = None
    #: The language of what the app's user reads: the payload does not name theirs.
    locale: Locale | None = None


class CasdoorEntry(TokenEntry):
    """``callers.casdoor``: the tokens, and custom field names."""

    phone_field: Visible = "phoneNumber"
    code_field: Visible = "code"


class AuthentikEntry(TokenEntry):
    """``callers.authentik``."""

    #: The language of what the person reads: the payload does not name theirs.
    locale: Locale | None = None


class AuthgearEntry(ConfigModel):
    """``callers.authgear``."""

    webhook_secrets: Keys


def _plain(secret: SecretStr) -> SecretStr:
    """Refuse a secret that a path can spell in two ways."""
    if not _PLAIN.fullmatch(secret.get_secret_value()):
        raise ValueError("must be letters, digits, - and _")
    return secret


_PathSecret = Annotated[SecretStr, Field(min_length=32), AfterValidator(_plain)]


class ReceiptsEntry(ConfigModel):
    """``callers.receipts``: the secrets that the path may hold, including the next one."""

    path_secrets: tuple[_PathSecret, ...] = Field(min_length=1)


class ZitadelEntry(ConfigModel):
    """``callers.zitadel``."""

    signing_keys: Keys


#: By the caller's name.
ENTRIES: Mapping[str, type[ConfigModel]] = {
    "generic": TokenEntry,
    "supabase": SupabaseEntry,
    "logto": TokenEntry,
    "casdoor": CasdoorEntry,
    "authentik": AuthentikEntry,
    "authgear": AuthgearEntry,
    "zitadel": ZitadelEntry,
    "kratos": TokenEntry,
    "receipts": ReceiptsEntry,
}


@cache
def document_model() -> type[Config]:
    """Return the model of the whole config document, including every caller's entry."""
    return config_model(ENTRIES)
