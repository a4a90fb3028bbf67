"""`python -m local.demo`: one sign-in code, from the event to the phone."""

import io
import sys
from contextlib import redirect_stdout

from aliyun_sms_sandbox.aliyun.server import running
from aliyun_sms_sandbox.ending import run
from aliyun_sms_sandbox.terminal import Terminal
from local import function

_EVENT = "events/direct-sign-in.json"


def main() -> int:
    """Run the event through the real handler and SDK; 1 when no SMS arrived."""
    terminal = Terminal(sys.stdout)
    event = function.read_json(function.ROOT / _EVENT)
    log = io.StringIO()
    with running() as sandbox:
        function.point_at(sandbox.endpoint)
        with redirect_stdout(log):
            reply = function.invoke(function.load_handler(), event)
        messages = sandbox.messages
    terminal.heading(f"Event ({_EVENT})")
    terminal.document(event)
    terminal.line()
    terminal.heading("Log (neither the code nor the whole number)")
    terminal.line(log.getvalue().rstrip())
    terminal.line()
    terminal.heading("Reply")
    terminal.document(reply)
    if not messages:
        Terminal(sys.stderr).line("No SMS arrived.")
        return 1
    terminal.line()
    for message in messages:
        terminal.sms(message)
    return 0


if __name__ == "__main__":
    run(main)
