"""`python -m local.serve` and `python -m aliyun_sms_sandbox`, which run until Ctrl-C."""

import json
import re
import shlex
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from http.client import HTTPConnection

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.models import Config

from aliyun_sms_sandbox.loopback import HOST
from local.function import CONFIG, token_in
from local.serve import main
from support.inbox.desk import ask
from support.paths import ROOT

Start = Callable[..., "subprocess.Popen[str]"]
LAST_LINE_OF_GREETING = "Ctrl-C stops."
FREE = {"PORT": "0", "INBOX_PORT": "0", "SANDBOX_PORT": "0"}
ALONE = ("aliyun_sms_sandbox", "--port", "0", "--inbox-port", "0")


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


@pytest.fixture
def _signals() -> Iterator[None]:
    """Take the signals back that the command has asked for in this process."""
    ours = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in ours.items():
        signal.signal(number, handler)


@pytest.mark.skipif(shutil.which("curl") is None, reason="the greeting prints a curl command")
@pytest.mark.parametrize(
    ("environment", "sms"),
    [
        ({"TRIGGER": "fc"}, "【速通科技】您的登录验证码为123456"),
        ({"TRIGGER": "lambda"}, "【速通科技】您的登录验证码为123456"),
        ({"CONFIG": "local/config-personal.json"}, "【速通互联验证码】您的验证码为123456"),
    ],
    ids=["fc", "lambda", "personal account"],
)
def test_the_printed_command_sends_an_sms_that_is_shown(
    start: Start, environment: dict[str, str], sms: str
) -> None:
    """The command can be pasted as it is; its SMS appears; Ctrl-C ends without a traceback."""
    process = start("local.serve", **FREE, **environment)
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


