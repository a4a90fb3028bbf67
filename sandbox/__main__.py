"""`python -m sandbox`: the stand-in of Aliyun alone, for any client of the official SDKs."""

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from sandbox import foreground, options
from sandbox.aliyun import catalogue
from sandbox.aliyun.catalogue import CatalogueError
from sandbox.aliyun.server import Sandbox
from sandbox.loopback import PortError
from sandbox.terminal import Terminal


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C; 1 when the port is taken or the catalogue is wrong."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=foreground.port, default=9100, help="default: %(default)s")
    parser.add_argument(
        "--catalogue", type=Path, default=catalogue.DEFAULT_PATH, help="signs, templates and keys"
    )
    options.add(parser)
    chosen = parser.parse_args(arguments)
    terminal = Terminal(sys.stdout)
    stopped = foreground.stop_signal()
    try:
        options.warn(chosen, Terminal(sys.stderr))
        account = catalogue.load(chosen.catalogue)
        sandbox = Sandbox.start(
            chosen.port, host=chosen.host, catalogue=account, on_message=terminal.sms
        )
    except (CatalogueError, PortError) as error:
        Terminal(sys.stderr).line(str(error))
        return 1
    terminal.heading(f"Stand-in of dysmsapi and dypnsapi.aliyuncs.com on {sandbox.endpoint}")
    for key in account.access_keys.values():
        if key.enabled and key.token is None:
            allowed = "" if key.actions == ("*",) else f"  (only {', '.join(key.actions)})"
            terminal.line(f"accessKeyId {key.id}  accessKeySecret {key.secret}{allowed}")
    for uri in options.fill(sandbox, chosen):
        terminal.line(f"CONFIG_URI={shlex.quote(uri)}")
    terminal.line("Ctrl-C stops.")
    stopped.wait()
    sandbox.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
