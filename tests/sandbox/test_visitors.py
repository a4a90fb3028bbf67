"""Who is answered: on each port no page of another origin, and nobody who asks by another name."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Final
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.exceptions import ClientException
from darabonba.runtime import RuntimeOptions
from playwright.sync_api import Browser

from aliyun_sms_sandbox.aliyun import catalogue, rpc1
from aliyun_sms_sandbox.aliyun.account import Account
from aliyun_sms_sandbox.aliyun.server import Sandbox
from aliyun_sms_sandbox.inbox.box import Box
from aliyun_sms_sandbox.inbox.pages import Surroundings
from aliyun_sms_sandbox.inbox.server import Inbox
from aliyun_sms_sandbox.loopback import LoopbackServer, Place
from aliyun_sms_sandbox.wire import Answer, response
from local.function import CONFIG, token_in
from support.inbox.desk import PHONE, ask
from support.inbox.fixtures import browser, new_number, program
from support.inbox.program import Program, forget_everything

__all__ = ["browser", "program"]

MakeClient = Callable[..., Client]
MakeSms = Callable[..., SendSmsRequest]
NAME: Final = "aliyun-sms"
FOREIGN: Final = [
    ({"Host": "attacker.example"}, 421),
    ({"Host": "attacker.example:9100"}, 421),
    ({"Host": "localhost.attacker.example"}, 421),
    ({"Host": "0.0.0.0"}, 421),  # noqa: S104 - a Host header
    ({"Host": NAME}, 421),
    ({"Host": ""}, 421),
    ({"Origin": "https://attacker.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "http://localhost:3000"}, 403),
    ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}, 403),
    ({"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"}, 403),
]
each_stranger = pytest.mark.parametrize(("headers", "status"), FOREIGN, ids=str)
PLACES: Final = (Place(), Place(host="127.0.0.2", names=frozenset({NAME})))


def signed(action: str, method: str = "GET", **members: str) -> str:
    """Return what a page can have a browser ask: a query that the public key has signed."""
    now = datetime.now(timezone.utc)
    query = {
        "Action": action,
        "AccessKeyId": "sandbox-access-key-id",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": str(uuid4()),
        "SignatureVersion": "1.0",
        "Timestamp": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "Version": "2017-05-25",
        **members,
    }
    to_sign = rpc1.string_to_sign(method, query)
    return "/?" + urlencode(
        {**query, "Signature": rpc1.signature(to_sign, "sandbox-access-key-secret")}
    )


def send_sms(phone: str, method: str = "GET") -> str:
    """Return the query that sends."""
    members = {"SignName": "速通科技", "TemplateCode": "SMS_1000001", "PhoneNumbers": phone}
    return signed("SendSms", method, TemplateParam='{"code": "471147"}', **members)


def query_details(phone: str) -> str:
    """Return the query that reads."""
    day = datetime.now(timezone(timedelta(hours=8)))
    pages = {"PageSize": "10", "CurrentPage": "1"}
    return signed("QuerySendDetails", PhoneNumber=phone, SendDate=f"{day:%Y%m%d}", **pages)


def entries(program: Program) -> list[str]:
    """Return the numbers of all that is in the inbox."""
    address = urlsplit(program.inbox).netloc
    messages = ask(address, "GET", "/api/messages").json["messages"]
    refusals = ask(address, "GET", "/api/refusals").json["refusals"]
    return [entry["phone"] for entry in (*messages, *refusals)]


@each_stranger
def test_nobody_foreign_reads_or_sends_through_aliyun(
    program: Program, headers: Mapping[str, str], status: int
) -> None:
    """A signature is no help, for the key is public; it is nowhere, neither as SMS nor refused."""
    forget_everything(program)
    address, phone = urlsplit(program.aliyun).netloc, new_number()
    assert ask(address, "GET", send_sms(phone)).json["Code"] == "OK"
    assert "471147" in ask(address, "GET", query_details(phone)).body
    for target in (send_sms(new_number()), query_details(phone), "/bucket/key"):
        answer = ask(address, "GET", target, **headers)
        assert answer.status == status
        assert answer.json["Message"]
        assert "471147" not in answer.body
    assert entries(program) == [phone]


@each_stranger
def test_nobody_foreign_sends_through_the_function(
    program: Program, headers: Mapping[str, str], status: int
) -> None:
    """The token is public too."""
    forget_everything(program)
    address = urlsplit(program.function).netloc
    body = json.dumps({"phone": new_number(), "usageType": "SignIn", "code": "471147"})
    token = {"Authorization": f"Bearer {token_in(CONFIG)}"}
    answer = ask(address, "POST", "/", body, **token, **headers)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    assert entries(program) == []


@each_stranger
def test_nobody_foreign_reads_or_changes_the_inbox(
    program: Program, headers: Mapping[str, str], status: int
) -> None:
    """Nor its API: a code is neither told nor cleared."""
    forget_everything(program)
    phone = new_number()
    ask(urlsplit(program.aliyun).netloc, "GET", send_sms(phone))
    address = urlsplit(program.inbox).netloc
    for method, target in (("GET", f"/api/codes/{phone}"), ("DELETE", "/api/state")):
        answer = ask(address, method, target, **headers)
        assert answer.status == status
        assert "471147" not in answer.body
    assert entries(program) == [phone]


def test_a_page_of_another_server_here_puts_nothing_in(browser: Browser, program: Program) -> None:
    """Whatever it makes a browser do: an image, a fetch, a form, a link."""
    forget_everything(program)
    image, fetched, link = (program.aliyun + send_sms(new_number()) for _ in range(3))
    form = program.aliyun + send_sms(new_number(), "POST")
    html = (
        f'<img src="{image}"><a href="{link}">link</a>'
        f'<form method="post" action="{form}"><button>form</button></form>'
    ).replace("&", "&amp;")
    stranger = LoopbackServer(response(Answer(200, {"content-type": "text/html"}, html.encode())))
    asked: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for press in ("a", "button"):
            page.goto(stranger.endpoint, wait_until="networkidle")
            page.evaluate("url => fetch(url, {mode: 'no-cors'}).catch(() => {})", fetched)
            with page.expect_response(f"{program.aliyun}/**") as answer:
                page.click(press)
            assert answer.value.status == 403
    stranger.stop()
    assert {image, fetched, link, form} <= set(asked)
    assert entries(program) == []


@dataclass(frozen=True, slots=True)
class _Ports:
    aliyun: str
    inbox: str


@pytest.fixture(params=PLACES, ids=["loopback", "named"])
def ports(request: pytest.FixtureRequest) -> Iterator[_Ports]:
    """Return host and port of Aliyun and of an inbox with a message, at one of two places."""
    box, known = Box(), catalogue.load()
    sandbox = Sandbox(Account.of(known), box.journal(), place=request.param)
    around = Surroundings(sandbox.endpoint, known.access_keys["sandbox-access-key-id"], known)
    inbox = Inbox(box, sandbox, around, replace(request.param, port=0))
    yield _Ports(urlsplit(sandbox.endpoint).netloc, urlsplit(inbox.endpoint).netloc)
    inbox.stop()
    sandbox.stop()


@pytest.mark.parametrize("host", [NAME, f"{NAME}:9100", NAME.upper()])
def test_a_name_is_answered_where_it_is_allowed(ports: _Ports, host: str) -> None:
    """On both ports, with whatever port it is forwarded from, and nowhere else."""
    is_allowed = ports.aliyun.startswith("127.0.0.2:")
    sent = ask(ports.aliyun, "GET", send_sms(PHONE), Host=host)
    read = ask(ports.inbox, "GET", f"/api/codes/{PHONE}", Host=host)
    assert (sent.status, read.status) == ((200, 200) if is_allowed else (421, 421))


def test_an_allowed_name_lets_in_no_page_and_no_other_name(ports: _Ports) -> None:
    """What is named is the server, not who asks."""
    for headers, status in FOREIGN:
        if headers.get("Host") != NAME:
            named = {"Host": NAME} if ports.aliyun.startswith("127.0.0.2:") else {}
            answer = ask(ports.aliyun, "GET", send_sms(PHONE), **{**named, **headers})
            assert answer.status == status
    assert ask(ports.inbox, "GET", "/api/messages").json == {"messages": []}


@pytest.mark.usefixtures("plain_sdk")
def test_the_sdk_tells_why_it_is_not_answered(make_client: MakeClient, make_sms: MakeSms) -> None:
    """So that whoever forgot `--allow-host` reads of it; a proxy stands in for the name's DNS."""
    sandbox = Sandbox.start()
    client = make_client(endpoint="http://sandbox.internal")
    by_name = RuntimeOptions(http_proxy=sandbox.endpoint, no_proxy="")
    with pytest.raises(ClientException, match="--allow-host") as caught:
        client.send_sms_with_options(make_sms(), by_name)
    sandbox.stop()
    assert (caught.value.code, caught.value.status_code) == ("foreign_host", 421)
