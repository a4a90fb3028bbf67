"""ZITADEL's HTTP SMS provider.

Its side is internal/notification/channels/webhook and pkg/actions/signing.go of
github.com/zitadel/zitadel: a status that is not 2xx brings the message back, up to ten times; no
body is read. It gives up on an attempt after 5 s.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from smscode.call import Asker, Call, Reply
from smscode.callers import body, hex_hmac, queue
from smscode.callers.entry import entry_of
from smscode.outcome import MISCONFIGURED, UNAUTHORIZED, Outcome, failure

if TYPE_CHECKING:
    from smscode.config import Config
    from smscode.request import SendRequest

_CHALLENGE = "ZITADEL-Signature"
_TOLERANCE = 300  # s, its own; either way, where it looks at the past alone
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_LONGEST_CODE = 6
_USAGES = {
    "user.human.phone.code.added": "BindNewIdentifier",
    "user.phone.code.added": "BindNewIdentifier",
    "user.human.password.code.added": "ForgotPassword",
    "user.password.code.added": "ForgotPassword",
    "user.human.mfa.otp.sms.code.added": "MfaVerification",
    "session.otp.sms.challenged": "MfaVerification",
}


class Zitadel:
    """A queue that calls again; its event tells what a code is for."""

    name = "zitadel"
    body_limit = 256 * 1024  # much of the user is in it
    patience = 4.5
    window = 600.0  # longer than it calls again for one message (MaxTtl: 5 min)
    keeps_code = True
    has_person = False

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        """Compare the time in signatures with *now*."""
        self._now = now

    def authenticate(self, call: Call, config: Callable[[], Config]) -> None:
        """Check ``ZITADEL-Signature: t=…,v1=…``, one ``v1`` for each of its keys."""
        header = call.headers.get("zitadel-signature", "")
        pairs = [part.strip().partition("=") for part in header.split(",")]
        times = [value for name, _, value in pairs if name == "t"]
        signatures = [value for name, _, value in pairs if name == "v1"]
        timestamp = times[0] if len(times) == 1 else ""
        if header and not self._is_recent(timestamp):
            raise failure(UNAUTHORIZED, "stale_timestamp")
        hex_hmac.verify(
            f"{timestamp}.".encode() + call.body,
            signatures,
            lambda: entry_of(config(), self.name).signing_keys,
        )

    def _is_recent(self, text: str) -> bool:
        return bool(_TIMESTAMP.fullmatch(text)) and abs(self._now() - int(text)) <= _TOLERANCE

    def read(self, call: Call, config: Config) -> SendRequest:
        """Read the number and the code; with ``Notifications.LegacyEnabled`` it is ``oTP``."""
        message = body.json_object(call.body)
        context, args = body.section(message, "contextInfo"), body.section(message, "args")
        code = args.get("code") or args.get("oTP")
        if isinstance(code, str) and len(code) > _LONGEST_CODE:
            reason = f"a code of {len(code)} characters: set the secret generator's length to 6"
            raise failure(MISCONFIGURED, reason)
        usage = _USAGES.get(str(context.get("eventType")), call.query.get("usage", "Generic"))
        fields = body.given(phone=context.get("recipientPhoneNumber"), usageType=usage, code=code)
        strict = config.strict_phone_region_number_check
        return body.request(fields, config, strict_number=strict)

    def reply(self, outcome: Outcome, asker: Asker) -> Reply:
        """Return what keeps it from sending again, or makes it."""
        return queue.reply(outcome, asker, _CHALLENGE)
