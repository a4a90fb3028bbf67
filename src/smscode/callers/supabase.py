"""Supabase Auth's Send SMS hook.

Its source is internal/hooks/{hookshttp,hookserrors} of github.com/supabase/auth: a 200 with any
JSON is a success, and the app's user reads an error object in it. It does not read the body of any
other status, and retries one with ``Retry-After`` at once. On a failure it discards the code.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from smscode.call import Call, IdempotencyKey, Reply, ReplyContext
from smscode.callers import authentication, body, replies
from smscode.callers.authentication import Credential
from smscode.outcome import INVALID_REQUEST, Outcome, OutcomeError

if TYPE_CHECKING:
    from smscode.config.callers import SupabaseEntry
    from smscode.config.model import Config
    from smscode.request import SendRequest

# Seconds for which a signed message is remembered: from the first moment at which its time is
# accepted to the last, and a minute more.
_REPLAYS = 2.0 * authentication.TOLERANCE + 60
_UNNAMED = "the payload does not say for which number the code is: update Supabase Auth to 2.180.0"


class Supabase:
    """Supabase Auth, whose hook runs inside the database transaction that creates the code."""

    name = "supabase"
    body_limit = 256 * 1024  # it holds the whole user, including metadata that the user can set
    patience = 4.5  # it gives up after 5 s, all attempts together
    window = 60.0
    keeps_code = False
    has_person = True

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        """Take *now* as the clock that the time in signatures is compared with."""
        self._now = now

    def credential(self, call: Call) -> Credential:
        """Return its signatures (Standard Webhooks)."""
        return authentication.standard_webhook(call, self._now())

    def expected(self, entry: SupabaseEntry, credential: Credential) -> Iterator[bytes]:
        """Return the signature under each secret."""
        return authentication.webhook_signatures(entry.webhook_secrets, credential)

    def idempotency_key(self, call: Call) -> IdempotencyKey:
        """Return the message's id, which the signature covers."""
        return authentication.webhook_message_key(call, _REPLAYS)

    def read(self, call: Call, config: Config) -> SendRequest:
        """Return the request in the payload of any version since 2.150."""
        payload = body.json_object(call.body)
        user, sms = body.section(payload, "user"), body.section(payload, "sms")
        locale = authentication.entry_of(config, self.name).locale
        phone, is_mfa = sms.get("phone"), sms.get("sms_type") == "mfa"
        if not phone and (is_mfa or user.get("new_phone")):  # supabase/auth#2160 added sms.phone
            raise OutcomeError(Outcome(INVALID_REQUEST, reason=_UNNAMED), locale)
        phone = phone or user.get("phone") or None
        usage = "MfaVerification" if is_mfa else _usage(user, phone)
        fields = body.given(phone=phone, usageType=usage, code=sms.get("otp"), locale=locale)
        request = body.request(fields, config, strict_number=True)
        return request.seen_from(body.section(payload, "metadata").get("ip_address"))

    def reply(self, outcome: Outcome, context: ReplyContext) -> Reply:
        """Return ``{}``, or the error object."""
        failures = 200 if _reads_errors(context) else outcome.kind.status
        return replies.error_object(outcome, context, failures, authentication.STANDARD_WEBHOOKS)


def _usage(user: Mapping[str, object], phone: object) -> str:
    """Return the usage type, as far as the payload shows it."""
    if phone and phone == user.get("new_phone"):
        return "BindNewIdentifier"
    return "SignIn" if user.get("phone_confirmed_at") else "Register"


def _reads_errors(context: ReplyContext) -> bool:
    """Return whether it looks for errors in a 200; a 401 is always reported by status."""
    if context.call is None or context.entry is None:
        return False
    style = cast("SupabaseEntry", context.entry).error_style
    return style == "body" if style else body.has_member(context.call.body, "metadata")
