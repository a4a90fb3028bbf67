"""Which dialect the auth flow speaks.

A caller is an object like :class:`Caller`. One file, one line in ``CALLERS``, one in ``ENTRIES``,
one sample in ``events/`` and one row in the README make a new one. It is open only when the config
has an entry of its name.
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
    """Who calls over HTTP, whatever for."""

    #: The path's segment that names it, and the name of the entry in the config.
    name: str
    #: The longest body, in bytes.
    body_limit: int
    #: Seconds for which it waits for an answer.
    patience: float
    #: Whether a person waits for the answer. If not, failures are told by our log alone.
    has_person: bool
    #: Whether the code stays good when we report a failure. Where it does not, ``uncertain`` is
    #: told as success: an error would invalidate a code that may be on its way.
    keeps_code: bool

    def credential(self, call: Call) -> Credential:
        """Return what *call* carries; no config is needed for it.

        Raises:
            OutcomeError: ``unauthorized``: nothing, or a signature that is too old.
        """

    def expected(self, entry: Any, credential: Credential) -> Iterable[bytes]:  # noqa: ANN401 - its own
        """Return each token that *entry* accepts, or each signature of the credential's content."""

    def reply(self, outcome: Outcome, context: ReplyContext) -> Reply:
        """Return *outcome* as the caller's source code understands it."""


class Caller(HttpCaller, Protocol):
    """An auth flow: one dialect, and what is to be known of those who speak it."""

    #: Seconds after a ``sent`` in which the same request is a duplicate.
    window: float

    def idempotency_key(self, call: Call) -> IdempotencyKey | None:
        """Return what names the request in *call*, which has authenticated; None if nothing does.

        Of a call that is signed only what the signature covers: whoever has caught one can send it
        again with other headers, another query, and another of several signatures.
        """

    def read(self, call: Call, config: Config) -> SendRequest:
        """Return the request in *call*.

        Raises:
            OutcomeError: It has none that can be served.
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
    """Return who speaks on the path of *call*; None when the path is nobody's."""
    if call.is_direct:
        return DIRECT
    if not call.last_segment:
        return GENERIC
    return next((caller for caller in CALLERS if caller.name == call.last_segment), None)
