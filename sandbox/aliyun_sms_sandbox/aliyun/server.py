"""The sandbox as one object: start it, look at what arrived, script what it answers next.

`with running() as sandbox:` gives a client `sandbox.endpoint` and a test `sandbox.messages`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from aliyun_sms_sandbox.aliyun import catalogue as catalogues
from aliyun_sms_sandbox.aliyun.acceptance import Acceptance
from aliyun_sms_sandbox.aliyun.account import Account
from aliyun_sms_sandbox.aliyun.app import create_app
from aliyun_sms_sandbox.aliyun.catalogue import Catalogue
from aliyun_sms_sandbox.aliyun.flow_control import FlowControl
from aliyun_sms_sandbox.aliyun.gateway import Gateway
from aliyun_sms_sandbox.aliyun.journal import Journal, Message, ignore
from aliyun_sms_sandbox.aliyun.oss import ObjectStorage
from aliyun_sms_sandbox.aliyun.report_push import ReportPush
from aliyun_sms_sandbox.aliyun.script import Script
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.clock import TurnableClock
from aliyun_sms_sandbox.loopback import ANYWHERE, LoopbackServer, Place
from aliyun_sms_sandbox.trouble import Reply
from aliyun_sms_sandbox.wire import Request, utc_now


class Sandbox:
    """A running stand-in of Aliyun: SMS, number verification, KMS and OSS on one port.

    `Sandbox.start` makes one of the usual parts. `endpoint` is its URL, without a trailing slash.
    What the account has can be changed in place at any time: `access_keys` by key id, `secrets`
    (KMS) by name, `objects` (OSS) by bucket and key, and `versioned_buckets`. `clock` is its time,
    which can be turned forward. `reports` pushes delivery reports once it has been told where to.
    """

    def __init__(
        self,
        account: Account,
        journal: Journal,
        clock: TurnableClock | None = None,
        place: Place = ANYWHERE,
        *,
        reports: ReportPush | None = None,
    ) -> None:
        self._account = account
        self._journal = journal
        self._script = Script()
        self.clock = clock or TurnableClock()
        self.reports = reports or ReportPush(self.clock)
        flow = FlowControl(account.catalogue.flow_limits)
        self._acceptance = Acceptance(journal, flow, self.reports)
        parts = (account, journal, self._script, self.clock)
        gateway = Gateway(*parts, self._acceptance)
        app = create_app(gateway, ObjectStorage(*parts), self.clock.now, place.names)
        self._server = LoopbackServer(app, place.port, place.host)
        self.endpoint = self._server.endpoint
        self.access_keys = account.access_keys
        self.secrets = account.secrets
        self.objects = account.objects
        self.versioned_buckets = account.versioned_buckets

    @classmethod
    def start(
        cls,
        port: int = 0,
        *,
        catalogue: Catalogue | None = None,
        clock: Callable[[], datetime] = utc_now,
        on_message: Callable[[Message], None] = ignore,
        on_request: Callable[[Request], None] = ignore,
    ) -> "Sandbox":
        """Start one that has seen nothing yet.

        Args:
            port: 0 is any free one.
            catalogue: Keys, signs, templates and limits. When absent those of `catalogue.json`, but
                without flow control: tests send to one number again and again.
            clock: The machine's time: what the dates of requests are compared with.
            on_message: Called with each accepted SMS before its receipt is sent.
            on_request: Called with each request before it is answered. Both are called in a
                thread of their own for each request, and may hold it up.

        Raises:
            PortError: The port is taken.
        """
        account = Account.of(catalogue or catalogues.load().without_flow_control())
        return cls(account, Journal(on_message, on_request), TurnableClock(clock), Place(port))

    @property
    def messages(self) -> tuple[Message, ...]:
        """The SMS accepted so far, oldest first."""
        return self._journal.messages

    @property
    def requests(self) -> tuple[Request, ...]:
        """Every request so far, refused ones too, as it was on the wire, oldest first."""
        return self._journal.requests

    def answer_next(
        self, code: str, message: str = "", status: int | None = None, *, to: str | None = None
    ) -> None:
        """Answer the next well-signed request with this vendor code, sending nothing.

        With `to`, the next of that action, such as `SendSms`, `GetSecretValue` or `GetObject`.
        """
        self._script.append(VendorError(code, message, status), to)

    def script(self, reply: Reply, *, to: str | None = None) -> None:
        """Answer the next well-signed request (of the action `to`) with exactly this."""
        self._script.append(reply, to)

    def retire_sign(self, name: str) -> None:
        """From now on lend this sign to nobody any more."""
        self._account.lent_signs.remove(name)

    def clear(self) -> None:
        """Begin afresh, at present: forget messages, reports, requests, what was laid down."""
        self.clock.turn_back()
        self._acceptance.clear()
        self._journal.clear()
        self.forget_script()

    def forget_script(self) -> None:
        """Drop the scripted answers that nobody took."""
        self._script.clear()

    def stop(self) -> None:
        """Close the port and push no more reports; what was recorded stays readable."""
        self._server.stop()
        self.reports.stop()


@contextmanager
def running(port: int = 0) -> Iterator[Sandbox]:
    """Run a sandbox for the length of a `with` block."""
    sandbox = Sandbox.start(port)
    try:
        yield sandbox
    finally:
        sandbox.stop()
