"""An auth flow has made a code: from its dialect to the service and back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from smscode.bookkeeping import Origin
from smscode.call import Asker, Call, Reply
from smscode.callers import Caller
from smscode.clock import Deadline
from smscode.outcome import SENT, UNCERTAIN, Outcome
from smscode.service import SmsService
from smscode.trace import Trace
from smscode.use_case import Served

if TYPE_CHECKING:
    from smscode.config import Config


class Sending(NamedTuple):
    """Has a caller's code delivered."""

    peer: Caller
    service: SmsService

    def serve(self, call: Call, config: Config, deadline: Deadline, trace: Trace) -> Served:
        """Read the request, and send."""
        request = self.peer.read(call, config)
        trace.request(request, config)
        origin = Origin(self.peer.name, self.peer.window, self.peer.idempotency_key(call))
        send = partial(self.service.send, request, origin, config, deadline)
        return Served(trace.timed("sendMs", send), request.locale)

    def reply(self, outcome: Outcome, asker: Asker) -> Reply:
        """Return *outcome* in the dialect; a caller that throws the code away hears no doubt."""
        if outcome.kind is UNCERTAIN and not self.peer.keeps_code:
            outcome = outcome._replace(kind=SENT)
        return self.peer.reply(outcome, asker)
