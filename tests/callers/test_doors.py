"""What holds of every caller: closed until it is configured, patient for so long, and no longer."""

import base64
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any, Final
from urllib.parse import quote

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox
from local import signing
from local.clouds.fc import Context
from local.function import ROOT
from smscode.callers import CALLERS
from smscode.clock import SystemClock
from smscode.wiring import wire
from support.callers.front import Front, sandbox_config
from support.pages.page import read
from support.stand_ins import log_lines

NAMES: Final = [caller.name for caller in CALLERS]
# The event of each that sends, when its caller is open: where it is not the caller's `sign-in`.
SAMPLES: Final = {
    "generic": "fc-http-sign-in",
    "casdoor": "casdoor-form",
    "authentik": "authentik-basic",
    "zitadel": "zitadel-session-otp",
    "kratos": "kratos-login",
}
PATIENCE: Final = {"supabase": 4.5, "zitadel": 4.5}
WINDOWS: Final = {"zitadel": 600.0, "kratos": 600.0}
KIB: Final = 1024
# Where it is not 16 KiB.
BODY_LIMITS: Final = {"supabase": 256 * KIB, "zitadel": 256 * KIB, "kratos": 256 * KIB}
# Who tells the address of the person, as the security page calls them.
ADDRESSED: Final = {"generic": "our own JSON", "supabase": "Supabase", "logto": "Logto"}
each_caller = pytest.mark.parametrize("name", NAMES)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call: the HTTP status, and the line in the log."""

    status: int
    line: Mapping[str, Any]


def event_of(name: str, change: Callable[[str], str] = str) -> dict[str, Any]:
    """Return the sample of a caller, its body changed, signed if it signs."""
    sample = SAMPLES.get(name, f"{name}-sign-in")
    event = json.loads((ROOT / "events" / f"{sample}.json").read_bytes())
    body = event["body"]
    if event["isBase64Encoded"]:
        body = base64.b64decode(body).decode()
    changes = {"body": change(body), "isBase64Encoded": False}
    signed: dict[str, Any] = signing.signed({**event, **changes})
    return signed


def serve(
    sandbox: Sandbox,
    capsys: pytest.CaptureFixture[str],
    event: dict[str, Any],
    config: dict[str, Any] | None = None,
) -> Outcome:
    """Put one event through a new instance of the function."""
    environment = {
        "CONFIG_URI": "env:CONFIG",
        "CONFIG": json.dumps(config or sandbox_config()),
        "DYSMSAPI_ENDPOINT": sandbox.endpoint,
        "GLOBE_ENDPOINT": sandbox.endpoint,
    }
    handler = wire(environment, SystemClock(), time.monotonic())
    reply: Any = handler(event, Context("00000000-test"))
    (line,) = (line for line in log_lines(capsys) if line["event"] == "call")
    return Outcome(reply["statusCode"], line)


@each_caller
def test_open(sandbox: Sandbox, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """With its entry a caller is served."""
    outcome = serve(sandbox, capsys, event_of(name))
    assert (outcome.status, outcome.line["outcome"]) == (200, "sent")
    assert len(sandbox.messages) == 1


@each_caller
@pytest.mark.parametrize("closed", ["absent", "null"])
def test_closed(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str], name: str, closed: str
) -> None:
    """Without an entry a caller is a stranger, with whatever credential; the log knows why."""
    config = sandbox_config(**{name: None})
    if closed == "absent":
        del config["callers"][name]
    outcome = serve(sandbox, capsys, event_of(name), config)
    assert (outcome.status, outcome.line["reason"]) == (401, "not_configured")
    assert not sandbox.requests


@each_caller
def test_entry_of_another(sandbox: Sandbox, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """One caller's secret does not open another's path."""
    event = event_of(name)
    other = next(other for other in NAMES if other not in {name, "supabase"})
    event["rawPath"] = f"/{other}"
    assert serve(sandbox, capsys, event).status == 401
    assert not sandbox.requests


@each_caller
def test_patience(sandbox: Sandbox, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """No send begins when the caller is about to give up: it waits since the gateway took it."""
    longest = PATIENCE.get(name, 8.0)
    for waited, outcome in ((longest - 4.0, "sent"), (longest - 1.4, "unavailable")):
        event = event_of(name)
        event["requestContext"]["timeEpoch"] = int((time.time() - waited) * 1000)
        assert serve(sandbox, capsys, event).line["outcome"] == outcome
    assert len(sandbox.messages) == 1


@each_caller
def test_window(name: str) -> None:
    """A minute is shorter than a person's second request; a queue sends again for longer."""
    (caller,) = (caller for caller in CALLERS if caller.name == name)
    assert caller.window == WINDOWS.get(name, 60.0)


@each_caller
@pytest.mark.parametrize(
    ("written", "outcome"),
    [
        ("138\u00a00013\u2011８０００\u202c", "sent"),
        ("1380013800⁰", "invalid_phone"),
        ("13800138⑩0", "invalid_phone"),
    ],
    ids=ascii,
)
def test_number_as_pasted(
    sandbox: Sandbox,
    capsys: pytest.CaptureFixture[str],
    name: str,
    written: str,
    outcome: str,
) -> None:
    """Whichever dialect brings a number, it is read at one door (`tests/test_phone_pasted.py`)."""
    in_body = quote(written) if name == "casdoor" else written  # whose sample is a form
    event = event_of(name, lambda body: body.replace("13800138000", in_body))
    assert serve(sandbox, capsys, event).line["outcome"] == outcome
    sent = ["13800138000"] if outcome == "sent" else []
    assert [message.phone for message in sandbox.messages] == sent


def with_address(body: str) -> str:
    """Return *body* with an address where its sample has one, else where another could have it."""
    if "203.0.113.7" in body:
        return body.replace("203.0.113.7", "2001:DB8::7%13800138000")
    told = '{"ip":"2001:DB8::7%13800138000",'
    return body.replace("{", told, 1) if body.startswith("{") else f"{body}&ip=2001:DB8::7"


@each_caller
def test_address(sandbox: Sandbox, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """The log has the address, and that alone, from those who tell it and from no others."""
    line = serve(sandbox, capsys, event_of(name, with_address)).line
    assert line["outcome"] == "sent"
    assert line.get("ip") == ("2001:db8::7" if name in ADDRESSED else None)


def test_the_security_page_says_who_tells_the_address() -> None:
    """In the row of the log, whichever callers they are."""
    rows = (
        read(ROOT / "docs/security.md")
        .section("What is known about people, and where it stays")
        .tables[0]
    )
    (log,) = (row for row in rows if row[0] == "the log")
    told = log[3].partition("`ip` from ")[2].partition(";")[0]
    assert set(re.split(", | or ", told)) == set(ADDRESSED.values())


@each_caller
def test_method(front: Front, name: str) -> None:
    """Only POST sends; the others are told so, and none makes Supabase call again."""
    told = {}
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        connection = HTTPConnection(front.url.removeprefix("http://"), timeout=120)
        connection.request(method, f"/{name}")
        response = connection.getresponse()
        response.read()
        connection.close()
        told[method] = (response.status, response.getheader("allow"))
    assert told == dict.fromkeys(told, (405, "POST"))


@each_caller
def test_size(front: Front, name: str) -> None:
    """A body over the caller's limit is turned away before anybody looks at the credential."""
    limit = BODY_LIMITS.get(name, 16 * KIB)
    assert front.post(f"/{name}", b"x" * limit, {}).status == 401
    assert front.post(f"/{name}", b"x" * (limit + 1), {}).status == 413
