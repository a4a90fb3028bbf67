"""Aliyun's ``SmsReport`` and ``DypnsSmsVerifyReport`` pushes, in "HTTP batch push mode".

Its side is help.aliyun.com/document_detail/101867.html: a JSON array by POST, without signature or
credential, so that the path must hold a secret. It hangs up after 0.7 s (document_detail/101508),
and pushes again after 1, 5 and 10 minutes what was not answered with 200 and a numeric ``code``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from smscode.call import Asker, Call, Reply
from smscode.callers.bearer import is_known
from smscode.callers.entry import entry_of
from smscode.callers.headers import headers_of
from smscode.outcome import NOT_FOUND, RECEIVED, UNAUTHORIZED, Outcome, failure

if TYPE_CHECKING:
    from smscode.config import Config


class ReceiptPush:
    """Whoever knows ``/receipts/SECRET``."""

    name = "receipts"
    body_limit = 1024 * 1024  # how many receipts a batch can hold is not documented
    # Longer than it waits: what it does not wait for is taken all the same, and its repeat is not.
    patience = 8.0
    has_person = False

    def authenticate(self, call: Call, config: Callable[[], Config]) -> None:
        """Compare the path's last segment with the config's secrets."""
        secret = path_secret(call)
        if not secret:
            raise failure(UNAUTHORIZED, "no_credential")
        known = entry_of(config(), self.name).path_secrets
        if not is_known([secret.encode(errors="surrogatepass")], known):
            raise failure(UNAUTHORIZED, "unknown_token")

    def reply(self, outcome: Outcome, asker: Asker) -> Reply:  # noqa: ARG002 - a peer's
        """Return a number and a text. A path with a wrong secret is one that is not there."""
        if outcome.kind is UNAUTHORIZED:
            outcome = outcome._replace(kind=NOT_FOUND)
        kind = outcome.kind
        document: dict[str, object] = {"code": kind.status, "msg": kind.title}
        if kind is RECEIVED:
            document = {"code": 0, "msg": kind.text.chinese}
        return Reply(kind.status, document, headers_of(outcome, "application/json"))


def path_secret(call: Call) -> str | None:
    """Return what follows ``/receipts/``, empty when nothing does; None on any other path."""
    before, _, last = call.path.removesuffix("/").rpartition("/")
    if before.rpartition("/")[2] == ReceiptPush.name:
        return last
    return "" if last == ReceiptPush.name else None
