"""`python -m sandbox.serve`: the function behind a local HTTP trigger, with the sandbox behind it.

Environment: `PORT` (9000), `TRIGGER` (`fc` or `lambda`) and `CONFIG` (`sandbox/config.json`; in
`sandbox/config-personal.json` is what an account without signs of its own can have).
"""

import json
import os
import shlex
import sys
from pathlib import Path
from urllib.request import getproxies

from sandbox import foreground, function
from sandbox.aliyun.catalogue import CatalogueError
from sandbox.aliyun.server import Sandbox
from sandbox.clouds import trigger
from sandbox.clouds.trigger import Trigger
from sandbox.function import FileError
from sandbox.loopback import LoopbackServer, PortError
from sandbox.terminal import Terminal

_BODY = {"phone": "+8613800138000", "usageType": "SignIn", "code": "123456"}


def main() -> int:
    """Serve until Ctrl-C; 1 with one clear line when it cannot."""
    terminal = Terminal(sys.stdout)
    stopped = foreground.stop_signal()
    try:
        port = foreground.port(os.environ.get("PORT", "9000"))
        kind = Trigger(os.environ.get("TRIGGER", "fc"))
    except ValueError as error:
        Terminal(sys.stderr).line(f"{error}: PORT takes a port number, TRIGGER fc or lambda")
        return 1
    config = Path(os.environ.get("CONFIG") or function.CONFIG)
    try:
        token = function.token_in(config)
        sandbox = Sandbox.start(on_message=terminal.sms)
        function.point_at(sandbox.endpoint, config)
        app = trigger.create_app(function.load_handler(), kind.platform)
        front = LoopbackServer(app, port)
    except (CatalogueError, FileError, PortError) as error:
        Terminal(sys.stderr).line(str(error))
        return 1
    terminal.line(f"Function  {front.endpoint}  (TRIGGER={kind.value})")
    terminal.line(f"Sandbox   {sandbox.endpoint}  (stand-in of Aliyun)")
    _explain(terminal, _curl(front.endpoint, token))
    stopped.wait()
    front.stop()
    sandbox.stop()
    terminal.line("Stopped.")
    return 0


def _explain(terminal: Terminal, command: str) -> None:
    terminal.line()
    terminal.heading("Send a code:")
    terminal.line(f"  {command}")
    terminal.line()
    terminal.line("Each SMS is shown here as it arrives. Ctrl-C stops.")
    terminal.line()


def _curl(url: str, token: str) -> str:
    command = ["curl", "-sS", f"{url}/"]
    if getproxies():
        command += ["--noproxy", "*"]
    command += ["-H", f"Authorization: Bearer {token}"]
    command += ["-H", "Content-Type: application/json", "-d", json.dumps(_BODY)]
    return shlex.join(command)


if __name__ == "__main__":
    sys.exit(main())
