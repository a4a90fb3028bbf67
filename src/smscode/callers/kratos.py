"""Ory Kratos' courier with an ``sms`` channel of type ``http``.

Its source is courier/http_channel.go of github.com/ory/kratos: on a status that is not 2xx it
sends the message again, up to five times, and before v26.2 each time with up to four more
attempts; it logs the body of such a reply. A jsonnet template makes the body of a call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from smscode.call import Call, Reply, ReplyContext
from smscode.callers import authentication, body, replies
from smscode.callers.authentication import Credential
from smscode.outcome import INVALID_REQUEST, Outcome, failure

if TYPE_CHECKING:
    from smscode.config.model import Config
    from smscode.request import SendRequest

# By template: the usage type, and the names that the code has had (courier/template/sms).
_TEMPLATES = {
    "login_code_valid": ("SignIn", ("login_code",)),
    "registration_code_valid": ("Register", ("registration_code",)),
    "recovery_code_valid": ("ForgotPassword", ("recovery_code", "verification_code")),
    "verification_code_valid": ("BindNewIdentifier", ("verification_code",)),
}
_TEMPLATE_NAME = re.compile(r"[a-z_]{1,64}")
_WEB_OTP = re.compile(r"^@\S+ #(\S+)$", re.MULTILINE)  # its templates' last line, for browsers
_CODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")


class Kratos:
    """Kratos, a queue that retries; its template gives the usage type."""

    name = "kratos"
    body_limit = 256 * 1024  # the whole identity may be in it
    patience = 8.0
    window = 600.0  # longer than it retries one message
    keeps_code = True
    has_person = False

    expected = staticmethod(authentication.tokens_of)
    idempotency_key = staticmethod(authentication.header_key)

    def credential(self, call: Call) -> Credential:
        """Return its tokens: the password of Basic, or an API key in a header or a cookie."""
        return authentication.shown_tokens(call, also=_cookies(call.headers))

    def read(self, call: Call, config: Config) -> SendRequest:
        """Return the request in the default body or the whole context (``function(ctx) ctx``)."""
        message = body.json_object(call.body)
        template = str(message.get("template_type"))
        if template not in _TEMPLATES:
            named = template if _TEMPLATE_NAME.fullmatch(template) else "unknown"
            raise failure(INVALID_REQUEST, f"no code to send: template_type {named}")
        usage, names = _TEMPLATES[template]
        values = body.given(**{**message, **body.section(message, "template_data")})
        code = body.first(values, names) or _code_in(message.get("body"))
        fields = body.given(
            phone=body.first(values, ("recipient", "to")), usageType=usage, code=code
        )
        return body.request(fields, config)

    def reply(self, outcome: Outcome, context: ReplyContext) -> Reply:
        """Return a status that either ends its retries or asks for another."""
        return replies.for_queue(outcome, context)


def _cookies(headers: Mapping[str, str]) -> Iterator[str]:
    """Yield the value of each cookie: Kratos' configuration decides which name the key has."""
    for cookie in headers.get("cookie", "").split(";"):
        yield cookie.partition("=")[2].strip()


def _code_in(message: object) -> str | None:
    """Return the one code in the text: two templates' default bodies have it nowhere else."""
    if not isinstance(message, str):
        return None
    codes = set(_WEB_OTP.findall(message) or _CODE.findall(message))
    return codes.pop() if len(codes) == 1 else None
