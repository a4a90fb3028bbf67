"""`python -m aliyun_sms_sandbox` with its options: the function against one process."""

import json
import re
import socket
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest

from aliyun_sms_sandbox.__main__ import main
from aliyun_sms_sandbox.loopback import HOST, LoopbackServer, PortError, warning
from aliyun_sms_sandbox.wire import Answer
from local.function import CONFIG
from support.inbox.desk import ask
from support.paths import ROOT
from support.report_receiver import receiving

MakeClient = Callable[..., Client]
MakeSms = Callable[..., SendSmsRequest]
Start = Callable[..., "subprocess.Popen[str]"]
ROLE = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "sandbox-sts-key-id",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "sandbox-sts-key-secret",
    "ALIBABA_CLOUD_SECURITY_TOKEN": "sandbox-sts-token",
}
EVENT = "events/direct-sign-in.json"


def _run(start: Start, *options: str) -> "tuple[subprocess.Popen[str], str]":
    """Start it on any free port; return it with what it says first."""
    process = start("aliyun_sms_sandbox", "--port", "0", "--inbox-port", "0", *options)
    assert process.stdout is not None
    seen = ""
    for line in process.stdout:
        seen += line
        if "Ctrl-C stops." in line:
            return process, seen
    assert process.stderr is not None
    pytest.fail(f"ended: {seen}{process.stderr.read()}")


