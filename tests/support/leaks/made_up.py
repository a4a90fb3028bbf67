"""Secrets that are new in each run, so that no line of source code can be taken for one."""

import base64
import json
import secrets
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

_LETTERS_AND_DIGITS = string.ascii_letters + string.digits
#: What comes into a secret by copying it, and no header can hold.
ODD: Final[Mapping[str, str]] = {
    "line end": "\n",
    "CR and line end": "\r\n",
    "space": " ",
    "NUL": "\0",
    "U+200B": "\u200b",
    "no-break space": "\u00a0",
    "byte order mark": "\ufeff",
    "full width": "Ａ",
    "ellipsis": "…",
    "half a character": "\ud800",
}


def _digits(length: int) -> str:
    return "".join(secrets.choice(string.digits) for _ in range(length))


def _text(prefix: str, length: int, others: str = "") -> Callable[[], str]:
    """Return what makes a random text; *others* differ when they are encoded for a URL."""
    alphabet = _LETTERS_AND_DIGITS + others
    return lambda: prefix + "".join(secrets.choice(alphabet) for _ in range(length))


def _code() -> str:
    """Return a code that cannot come about by chance, as six digits can in any timestamp."""
    return _text("", 4)() + secrets.choice(string.ascii_letters) + secrets.choice(string.digits)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must be seen nowhere.

    The numbers are national digits, which are part of every way to write one; `stranger` is of
    Hong Kong, with its country code.
    """

    number: str = field(default_factory=lambda: "13" + _digits(9))
    stranger: str = field(default_factory=lambda: "8529" + secrets.choice("467") + _digits(6))
    code: str = field(default_factory=_code)
    next_code: str = field(default_factory=_code)
    key_id: str = field(default_factory=_text("LTAI5t", 18))
    key_secret: str = field(default_factory=_text("", 30))
    other_key_id: str = field(default_factory=_text("LTAI5t", 18))
    other_key_secret: str = field(default_factory=_text("", 30))
    role_id: str = field(default_factory=_text("STS.", 20))
    role_secret: str = field(default_factory=_text("", 44))
    role_token: str = field(default_factory=_text("CAIS", 160, "+/="))
    other_role_token: str = field(default_factory=_text("CAIS", 160, "+/="))
    bearer: str = field(default_factory=_text("", 40, "+/=~"))
    wrong_bearer: str = field(default_factory=_text("", 40, "+/=~"))
    webhook_key: str = field(default_factory=_text("", 32))
    signing_key: str = field(default_factory=_text("", 40))
    path_secret: str = field(default_factory=_text("", 40, "-_"))
    wrong_path_secret: str = field(default_factory=_text("", 40, "-_"))
    claims_key: str = field(default_factory=_text("", 40))
    claims_password: str = field(default_factory=_text("", 30))
    aws_id: str = field(default_factory=_text("ASIA", 16))
    aws_secret: str = field(default_factory=_text("", 40, "+/"))
    aws_token: str = field(default_factory=_text("IQoJ", 160, "+/="))

    def by_name(self) -> dict[str, str]:
        """Return them all."""
        return {part.name: getattr(self, part.name) for part in fields(self)}


def webhook_secret(made_up: Secrets) -> str:
    """Return the secret of Supabase's hook, as its dashboard writes it."""
    return "v1,whsec_" + base64.b64encode(made_up.webhook_key.encode()).decode()


def config(made_up: Secrets, **changes: object) -> str:
    """Return an operator's document; a member that is changed to None is left out."""
    usual: dict[str, object] = {
        "accessKeyId": made_up.key_id,
        "accessKeySecret": made_up.key_secret,
        "claimsKey": made_up.claims_key,
        "claimsPassword": made_up.claims_password,
        "signName": "速通科技",
        "templates": [{"usageType": "Generic", "templateCode": "SMS_1000004"}],
        "callers": {
            "generic": {"tokens": [made_up.bearer]},
            "supabase": {"webhookSecrets": [webhook_secret(made_up)]},
            "logto": {"tokens": [made_up.bearer]},
            "authgear": {"webhookSecrets": [made_up.signing_key]},
            "zitadel": {"signingKeys": [made_up.signing_key]},
            "receipts": {"pathSecrets": [made_up.path_secret]},
        },
    }
    given = {**usual, **changes}
    return json.dumps({name: value for name, value in given.items() if value is not None})


def marred(text: str, odd: str) -> dict[str, Any]:
    """Return the document *text* with *odd* in the middle of each of its secrets.

    What is before it and after it is long enough for the scanner, which looks for parts too.
    """
    document: dict[str, Any] = json.loads(text)
    for name in ("accessKeyId", "accessKeySecret", "claimsKey"):
        document[name] = _marred(document[name], odd)
    for entry in document["callers"].values():
        for name, secrets_ in entry.items():
            entry[name] = [_marred(secret, odd) for secret in secrets_]
    return document


def _marred(secret: str, odd: str) -> str:
    middle = len(secret) // 2
    return secret[:middle] + odd + secret[middle:]
