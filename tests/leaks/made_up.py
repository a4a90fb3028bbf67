"""Secrets that are new in each run, so that no line of source code can be taken for one."""

import base64
import json
import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass, field, fields

_LETTERS_AND_DIGITS = string.ascii_letters + string.digits


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
