"""`python -m aliyun_sms_sandbox`: a local Aliyun SMS and its inbox, for any client of the SDKs."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from aliyun_sms_sandbox import foreground, greeting, options
from aliyun_sms_sandbox.aliyun import catalogue
from aliyun_sms_sandbox.aliyun.account import Account
from aliyun_sms_sandbox.aliyun.catalogue import CatalogueError
from aliyun_sms_sandbox.aliyun.report_push import ReportPush
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.clock import TurnableClock
from aliyun_sms_sandbox.ending import run
from aliyun_sms_sandbox.inbox.box import Box
from aliyun_sms_sandbox.inbox.pages import Surroundings
from aliyun_sms_sandbox.inbox.server import Inbox
from aliyun_sms_sandbox.loopback import PortError
from aliyun_sms_sandbox.terminal import Terminal


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C; 1 when a port is taken or the catalogue is wrong."""
    parser = argparse.ArgumentParser(prog="python -m aliyun_sms_sandbox", description=__doc__)
    parser.add_argument("--port", type=foreground.port, default=9100, help="default: %(default)s")
    parser.add_argument(
        "--inbox-port", type=foreground.port, default=9025, help="default: %(default)s"
    )
    parser.add_argument(
        "--catalogue", type=Path, default=catalogue.DEFAULT_PATH, help="signs, templates and keys"
    )
    options.add(parser)
    chosen = parser.parse_args(arguments)
    terminal, box = Terminal(sys.stdout), Box()
    stopped = foreground.stop_signal()
    foreground.allow_many_clients()
    try:
        options.warn(chosen, Terminal(sys.stderr))
        known = options.account_of(catalogue.load(chosen.catalogue), chosen)
        journal = box.journal(foreground.until_nobody_reads(terminal.sms, stopped))
        clock = TurnableClock()
        reports = ReportPush(clock, tell=terminal.line)
        aliyun = options.place(chosen, chosen.port)
        sandbox = Sandbox(Account.of(known), journal, clock, aliyun, reports=reports)
        around = Surroundings(sandbox.endpoint, greeting.key_of(known), known)
        inbox = Inbox(box, sandbox, around, options.place(chosen, chosen.inbox_port))
    except PortError as error:
        ports = {"--port": chosen.port, "--inbox-port": chosen.inbox_port}
        Terminal(sys.stderr).line(foreground.advice(error, ports))
        return 1
    except CatalogueError as error:
        Terminal(sys.stderr).line(str(error))
        return 1
    if chosen.reports is not None:
        reports.push_to(chosen.reports)
    uris = options.fill(sandbox, chosen)
    greeting.show(terminal, inbox.endpoint, around, uris, chosen.names)
    stopped.wait()
    inbox.stop()
    sandbox.stop()
    return 0


if __name__ == "__main__":
    run(main)
