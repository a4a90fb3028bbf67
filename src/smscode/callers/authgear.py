"""Authgear's custom SMS gateway, called by webhook.

Its source is docs/specs/sms_gateway.md and pkg/lib/infra/sms/custom/client.go of
github.com/authgear/authgear-server: the ``code`` in a JSON reply decides, whatever the status; a
reply that is not JSON is judged by its status. It does not retry, and the code stays valid.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smscode import outcome as kinds
from smscode.call import Call, IdempotencyKey, Reply, ReplyContext
from smscode.callers import authentication, body, replies
from smscode.callers.authentication import Credential

if TYPE_CHECKING:
    from smscode.config.callers import AuthgearEntry
    from smscode.config.model import Config
    from smscode.request import SendRequest

# Seconds for which a message is remembered, since its signature never expires. The portal's test
# always sends the same body, without a template name.
_REPLAYS, _TEST_REPLAYS = 86_400.0, 600.0
_CHALLENGE = "Authgear-Body-Signature"
_LINK, _LINK_ONLY = "forgot_password_sms.txt", "is of a link, which cannot be sent as a code"
_USAGES = {
    "setup_primary_oob_sms.txt": "Register",
    "setup_secondary_oob_sms.txt": "BindMfa",
    "authenticate_primary_oob_sms.txt": "SignIn",
    "authenticate_secondary_oob_sms.txt": "MfaVerification",
    "forgot_password_oob_sms.txt": "ForgotPassword",
    "verification_sms.txt": "BindNewIdentifier",
}
_CODES = {
    **dict.fromkeys((kinds.SENT, kinds.DUPLICATE), "ok"),
    **dict.fromkeys((kinds.INVALID_REQUEST, kinds.TEMPLATE_NOT_FOUND), "unsupported_request"),
    **dict.fromkeys((kinds.INVALID_PHONE, kinds.REGION_NOT_ALLOWED), "invalid_phone_number"),
    **dict.fromkeys((kinds.REJECTED, kinds.QUOTA_EXHAUSTED), "delivery_rejected"),
    kinds.RATE_LIMITED: "rate_limited",
    kinds.MISCONFIGURED: "authentication_failed",
    **dict.fromkeys((kinds.UNAVAILABLE, kinds.UNCERTAIN), "timeout"),
}


class Authgear:
    """Authgear; the template's name gives the usage type, and the signature covers no time."""

    name = "authgear"
    body_limit = 16 * 1024
    patience = 8.0
    window = 60.0
    keeps_code = True
    has_person = True

    def credential(self, call: Call) -> Credential:
        """Return the signature of the body."""
        return authentication.body_signature(call, "x-authgear-body-signature")

    def expected(self, entry: AuthgearEntry, credential: Credential) -> Iterator[bytes]:
        """Return the signature under each secret."""
        return authentication.hex_signatures(entry.webhook_secrets, credential)

    def idempotency_key(self, call: Call) -> IdempotencyKey:
        """Return the name of the message: its body, which has a new code each time, tests aside."""
        is_test = not body.has_member(call.body, "template_name")
        return authentication.message_key(call.body, _TEST_REPLAYS if is_test else _REPLAYS)

    def read(self, call: Call, config: Config) -> SendRequest:
        """Read ``{"to", "template_name", "language_tag", "template_variables": {"code"}}``."""
        message = body.json_object(call.body)
        template, locale = str(message.get("template_name")), message.get("language_tag")
        if template == _LINK:
            raise body.refusal("/template_name", _LINK_ONLY, locale)
        usage = _USAGES.get(template, "Generic")
        code = body.section(message, "template_variables").get("code")
        fields = body.given(phone=message.get("to"), usageType=usage, code=code, locale=locale)
        return body.request(fields, config)

    def reply(self, outcome: kinds.Outcome, context: ReplyContext) -> Reply:
        """Return ``{"code"}`` in Authgear's vocabulary; for a 401, text: its status is enough."""
        if outcome.kind is kinds.UNAUTHORIZED:
            return replies.text(outcome, context, _CHALLENGE)
        code = _CODES.get(outcome.kind, "unknown_error")
        document: dict[str, object] = {"code": code}
        if code != "ok":
            info = body.given(provider_name="aliyun", provider_error_code=outcome.provider_code)
            document |= {"description": outcome.kind.message(context.locale), "info": info}
        return Reply(outcome.kind.status, document, replies.headers_of(outcome, "application/json"))
