"""`python -m local.serve`: the function behind a local HTTP trigger, the sandbox, its inbox.

Environment: `PORT` (9000), `INBOX_PORT` (9025), `SANDBOX_PORT` (9100), `TRIGGER` (`fc` or
`lambda`), `ALLOW_HOST` (what clients call this machine beside `localhost`), `FLOW_CONTROL` (`on` or
`off`) and `CONFIG` (`local/config.json`; in `local/config-personal.json` is what an account
without signs of its own can have). Port 0 is any free one.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from aliyun_sms_sandbox import foreground, greeting
from aliyun_sms_sandbox.aliyun import catalogue
from aliyun_sms_sandbox.aliyun.account import Account
from aliyun_sms_sandbox.aliyun.catalogue import CatalogueError
from aliyun_sms_sandbox.aliyun.report_push import ReportPush
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.clock import TurnableClock
from aliyun_sms_sandbox.ending import run
from aliyun_sms_sandbox.inbox import problems
from aliyun_sms_sandbox.inbox.box import Box
from aliyun_sms_sandbox.inbox.front import Front
from aliyun_sms_sandbox.inbox.pages import Surroundings
from aliyun_sms_sandbox.inbox.server import Inbox
from aliyun_sms_sandbox.loopback import LoopbackServer, Place, PortError
from aliyun_sms_sandbox.terminal import Terminal
from aliyun_sms_sandbox.visitors import Door
from local import function
from local.clouds import trigger
from local.clouds.trigger import Trigger
from local.function import FileError


class _Switch(str, Enum):
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class _Settings:
    port: int
    inbox_port: int
    sandbox_port: int
    trigger: Trigger
    names: frozenset[str]
    flow_control: _Switch
    config: Path

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "_Settings":
        """Read the environment.

        Raises:
            ValueError: A port, the trigger, the name of a host or the switch is none.
        """
        name = environment.get("ALLOW_HOST")
        return cls(
            _port(environment, "PORT", "9000"),
            _port(environment, "INBOX_PORT", "9025"),
            _port(environment, "SANDBOX_PORT", "9100"),
            _trigger(environment.get("TRIGGER", "fc")),
            frozenset({foreground.host_name(name)} if name else ()),
            _switch(environment.get("FLOW_CONTROL", "on")),
            Path(environment.get("CONFIG") or function.CONFIG),
        )

    @property
    def ports(self) -> Mapping[str, int]:
        """The ports, by the variable that chooses each."""
        return {
            "PORT=": self.port,
            "INBOX_PORT=": self.inbox_port,
            "SANDBOX_PORT=": self.sandbox_port,
        }


def _port(environment: Mapping[str, str], name: str, default: str) -> int:
    """Return the port in the variable *name*, or raise the ValueError that names it."""
    try:
        return foreground.port(environment.get(name, default))
    except ValueError as error:
        raise ValueError(f"{name}: {error}: ports are 0 to {foreground.MAX_PORT}") from None


def _trigger(text: str) -> Trigger:
    """Return the trigger *text*, or raise the ValueError that names its variable."""
    try:
        return Trigger(text)
    except ValueError:
        raise ValueError(f"TRIGGER: {text!r} is neither fc nor lambda") from None


def _switch(text: str) -> _Switch:
    """Return the switch *text*, or raise the ValueError that names its variable."""
    try:
        return _Switch(text)
    except ValueError:
        raise ValueError(f"FLOW_CONTROL: {text!r} is neither on nor off") from None


def main() -> int:
    """Serve until Ctrl-C; 1 with one clear line when it cannot."""
    terminal, errors = Terminal(sys.stdout), Terminal(sys.stderr)
    stopped = foreground.stop_signal()
    foreground.allow_many_clients()
    try:
        settings = _Settings.of(os.environ)
    except ValueError as error:
        errors.line(str(error))
        return 1
    try:
        token = function.token_in(settings.config)
        usage_types = function.usage_types_in(settings.config)
        path_secret = function.receipts_secret_in(settings.config)
        known = catalogue.load()
        if settings.flow_control is _Switch.OFF:
            known = known.without_flow_control()
        box = Box()
        journal = box.journal(foreground.until_nobody_reads(terminal.sms, stopped))
        names = settings.names
        clock = TurnableClock()
        reports = ReportPush(clock, tell=terminal.line)
        aliyun = Place(settings.sandbox_port, names=names)
        sandbox = Sandbox(Account.of(known), journal, clock, aliyun, reports=reports)
        function.point_at(sandbox.endpoint, settings.config)
        app = trigger.create_app(function.load_handler(), settings.trigger.platform)
        server = LoopbackServer(Door(app, names, problems.of_stranger), settings.port)
        front = Front(f"{server.endpoint}/", token, usage_types)
        around = Surroundings(sandbox.endpoint, greeting.key_of(known), known, front)
        place = Place(settings.inbox_port, names=names)
        inbox = Inbox(box, sandbox, around, place, forget=function.start_afresh)
    except PortError as error:
        errors.line(foreground.advice(error, settings.ports))
        return 1
    except (CatalogueError, FileError) as error:
        errors.line(str(error))
        return 1
    if path_secret is not None:
        reports.push_to(f"{server.endpoint}/receipts/{path_secret}")
    greeting.show(terminal, inbox.endpoint, around)
    stopped.wait()
    for part in (inbox, server, sandbox):
        part.stop()
    terminal.line("Stopped.")
    return 0


if __name__ == "__main__":
    run(main)
