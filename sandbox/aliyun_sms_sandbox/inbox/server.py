"""The inbox as one object: started beside a sandbox, stopped with it."""

from collections.abc import Callable

from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.inbox.api import Api
from aliyun_sms_sandbox.inbox.app import create_app
from aliyun_sms_sandbox.inbox.box import Box
from aliyun_sms_sandbox.inbox.pages import Surroundings
from aliyun_sms_sandbox.loopback import ANYWHERE, LoopbackServer, Place


def _nothing() -> None:
    """Have nothing else to forget."""


class Inbox:
    """A running inbox; `endpoint` is its URL, without a trailing slash.

    When a test starts afresh it calls *forget*, for what else remembers.

    Raises:
        PortError: The port is taken.
    """

    def __init__(
        self,
        box: Box,
        sandbox: Sandbox,
        around: Surroundings,
        place: Place = ANYWHERE,
        forget: Callable[[], None] = _nothing,
    ) -> None:
        self._box = box
        app = create_app(box, Api(box, sandbox, forget), around, place.names)
        self._server = LoopbackServer(app, place.port, place.host)
        self.endpoint = self._server.endpoint

    def stop(self) -> None:
        """Send those who wait home, and close the port."""
        self._box.close()
        self._server.stop()
