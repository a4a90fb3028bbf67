"""No log, reply, traceback or exception shows a code, a full number, a key or a token."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

import pytest

from support.leaks.child import Plan
from support.leaks.children import children
from support.leaks.inputs import INPUTS
from support.leaks.made_up import Secrets
from support.leaks.peers import meeting
from support.leaks.scanner import found
from support.leaks.scenarios import SETTINGS, STORES, VENDOR, Make
from support.leaks.scene import Scenario, Scene

Play: TypeAlias = Callable[[Scenario], str]
SCENARIOS: Final[Mapping[str, Make]] = {**VENDOR, **STORES, **SETTINGS, **INPUTS}
# Those in which the SDK or boto3 has something to say, at DEBUG.
TALKATIVE: Final = {*VENDOR, *STORES}


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Return secrets that nobody has seen, and peers who know them."""
    secrets = Secrets()
    with meeting(secrets) as peers:
        yield Scene(secrets, peers)


@pytest.fixture(scope="module")
def play(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """Return what plays a scenario in a process of its own, and returns all that it has written.

    That is replies and exceptions included. What the libraries wrote before is looked at last.
    """
    vendor, folder = scene.peers.vendor, tmp_path_factory.mktemp("leaks")
    with children(scene.environment(), folder) as actors:

        def play(scenario: Scenario) -> str:
            vendor.clear()
            for answer in scenario.answers:
                vendor.script(answer)
            return actors.output_of(scenario.plan, scenario.environment)

        yield play
    imports = (folder / "imports").read_text(encoding="utf-8")
    assert found(imports, scene.secrets.by_name()) == []


def codes_of(output: str) -> list[str]:
    """Return the outcome in each reply."""
    replies = [json.loads(line[6:]) for line in output.splitlines() if line.startswith("REPLY ")]
    return [json.loads(r["body"])["code"] if "body" in r else r["code"] for r in replies]


@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_leaks(scene: Scene, play: Play, name: str) -> None:
    """Whatever comes of a call, and whoever listens at whatever level, no secret is seen."""
    scenario = SCENARIOS[name](scene)
    output = play(scenario)
    assert found(output, scene.secrets.by_name()) == []
    assert codes_of(output) == list(scenario.outcomes)
    assert len(re.findall(r'"event": "call"|"event": "failed"', output)) == len(codes_of(output))
    assert name not in TALKATIVE or "'msg': '(withheld)'" in output


def hook(scene: Scene, key: str, payload: Mapping[str, object]) -> object:
    """Return a call of Supabase's hook, signed with *key*."""
    body, now = json.dumps(payload).encode(), str(int(time.time()))
    digest = hmac.new(key.encode(), f"m.{now}.".encode() + body, hashlib.sha256).digest()
    headers = (
        ("webhook-id", "m"),
        ("webhook-timestamp", now),
        ("webhook-signature", "v1," + base64.b64encode(digest).decode()),
    )
    return scene.envelope({}, path="/supabase", headers=headers, body=body)


def webhooks(scene: Scene, key: str) -> tuple[object, ...]:
    """Return a call of each caller that signs, signed with *key*; Supabase's is in base64."""
    number, code, now = scene.number, scene.secrets.code, str(int(time.time()))
    text = json.dumps({"to": number, "template_variables": {"code": code}}).encode()
    context = {"recipientPhoneNumber": number}
    queued = json.dumps({"contextInfo": context, "args": {"code": code}}).encode()
    of_text = hmac.new(key.encode(), text, hashlib.sha256).hexdigest()
    of_queued = hmac.new(key.encode(), f"{now}.".encode() + queued, hashlib.sha256).hexdigest()
    return (
        hook(scene, key, {"user": {}, "sms": {"phone": number[1:], "otp": code}}),
        scene.envelope(
            {}, path="/authgear", headers=(("x-authgear-body-signature", of_text),), body=text
        ),
        scene.envelope(
            {},
            path="/zitadel",
            headers=(("ZITADEL-Signature", f"t={now},v1={of_queued}"),),
            body=queued,
        ),
    )


def test_no_webhook_secret_leaks(scene: Scene, play: Play) -> None:
    """Callers that sign are served or refused, and neither shows the key that they sign with."""
    some = scene.secrets
    supabase, *_ = webhooks(scene, some.webhook_key)
    _, authgear, zitadel = webhooks(scene, some.signing_key)
    plan = Plan((supabase, authgear, zitadel, *webhooks(scene, some.wrong_bearer)))
    output = play(Scenario((), plan, scene.environment()))
    assert found(output, some.by_name()) == []
    outcomes = re.findall(r'"event": "call".*"outcome": "(\w+)"', output)
    assert outcomes == ["sent"] * 3 + ["unauthorized"] * 3


def telling(scene: Scene, address: object) -> tuple[object, ...]:
    """Return a call of each caller who tells the person's address, to a number of no region."""
    stranger, code = scene.secrets.stranger, scene.secrets.code
    fields = scene.fields(phone=f"+{stranger}", ip=address)
    message = {"to": stranger, "type": "SignIn", "payload": {"code": code}, "ip": address}
    sms = {"phone": stranger, "otp": code}
    payload = {"metadata": {"ip_address": address}, "user": {}, "sms": sms}
    return (
        fields,
        scene.envelope(fields),
        scene.envelope(message, path="/logto"),
        hook(scene, scene.secrets.webhook_key, payload),
    )


def test_no_address_leaks(scene: Scene, play: Play) -> None:
    """Whatever stands where an address belongs, the log shows an address or nothing."""
    some = scene.secrets
    scopes = [
        f"{address}%{scope}"
        for address in ("::1", "fe80::1")
        for scope in (some.number, some.code, scene.number, some.key_secret, some.number * 800)
    ]
    texts: list[object] = [some.number, scene.number, some.code, int(some.number), [some.number]]
    texts += [f"{some.number}.1.1.1", f"8.8.8.8%{some.code}", f"::1%%{some.code}", {some.code: 1}]
    texts += [f"::1%/{some.key_secret}", f"{some.number[:4]}:{some.key_secret}"]
    events = [event for address in (*scopes, *texts) for event in telling(scene, address)]
    output = play(Scenario((), Plan(tuple(events)), scene.environment()))
    assert found(output, some.by_name()) == []
    outcomes = re.findall(r'"event": "call".*"outcome": "(\w+)"', output)
    refused = ["invalid_request"] * 2 + ["region_not_allowed"] * 2
    assert outcomes == ["region_not_allowed"] * 4 * len(scopes) + refused * len(texts)
    assert set(re.findall(r'"ip": "([^"]*)"', output)) == {"::1", "fe80::1"}


def test_no_type_leaks(scene: Scene, play: Play) -> None:
    """A type of a dialect that nobody knows is kept in the log unless it tells something."""
    some = scene.secrets
    types = [
        some.code,
        f"x_{some.code}",
        f"New{some.code}Type",
        some.number,
        some.bearer,
        "NewType",
    ]
    payload = {"code": some.code}
    messages = [{"to": some.stranger, "type": each, "payload": payload} for each in types]
    events = tuple(scene.envelope(message, path="/logto") for message in messages)
    output = play(Scenario((), Plan(events), scene.environment()))
    assert found(output, some.by_name()) == []
    assert set(re.findall(r'"unknownType": "([^"]*)"', output)) == {"(withheld)", "NewType"}
    assert output.count('"outcome": "region_not_allowed"') == len(types)


def pushes(scene: Scene, path_secret: str) -> Iterator[object]:
    """Yield pushes of receipts: sound ones in both forms, and what is none, each with numbers."""
    some = scene.secrets
    domestic = {"phone_number": some.number, "success": True, "biz_id": "1", "err_code": "OK"}
    items: tuple[object, ...] = (
        domestic,
        {"To": some.stranger, "Status": "1", "MessageId": "2", "ErrorDescription": some.number},
        {**domestic, "biz_id": [some.number], "err_code": some.number},
        some.number,
    )
    for items_of_one in (items, items[2:]):
        body = json.dumps(items_of_one).encode()
        path = f"/receipts/{path_secret}"
        yield scene.envelope({}, path=path, headers=(), body=body)
        yield scene.envelope({}, path=path, headers=(), body=body[:-1])


def test_no_receipt_leaks(scene: Scene, play: Play) -> None:
    """Whatever is pushed, neither a whole number nor the secret of the path is seen."""
    some = scene.secrets
    plan = Plan((*pushes(scene, some.path_secret), *pushes(scene, some.wrong_path_secret)))
    output = play(Scenario((), plan, scene.environment()))
    assert found(output, some.by_name()) == []
    outcomes = re.findall(r'"event": "call".*"outcome": "(\w+)"', output)
    assert outcomes == ["received", *["invalid_request"] * 3, *["unauthorized"] * 4]


@pytest.mark.parametrize(
    ("name", "secrets"),
    [
        ("sent with the role's key", {"number", "code", "next_code", "role_id", "role_token"}),
        ("Secrets Manager, keeper", {"key_secret", "bearer", "aws_id", "aws_token"}),
    ],
)
def test_the_guards_are_needed(scene: Scene, play: Play, name: str, secrets: set[str]) -> None:
    """Without the guard the same children show all of it, so the test above can fail."""
    scenario = SCENARIOS[name](scene)
    unguarded = replace(scenario, plan=replace(scenario.plan, unguarded=True))
    leaks = found(play(unguarded), scene.secrets.by_name())
    assert {leak.partition(",")[0] for leak in leaks} >= secrets