@pytest.mark.skipif(shutil.which("curl") is None, reason="the greeting prints a curl command")
@pytest.mark.parametrize("trigger", ["fc", "lambda"])
def test_the_function_gets_the_report_of_what_it_sent(start: Start, trigger: str) -> None:
    """Pushed as Aliyun pushes: the function's own line about it has the receipt of the send."""
    process = start("local.serve", **FREE, TRIGGER=trigger)
    greeting = _read_until(process, LAST_LINE_OF_GREETING)
    (command,) = (line for line in greeting.splitlines() if line.startswith("  curl "))
    reply = subprocess.run(  # noqa: S603 - as it is printed
        shlex.split(command), capture_output=True, check=True, timeout=10
    )
    line = json.loads(_read_until(process, '"event": "receipt"').splitlines()[-1])
    assert line["bizId"] == json.loads(reply.stdout)["bizId"]
    assert (line["receiptCode"], line["delivered"]) == ("DELIVERED", 1)


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"PORT": "http"}, "PORT: 'http' is not a port number"),
        ({"INBOX_PORT": "65536"}, "INBOX_PORT: '65536' is not a port number"),
        ({"SANDBOX_PORT": "-1"}, "SANDBOX_PORT: '-1' is not a port number"),
        ({"TRIGGER": "azure"}, "TRIGGER: 'azure' is neither fc nor lambda"),
        ({"ALLOW_HOST": "a:9000"}, "'a:9000' is not the name of a host"),
        ({"FLOW_CONTROL": "no"}, "FLOW_CONTROL: 'no' is neither on nor off"),
        ({"CONFIG": "absent.json"}, "absent.json: No such file"),
        ({"CONFIG": "Makefile"}, "Makefile: not JSON"),
        (
            {"CONFIG": "sandbox/aliyun_sms_sandbox/catalogue.json"},
            "sandbox/aliyun_sms_sandbox/catalogue.json: callers.generic.tokens is",
        ),
    ],
)
@pytest.mark.usefixtures("_signals")
def test_a_wrong_setting_is_one_clear_line(
    environment: dict[str, str],
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is wrong is named, and the exit status is 1."""
    monkeypatch.chdir(ROOT)
    for name, value in {**FREE, **environment}.items():
        monkeypatch.setenv(name, value)
    assert main() == 1
    output, errors = capsys.readouterr()
    assert output == ""
    assert len(errors.splitlines()) == 1
    assert errors.startswith(reason)


@pytest.mark.parametrize("name", FREE)
def test_a_port_in_use_is_one_clear_line(start: Start, name: str) -> None:
    """The taken port is named, and the variable that chooses another; the exit status is 1."""
    with socket.create_server((HOST, 0)) as taken:
        port = str(taken.getsockname()[1])
        process = start("local.serve", **{**FREE, name: port})
        output, errors = process.communicate(timeout=120)
    assert (process.returncode, output) == (1, "")
    assert len(errors.splitlines()) == 1
    assert f"port {port} of {HOST}: Address already in use" in errors
    assert [each for each in FREE if f" {each}=" in errors] == [name]


def test_two_parts_on_one_port(start: Start) -> None:
    """Both variables that name the port are named."""
    with socket.create_server((HOST, 0)) as free:
        port = str(free.getsockname()[1])
    process = start("local.serve", **{**FREE, "PORT": port, "INBOX_PORT": port})
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "PORT= or INBOX_PORT=" in errors


def test_a_reader_who_leaves_later(start: Start) -> None:
    """The SMS that nobody can read any more is sent, and serving ends quietly."""
    process = start("local.serve", **FREE)
    greeting = _read_until(process, LAST_LINE_OF_GREETING)
    (command,) = (line for line in greeting.splitlines() if line.startswith("  curl "))
    url, token = (
        re.findall(pattern, command)[0] for pattern in (r"http://(\S+?)/", r"Bearer (\S+?)'")
    )
    assert process.stdout is not None
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for phone in ("13800138000", "13900139000"):  # a first one, which is slow, is still read
        connection = HTTPConnection(url, timeout=60)
        body = {"phone": phone, "usageType": "SignIn", "code": "123456"}
        connection.request("POST", "/", json.dumps(body), headers)
        assert json.loads(connection.getresponse().read())["code"] == "sent"
        connection.close()
        if not process.stdout.closed:
            _read_until(process, "BizId")
            process.stdout.close()
    assert process.stderr is not None
    errors = process.stderr.read()
    assert (process.wait(120), errors) == (128 + signal.SIGPIPE, "")
    process.stderr.close()


@pytest.mark.parametrize("option", ["--port", "--inbox-port"])
def test_a_port_that_the_sandbox_alone_cannot_have_is_one_clear_line(
    start: Start, option: str
) -> None:
    """The taken port is named, and the option that chooses another; the exit status is 1."""
    with socket.create_server((HOST, 0)) as taken:
        port = str(taken.getsockname()[1])
        output, errors = (process := start(*ALONE, option, port)).communicate(timeout=120)
    assert (process.returncode, output) == (1, "")
    assert len(errors.splitlines()) == 1
    assert f"port {port} of {HOST}: Address already in use" in errors
    assert f"choose another with {option} (" in errors


@pytest.mark.usefixtures("plain_sdk")
@pytest.mark.parametrize(
    ("arguments", "environment"), [(ALONE, {}), (("local.serve",), FREE)], ids=["alone", "serve"]
)
def test_the_printed_environment_points_an_sdk_at_the_sandbox(
    start: Start, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    """The official SDK, told nothing else, sends an SMS; a termination signal ends it cleanly."""
    process = start(*arguments, **environment)
    greeting = _read_until(process, LAST_LINE_OF_GREETING)
    given = dict(re.findall(r"^  export (\w+)=(\S+)$", greeting, re.MULTILINE))
    config = Config(
        access_key_id=given["ALIBABA_CLOUD_ACCESS_KEY_ID"],
        access_key_secret=given["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
        endpoint=given["DYSMSAPI_ENDPOINT"].removeprefix("http://"),
        protocol="HTTP",
    )
    request = SendSmsRequest(
        phone_numbers="13800138000",
        sign_name="速通科技",
        template_code="SMS_1000001",
        template_param='{"code": "123456"}',
    )
    assert Client(config).send_sms(request).body.code == "OK"
    _read_until(process, "【速通科技】您的登录验证码为123456")
    _, errors = _end(process, signal.SIGTERM)
    assert (process.returncode, errors) == (0, "")


def test_the_printed_inbox_is_there_and_an_open_page_does_not_hold_up_the_end(start: Start) -> None:
    """The page opens; a browser that listens to it is sent home at Ctrl-C, without a word."""
    process = start("local.serve", **FREE)
    greeting = _read_until(process, LAST_LINE_OF_GREETING)
    (inbox,) = re.findall(r"^Inbox +http://(\S+)/$", greeting, re.MULTILINE)
    page, stream = HTTPConnection(inbox, timeout=10), HTTPConnection(inbox, timeout=10)
    page.request("GET", "/")
    assert page.getresponse().status == 200
    stream.request("GET", "/stream")
    assert stream.getresponse().status == 200
    output, errors = _end(process, signal.SIGINT)
    page.close()
    stream.close()
    assert (process.returncode, errors) == (0, "")
    assert output.endswith("Stopped.\n")


def test_a_name_that_is_allowed_is_answered_on_each_port(start: Start) -> None:
    """A container has another name for this machine."""
    greeting = _read_until(start("local.serve", **FREE, ALLOW_HOST="host.internal"), "Ctrl-C")
    addresses = re.findall(r"^(?:Inbox|Function|Aliyun) +http://([^/ ]+)", greeting, re.MULTILINE)
    assert len(addresses) == 3
    for address in addresses:
        statuses = [ask(address, "GET", "/", Host=host).status for host in ("host.internal", "no")]
        assert statuses[0] != 421
        assert statuses[1] == 421


def test_a_fresh_start_is_the_functions_too(start: Start) -> None:
    """It forgets what it has sent, so that each test may send the same code again."""
    process = start("local.serve", **FREE, FLOW_CONTROL="off")
    greeting = _read_until(process, LAST_LINE_OF_GREETING)
    inbox, function = re.findall(r"^(?:Inbox|Function) +http://([^/ ]+)", greeting, re.MULTILINE)
    headers = {"Authorization": f"Bearer {token_in(CONFIG)}"}

    def send(code: str) -> object:
        body = json.dumps({"phone": "13800138000", "usageType": "SignIn", "code": code})
        return ask(function, "POST", "/", body, **headers).json["code"]

    assert [send("111111"), send("111111")] == ["sent", "duplicate"]
    assert ask(inbox, "DELETE", "/api/state").status == 204
    assert send("111111") == "sent"
    assert send("222222") == "sent"  # nor does flow control refuse it, which is off


def test_a_wrong_catalogue_is_one_clear_line(start: Start) -> None:
    """The file is named, and the exit status is 1."""
    process = start(*ALONE, "--catalogue", "absent.json")
    output, errors = process.communicate(timeout=120)
    assert (process.returncode, output) == (1, "")
    assert errors.startswith("absent.json: ")
    assert len(errors.splitlines()) == 1
