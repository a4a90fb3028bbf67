"""`python -m sandbox.serve`: the function behind a local HTTP trigger, the sandbox, its inbox.

Environment: `PORT` (9000), `INBOX_PORT` (9025), `SANDBOX_PORT` (9100), `TRIGGER` (`fc` or `lambda`)
and `CONFIG` (`sandbox/config.json`; in `sandbox/config-personal.json` is what an account without
signs of its own can have). Port 0 is any free one.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox import foreground, function, greeting
from sandbox.aliyun import catalogue
from sandbox.aliyun.account import Account
from sandbox.aliyun.catalogue import CatalogueError
from sandbox.aliyun.server import Sandbox
from sandbox.clouds import trigger
from sandbox.clouds.trigger import Trigger
from sandbox.function import FileError
from sandbox.inbox.box import Box
from sandbox.inbox.front import Front
from sandbox.inbox.pages import Surroundings
from sandbox.inbox.server import Inbox
from sandbox.loopback import LoopbackServer, PortError
from sandbox.terminal import Terminal


@dataclass(frozen=True, slots=True)
class _Settings:
    port: int
    inbox_port: int
    sandbox_port: int
    trigger: Trigger
    config: Path

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "_Settings":
        """Read the environment.

        Raises:
            ValueError: A port or the trigger is none.
        """
        return cls(
            foreground.port(environment.get("PORT", "9000")),
            foreground.port(environment.get("INBOX_PORT", "9025")),
            foreground.port(environment.get("SANDBOX_PORT", "9100")),
            Trigger(environment.get("TRIGGER", "fc")),
            Path(environment.get("CONFIG") or function.CONFIG),
        )


def main() -> int:
    """Serve until Ctrl-C; 1 with one clear line when it cannot."""
    terminal, errors = Terminal(sys.stdout), Terminal(sys.stderr)
    stopped = foreground.stop_signal()
    try:
        settings = _Settings.of(os.environ)
    except ValueError as error:
        errors.line(f"{error}: ports are 0 to {foreground.MAX_PORT}, TRIGGER is fc or lambda")
        return 1
    try:
        token = function.token_in(settings.config)
        usage_types = function.usage_types_in(settings.config)
        known = catalogue.load()
        box = Box()
        journal = box.journal(terminal.sms)
        sandbox = Sandbox(Account.of(known), journal, port=settings.sandbox_port)
        function.point_at(sandbox.endpoint, settings.config)
        app = trigger.create_app(function.load_handler(), settings.trigger.platform)
        server = LoopbackServer(app, settings.port)
        front = Front(f"{server.endpoint}/", token, usage_types)
        around = Surroundings(sandbox.endpoint, greeting.key_of(known), front)
        inbox = Inbox(box, sandbox, around, settings.inbox_port)
    except (CatalogueError, FileError, PortError) as error:
        errors.line(str(error))
        return 1
    greeting.show(terminal, inbox.endpoint, around)
    stopped.wait()
    for part in (inbox, server, sandbox):
        part.stop()
    terminal.line("Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
