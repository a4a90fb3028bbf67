"""What a call can be for: a code to send, or receipts of codes that were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from smscode.call import Asker, Call, Reply
from smscode.callers import Peer
from smscode.clock import Deadline
from smscode.outcome import Outcome
from smscode.trace import Trace

if TYPE_CHECKING:
    from smscode.config import Config


class Served(NamedTuple):
    """What came of a call, and the language of the person, if the call told."""

    outcome: Outcome
    locale: str | None = None


class UseCase(Protocol):
    """A peer, and what is done for it once it has been let in."""

    @property
    def peer(self) -> Peer:
        """Who calls."""

    def serve(self, call: Call, config: Config, deadline: Deadline, trace: Trace) -> Served:
        """Do what *call* asks for.

        Raises:
            OutcomeError: It asks for nothing that can be done.
        """

    def reply(self, outcome: Outcome, asker: Asker) -> Reply:
        """Return what the peer is told of *outcome*."""
