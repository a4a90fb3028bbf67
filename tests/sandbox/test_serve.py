"""`python -m sandbox.serve` and `python -m sandbox`: the commands that run until Ctrl-C."""

import json
import shlex
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable

import pytest

from sandbox.loopback import HOST

Start = Callable[..., "subprocess.Popen[str]"]
LAST_LINE_OF_GREETING = "Ctrl-C stops."


def _read_until(process: "subprocess.Popen[str]", text: str) -> str:
    assert process.stdout is not None
    seen = ""
    for line in process.stdout:
        seen += line
        if text in line:
            return seen
    pytest.fail(f"ended without {text!r}: {seen}")


def _end(process: "subprocess.Popen[str]", number: signal.Signals) -> tuple[str, str]:
    process.send_signal(number)
    return process.communicate(timeout=120)


@pytest.mark.skipif(shutil.which("curl") is None, reason="the greeting prints a curl command")
@pytest.mark.parametrize(
    ("environment", "sms"),
    [
        ({"TRIGGER": "fc"}, "【速通科技】您的登录验证码为123456"),
        ({"TRIGGER": "lambda"}, "【速通科技】您的登录验证码为123456"),
        ({"CONFIG": "sandbox/config-personal.json"}, "【速通互联验证码】您的验证码为123456"),
    ],
    ids=["fc", "lambda", "personal account"],
)
def test_the_printed_command_sends_an_sms_that_is_shown(
    start: Start, environment: dict[str, str], sms: str
) -> None:
    """The command can be pasted as it is; its SMS appears; Ctrl-C ends without a traceback."""
    process = start("sandbox.serve", PORT="0", **environment)
    greeting = _read_until(process, LAST_LINE_OF_GREETING)
    (command,) = (line for line in greeting.splitlines() if line.startswith("  curl "))
    reply = subprocess.run(  # noqa: S603 - the command under test
        shlex.split(command), capture_output=True, check=True, timeout=10
    )
    assert json.loads(reply.stdout)["code"] == "sent"
    _read_until(process, sms)
    output, errors = _end(process, signal.SIGINT)
    assert (process.returncode, errors) == (0, "")
    assert output.endswith("Stopped.\n")


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"PORT": "http"}, "'http' is not a port number"),
        ({"PORT": "65536"}, "'65536' is not a port number"),
        ({"PORT": "-1"}, "'-1' is not a port number"),
        ({"TRIGGER": "azure"}, "'azure' is not a valid Trigger"),
        ({"CONFIG": "absent.json"}, "absent.json: No such file"),
        ({"CONFIG": "Makefile"}, "Makefile: not JSON"),
        ({"CONFIG": "sandbox/catalogue.json"}, "sandbox/catalogue.json: callers.generic.tokens is"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(
    start: Start, environment: dict[str, str], reason: str
) -> None:
    """What is wrong is named, and the exit status is 1."""
    output, errors = (process := start("sandbox.serve", **environment)).communicate(timeout=120)
    assert (process.returncode, output) == (1, "")
    assert len(errors.splitlines()) == 1
    assert errors.startswith(reason)


@pytest.mark.parametrize("module", ["sandbox", "sandbox.serve"])
def test_a_port_in_use_is_one_clear_line(start: Start, module: str) -> None:
    """The taken port is named, and the exit status is 1."""
    with socket.create_server((HOST, 0)) as taken:
        port = str(taken.getsockname()[1])
        arguments = ("--port", port) if module == "sandbox" else ()
        process = start(module, *arguments, PORT=port)
        output, errors = process.communicate(timeout=120)
    assert (process.returncode, output) == (1, "")
    assert len(errors.splitlines()) == 1
    assert f"port {port} of {HOST}: Address already in use" in errors


def test_the_sandbox_alone_names_its_address_and_key(start: Start) -> None:
    """Everything a client needs is printed, and a termination signal ends it cleanly."""
    process = start("sandbox", "--port", "0")
    greeting = _read_until(process, LAST_LINE_OF_GREETING)
    port = int(greeting.splitlines()[0].rpartition(":")[2])
    socket.create_connection((HOST, port), timeout=120).close()
    assert "sandbox-access-key-id" in greeting
    assert "sandbox-access-key-secret" in greeting
    _, errors = _end(process, signal.SIGTERM)
    assert (process.returncode, errors) == (0, "")


def test_a_wrong_catalogue_is_one_clear_line(start: Start) -> None:
    """The file is named, and the exit status is 1."""
    process = start("sandbox", "--port", "0", "--catalogue", "absent.json")
    output, errors = process.communicate(timeout=120)
    assert (process.returncode, output) == (1, "")
    assert errors.startswith("absent.json: ")
    assert len(errors.splitlines()) == 1
