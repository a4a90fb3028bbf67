"""ZITADEL's HTTP SMS provider.

Its source is internal/notification/channels/webhook and pkg/actions/signing.go of
github.com/zitadel/zitadel: on a status that is not 2xx it sends the message again, up to ten times;
it reads no body. It gives up on an attempt after 5 s.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from smscode.call import Call, IdempotencyKey, Reply, ReplyContext
from smscode.callers import authentication, body, replies
from smscode.callers.authentication import Credential
from smscode.outcome import Outcome

if TYPE_CHECKING:
    from smscode.config.callers import ZitadelEntry
    from smscode.config.model import Config
    from smscode.request import SendRequest

_CHALLENGE = "ZITADEL-Signature"
_HEADER = _CHALLENGE.lower()
_REPLAYS = 2.0 * authentication.TOLERANCE + 60  # s, as for Supabase
_USAGES = {
    "user.human.phone.code.added": "BindNewIdentifier",
    "user.phone.code.added": "BindNewIdentifier",
    "user.human.password.code.added": "ForgotPassword",
    "user.password.code.added": "ForgotPassword",
    "user.human.mfa.otp.sms.code.added": "MfaVerification",
    "session.otp.sms.challenged": "MfaVerification",
}


class Zitadel:
    """ZITADEL, a queue that retries; its event gives the usage type."""

    name = "zitadel"
    body_limit = 256 * 1024  # it holds much of the user
    patience = 4.5
    window = 600.0  # longer than it retries one message (MaxTtl: 5 min)
    keeps_code = True
    has_person = False

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        """Take *now* as the clock that the time in signatures is compared with."""
        self._now = now

    def credential(self, call: Call) -> Credential:
        """Return the signatures in ``ZITADEL-Signature: t=…,v1=…``, one for each of its keys."""
        return authentication.stamped_signatures(call, _HEADER, self._now())

    def expected(self, entry: ZitadelEntry, credential: Credential) -> Iterator[bytes]:
        """Return the signature under each key."""
        return authentication.hex_signatures(entry.signing_keys, credential)

    def idempotency_key(self, call: Call) -> IdempotencyKey:
        """Return the name of the message, made of its time and its body."""
        return authentication.stamped_message_key(call, _HEADER, _REPLAYS)

    def read(self, call: Call, config: Config) -> SendRequest:
        """Return the request; with ``Notifications.LegacyEnabled`` the code is in ``oTP``."""
        message = body.json_object(call.body)
        context, args = body.section(message, "contextInfo"), body.section(message, "args")
        code = args.get("code") or args.get("oTP")
        usage = _USAGES.get(str(context.get("eventType")), "Generic")
        fields = body.given(phone=context.get("recipientPhoneNumber"), usageType=usage, code=code)
        return body.request(fields, config)

    def reply(self, outcome: Outcome, context: ReplyContext) -> Reply:
        """Return a status that either ends its retries or asks for another."""
        return replies.for_queue(outcome, context, _CHALLENGE)