def _port(greeting: str) -> str:
    found = re.search(r"^(?:Stand-in|Aliyun).* http://127\.0\.0\.1:(\d+)", greeting, re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("kind", ["kms", "oss"])
@pytest.mark.parametrize(
    ("config", "sms"),
    [
        (CONFIG, "【速通科技】您的登录验证码为"),
        (CONFIG.with_name("config-personal.json"), "【速通互联验证码】您的验证码为"),
    ],
    ids=["dysms", "pnvs"],
)
def test_the_whole_path_of_function_compute_runs_locally(
    start: Start, kind: str, config: Path, sms: str
) -> None:
    """The role's STS token reads the config from KMS or OSS, and the SMS goes to the same port."""
    given = (
        f"--secret=prod/sms={config}",
        f"--object=sms-config/prod/短信.json={config}",
    )
    sandbox, greeting = _run(start, *given)
    uris = dict(re.findall(r"^  export CONFIG_URI='(aliyun-(\w+):.+)'$", greeting, re.MULTILINE))
    (uri,) = (uri for uri, scheme in uris.items() if scheme == kind)
    endpoint = f"http://{HOST}:{_port(greeting)}"
    function = start(
        "local.invoke",
        EVENT,
        CONFIG_URI=uri,
        DYSMSAPI_ENDPOINT=endpoint,
        DYPNSAPI_ENDPOINT=endpoint,
        **ROLE,
    )
    output, errors = function.communicate(timeout=60)
    assert json.loads(output)["code"] == "sent", errors
    assert sandbox.stdout is not None
    assert any(sms in line for line in iter(sandbox.stdout.readline, ""))


def test_run_by_itself_it_keeps_the_flow_control_of_its_catalogue(
    start: Start, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """One a minute and five an hour: of six at once at least four are refused."""
    _, greeting = _run(start)
    endpoint = f"http://{HOST}:{_port(greeting)}"
    client = make_client(endpoint=endpoint)
    codes = Counter(client.send_sms(make_sms()).body.code for _ in range(6))
    assert codes.keys() == {"OK", "isv.BUSINESS_LIMIT_CONTROL"}
    assert codes["isv.BUSINESS_LIMIT_CONTROL"] >= 4


def test_flow_control_can_be_switched_off(
    start: Start, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """Tests send to one number as often as they like."""
    _, greeting = _run(start, "--no-flow-control")
    client = make_client(endpoint=f"http://{HOST}:{_port(greeting)}")
    assert {client.send_sms(make_sms()).body.code for _ in range(12)} == {"OK"}


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ("--secret=sms", "'sms' is not NAME=FILE"),
        ("--secret==README.md", "'=README.md' is not NAME=FILE"),
        ("--secret=sms=absent.json", "absent.json: No such file"),
        ("--object=key=README.md", "'key=README.md': an object is BUCKET/KEY=FILE"),
        ("--object=bucket/=README.md", "an object is BUCKET/KEY=FILE"),
        ("--object=bucket/key=src", "src: Is a directory"),
        ("--reports=127.0.0.1:8000", "'127.0.0.1:8000' is not an http:// or https:// URL"),
        ("--reports=ftp://127.0.0.1", "is not an http:// or https:// URL"),
        ("--reports=http:///receipts", "is not an http:// or https:// URL"),
        ("--reports=http://127.0.0.1:99999", "is not an http:// or https:// URL"),
        ("--reports=http://[", "is not an http:// or https:// URL"),
    ],
)
def test_an_option_that_cannot_be_used_is_named(
    option: str,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is wrong is the last line, and nothing is served."""
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as ended:
        main([option])
    output, errors = capsys.readouterr()
    assert (ended.value.code, output) == (2, "")
    assert reason in errors.splitlines()[-1]


def test_a_secret_is_text(start: Start, tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are refused, where an object takes them; the command ends with 2."""
    (tmp_path / "binary").write_bytes(b"\xff")
    process = start("aliyun_sms_sandbox", f"--secret=sms={tmp_path / 'binary'}")
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (2, "")
    assert "a secret is text, in UTF-8" in errors.splitlines()[-1]


def test_reports_are_pushed_to_the_url_that_it_is_given(
    start: Start, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """Each SMS has its report there, and what is not taken is told on the terminal."""
    with receiving() as receiver:
        receiver.replies.put(Answer(503, {}, b""))
        process, greeting = _run(start, "--reports", receiver.url)
        client = make_client(endpoint=f"http://{HOST}:{_port(greeting)}")
        biz_id = client.send_sms(make_sms()).body.biz_id
        (report,) = receiver.next().reports
    assert (report["biz_id"], report["success"]) == (biz_id, True)
    assert process.stdout is not None
    failure = f"Delivery reports (1) to {HOST}: HTTP 503; again in 60 s"
    assert any(failure in line for line in iter(process.stdout.readline, ""))


def test_another_address_is_served_under_the_names_that_are_allowed(start: Start) -> None:
    """Aliyun and inbox listen there, and the greeting says what others call them."""
    _, greeting = _run(start, "--host", "127.0.0.2", "--allow-host", "Aliyun-SMS")
    told = re.search(
        r"Aliyun http://aliyun-sms:(\d+), inbox http://aliyun-sms:(\d+)/$", greeting, re.MULTILINE
    )
    assert told is not None
    for port, target in zip(told.groups(), ("/bucket/key", "/api/messages"), strict=True):
        statuses = [
            ask(f"127.0.0.2:{port}", "GET", target, Host=host).status
            for host in (f"aliyun-sms:{port}", f"127.0.0.2:{port}", f"other:{port}")
        ]
        assert (statuses[0], statuses[2]) == (statuses[1], 421)
        assert statuses[1] != 421
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((HOST, int(port)), timeout=60)


def test_an_address_that_others_reach_is_warned_of(start: Start) -> None:
    """One loud line, before anything listens, says who can read what; here nothing can listen."""
    process = start("aliyun_sms_sandbox", "--host", "192.0.2.1", "--port", "0", "--inbox-port", "0")
    _, errors = process.communicate(timeout=60)
    warned, reason = errors.splitlines()
    assert warned.startswith("WARNING: 192.0.2.1 is more than this machine: everybody")
    assert "the codes" in warned
    assert "192.0.2.1" in reason
    assert process.returncode == 1


def test_a_name_that_is_none_is_refused(start: Start) -> None:
    """A port, a URL or an address of IPv6 would never be what a client asks for."""
    for name in ("", "aliyun-sms:9100", "http://aliyun-sms", "[::1]", "a b", "a..b"):
        process = start("aliyun_sms_sandbox", "--allow-host", name)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, "--allow-host" in errors.splitlines()[-1]) == (2, True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
def test_this_machines_own_addresses_need_no_warning(host: str) -> None:
    """The default is one of them."""
    assert warning(host) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1"])  # noqa: S104 - what is tested
def test_every_other_address_is_warned_of(host: str) -> None:
    """Whether it is all of them or one."""
    text = warning(host)
    assert text is not None
    assert host in text


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_an_address_that_is_not_ours_is_its_own_error(host: str) -> None:
    """It is named, and nothing is listened on."""
    with pytest.raises(PortError, match=host):
        LoopbackServer(lambda *_: None, host=host)  # type: ignore[arg-type]
