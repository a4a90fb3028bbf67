"""docs/architecture.md: its example adapters work, alone and all together."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aliyun_sms_sandbox.loopback import LoopbackServer
from smscode.call import Call, ReplyContext
from smscode.claims.access import Immediate
from smscode.claims.books import Bookkeeping, Origin
from smscode.claims.ledger import ClaimRequest, Ledger
from smscode.clock import Deadline
from smscode.config.callers import TokenEntry
from smscode.config.model import config_model, parse_config
from smscode.credentials import Credentials
from smscode.delivery import Delivery, SignOrder, SmsService
from smscode.logs import Log
from smscode.outcome import SENT, UNAVAILABLE, UNCERTAIN, Outcome, OutcomeError
from smscode.request import Rules, read_request
from smscode.senders import Remedy, Sms
from smscode.settings import Endpoint
from smscode.triggers import TRIGGERS
from support.app_bench import CODE, DOCUMENT, NUMBER
from support.documents import load
from support.letting_in import let_in
from support.pages.page import read
from support.paths import ROOT
from support.stand_ins import HeldClock

PAGE: Final = read(ROOT / "docs/architecture.md")
#: What the example classes import.
IMPORTS: Final = """
from __future__ import annotations
import http.client, json, sqlite3
from functools import partial
from pathlib import Path
from smscode.call import Call
from smscode.callers import authentication, body, replies
from smscode.outcome import *
from smscode.outcome import failure
from smscode.senders import Attempt, Remedy
from smscode.triggers.envelope import body_bytes, encode, lower_names, section, text
"""
TOKEN: Final = "t" * 32
CONFIG: Final = {**DOCUMENT, "callers": {"acme": {"tokens": [TOKEN]}}}
EVENT: Final = {
    "requestContext": {"acme": {}},
    "httpMethod": "POST",
    "path": "/acme",
    "headers": {"Authorization": f"Bearer {TOKEN}"},
    "body": json.dumps({"mobile": f"86{NUMBER}", "otp": CODE}),
}


def example(name: str) -> Any:  # noqa: ANN401 - a class of the page
    """Return the class *name* of the page."""
    (block,) = (block for block in PAGE.blocks("python") if f"class {name}:" in block)
    names: dict[str, Any] = {}
    exec(IMPORTS + block, names)  # noqa: S102 - the page's own
    return names[name]


@pytest.fixture
def clock() -> HeldClock:
    """Return a clock that stands still."""
    return HeldClock()


def test_a_call_goes_all_the_way_through_the_examples(tmp_path: Path, clock: HeldClock) -> None:
    """An event of the gateway, in the dialect, with the store's config, is sent by the sender."""
    (tmp_path / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    trigger = next(each for each in (example("AcmeGateway"), *TRIGGERS) if each.matches(EVENT))(
        EVENT
    )
    caller = example("Acme")()
    config = parse_config(
        example("Folder")(str(tmp_path)).read(), config_model({"acme": TokenEntry})
    )
    call = trigger.read()
    assert call.last_segment == caller.name
    let_in(caller, call, config)
    received: list[bytes] = []
    with_acme = LoopbackServer(answering(200, received))
    try:
        sender = example("AcmeSms")(Endpoint.parse(with_acme.endpoint, "ACME"))
        log = Log("ERROR")
        service = SmsService(
            Bookkeeping("memory:", clock, log),
            Delivery(lambda _: sender, lambda: None, lambda old, _: old, SignOrder(log), clock),
        )
        deadline = Deadline(clock, clock.monotonic() + 8)
        outcome = service.send(caller.read(call, config), Origin("acme", 60.0), config, deadline)
    finally:
        with_acme.stop()
    reply = trigger.encode(caller.reply(outcome, ReplyContext("r")))
    assert (reply["statusCode"], json.loads(reply["body"])["code"]) == (200, "sent")
    assert [json.loads(each)["to"] for each in received] == [f"+86{NUMBER}"]


def answering(status: int, received: list[bytes]) -> Starlette:
    """Return a vendor that keeps what it gets and answers *status*."""

    async def take(request: Request) -> Response:
        received.append(await request.body())
        return Response(status_code=status)

    return Starlette(routes=[Route("/sms", take, methods=["POST"])])


def test_the_example_sender_tells_before_from_after(clock: HeldClock) -> None:
    """Without a connection it is `unavailable`, and can be repeated; an odd answer is not."""
    config = load(DOCUMENT)
    fields = {"phone": f"+86{NUMBER}", "code": CODE, "usageType": "SignIn"}
    request = read_request(fields, Rules(config.usage_types, strict=True))
    (template,) = config.references_for("SignIn", request.phone, None)
    sms = Sms(request.phone, request.code, "Acme", template, None)
    deadline, key = Deadline(clock, clock.monotonic() + 8), Credentials("id", "secret")
    kind = example("AcmeSms")
    nobody = kind(Endpoint.parse("http://127.0.0.1:1", "ACME")).prepare(sms, key)(deadline)
    assert (nobody.outcome.kind, nobody.remedy) == (UNAVAILABLE, Remedy.REPEAT)
    odd = LoopbackServer(answering(502, []))
    try:
        attempt = kind(Endpoint.parse(odd.endpoint, "ACME")).prepare(sms, key)(deadline)
    finally:
        odd.stop()
    assert (attempt.outcome.kind, attempt.remedy) == (UNCERTAIN, None)


def test_the_example_caller_is_closed_to_strangers() -> None:
    """Another token is `unauthorized`."""
    caller = example("Acme")()
    config = parse_config(json.dumps(CONFIG), config_model({"acme": TokenEntry}))
    with pytest.raises(OutcomeError, match="unauthorized"):
        let_in(caller, Call(headers={"authorization": "Bearer x"}), config)


def test_the_example_secret_store_says_what_is_missing(tmp_path: Path) -> None:
    """An empty folder is the operator's to mend."""
    with pytest.raises(OutcomeError, match="misconfigured"):
        example("Folder")(str(tmp_path)).read()


def test_the_example_claim_store_holds_what_a_ledger_asks(clock: HeldClock) -> None:
    """The same entry is sent once in its window, and again after it; counts and ends are right."""
    store = example("Sqlite")(":memory:", clock)
    ledger = Ledger(Immediate(store), clock)
    entry = ClaimRequest("key", 60.0)
    deadline = Deadline(clock, clock.monotonic() + 8)
    kinds = [ledger.once(entry, deadline, lambda: Outcome(SENT)).kind.code for _ in range(2)]
    clock.sleep(61)
    later = Deadline(clock, clock.monotonic() + 8)
    kinds.append(ledger.once(entry, later, lambda: Outcome(SENT)).kind.code)
    assert kinds == ["sent", "duplicate", "sent"]
    assert [store.add("n", 2, 5.0), store.add("n", -1, 5.0)] == [2, 1]
    clock.sleep(6)
    assert store.add("n", 1, 5.0) == 1
