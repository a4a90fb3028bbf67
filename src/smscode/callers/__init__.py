"""Dialects of the auth flows, one class for each.

A caller is an object like :class:`Caller`. A new one takes one file, one line in ``CALLERS``, one
in ``ENTRIES``, one sample in ``events/`` and one row in the README. It is open only if the config
has an entry under its name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from smscode.call import Call, IdempotencyKey, Reply, ReplyContext
from smscode.callers.authentication import Credential
from smscode.callers.authentik import Authentik
from smscode.callers.authgear import Authgear
from smscode.callers.casdoor import Casdoor
from smscode.callers.generic import Direct, Generic
from smscode.callers.kratos import Kratos
from smscode.callers.logto import Logto
from smscode.callers.supabase import Supabase
from smscode.callers.zitadel import Zitadel
from smscode.outcome import Outcome

if TYPE_CHECKING:
    from smscode.config.model import Config
    from smscode.request import SendRequest


class HttpCaller(Protocol):
    """A caller over HTTP, whatever it calls for."""

    #: The last segment of its path, and the name of its entry in the config.
    name: str
    #: The longest body, in bytes.
    body_limit: int
    #: Seconds for which it waits for an answer.
    patience: float
    #: Whether a person waits for the answer. If not, only our log reports failures.
    has_person: bool
    #: Whether the code stays valid when we report a failure. If not, ``uncertain`` is reported as
    #: success: an error would invalidate a code that may be on its way.
    keeps_code: bool

    def credential(self, call: Call) -> Credential:
        """Return the credential that *call* carries, without needing the config.

        Raises:
            OutcomeError: ``unauthorized``: there is none, or its signature is too old.
        """

    def expected(self, entry: Any, credential: Credential) -> Iterable[bytes]:  # noqa: ANN401 - its own
        """Return each token that *entry* accepts, or each signature of the credential's content."""

    def reply(self, outcome: Outcome, context: ReplyContext) -> Reply:
        """Return *outcome* in the form that the caller's source code understands."""


class Caller(HttpCaller, Protocol):
    """An auth flow: its dialect, and how it behaves."""

    #: Seconds after a ``sent`` in which the same request is a duplicate.
    window: float

    def idempotency_key(self, call: Call) -> IdempotencyKey | None:
        """Return the name of the request in *call*, which has authenticated; None if it has none.

        In a signed call, only what the signature covers may name it: an attacker who has captured
        the call can replay it with other headers, another query, or another of its signatures.
        """

    def read(self, call: Call, config: Config) -> SendRequest:
        """Return the request in *call*.

        Raises:
            OutcomeError: It holds no request that can be served.
        """


DIRECT: Caller = Direct()
GENERIC: Caller = Generic()
CALLERS: tuple[Caller, ...] = (
    GENERIC,
    Supabase(),
    Logto(),
    Casdoor(),
    Authentik(),
    Authgear(),
    Zitadel(),
    Kratos(),
)


def caller_of(call: Call) -> Caller | None:
    """Return the caller on the path of *call*; None if no caller has that path."""
    if call.is_direct:
        return DIRECT
    if not call.last_segment:
        return GENERIC
    return next((caller for caller in CALLERS if caller.name == call.last_segment), None)
