"""The sandbox as one object: start it, look at what arrived, script what it answers next.

`with running() as sandbox:` gives a client `sandbox.endpoint` and a test `sandbox.messages`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sandbox import catalogue as catalogues
from sandbox import vendor
from sandbox.app import Gateway, create_app
from sandbox.catalogue import Catalogue
from sandbox.journal import Journal, Message, ignore
from sandbox.loopback import LoopbackServer
from sandbox.script import Script
from sandbox.wire import Answer, Request, utc_now


class Sandbox:
    """A running stand-in of Aliyun SMS; `Sandbox.start` makes one of the usual parts.

    `endpoint` is its URL, without a trailing slash.
    """

    def __init__(self, gateway: Gateway, port: int) -> None:
        self._journal = gateway.journal
        self._script = gateway.script
        self._server = LoopbackServer(create_app(gateway), port)
        self.endpoint = self._server.endpoint

    @classmethod
    def start(
        cls,
        port: int = 0,
        *,
        catalogue: Catalogue | None = None,
        clock: Callable[[], datetime] = utc_now,
        on_message: Callable[[Message], None] = ignore,
    ) -> "Sandbox":
        """Start one that has seen nothing yet.

        Args:
            port: 0 is any free one.
            catalogue: Keys, signs and templates; those of `catalogue.json` when absent.
            clock: What the dates of requests are compared with.
            on_message: Called with each accepted SMS, in the server's thread.

        Raises:
            PortError: The port is taken.
        """
        account = catalogue or catalogues.load()
        return cls(Gateway(account, Journal(on_message), Script(), clock), port)

    @property
    def messages(self) -> tuple[Message, ...]:
        """The SMS accepted so far, oldest first."""
        return self._journal.messages

    @property
    def requests(self) -> tuple[Request, ...]:
        """Every request so far, refused ones too, as it was on the wire, oldest first."""
        return self._journal.requests

    def answer_next(self, code: str, message: str = "", status: int | None = None) -> None:
        """Answer the next well-signed request with this vendor code, sending nothing."""
        self.script(vendor.answer(code, message, status=status))

    def script(self, answer: Answer) -> None:
        """Answer the next well-signed request with exactly this, sending nothing."""
        self._script.append(answer)

    def clear(self) -> None:
        """Forget messages, requests and scripted answers."""
        self._journal.clear()
        self._script.clear()

    def stop(self) -> None:
        """Close the port; what was recorded stays readable."""
        self._server.stop()


@contextmanager
def running(port: int = 0) -> Iterator[Sandbox]:
    """Run a sandbox for the length of a `with` block."""
    sandbox = Sandbox.start(port)
    try:
        yield sandbox
    finally:
        sandbox.stop()
