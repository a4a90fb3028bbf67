"""A signed request that somebody has caught: however it is sent again, it is one SMS."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest

from local.signing import SCHEMES
from support.app_bench import DOCUMENT, Answer, AppBench
from support.callers import authgear_gateway, supabase_hook, zitadel_provider
from support.claims.redis_server import RedisServer

pytest_plugins = ["support.claims.fixtures"]
CODE: Final = "246802"
WINDOW: Final = 61.0  # s; after it the content alone would go out again
LIFE: Final = 300.0  # s for which a signature's time is believed
NEXT: Final = secrets.token_hex(16)  # the key that follows the first


@dataclass(frozen=True, slots=True)
class Sender:
    """One that signs.

    Attributes:
        path: Of the caller.
        scheme: How it signs.
        keys: The config's: the one that it uses, and the next.
        entry: The caller's entry in the config.
        body: What it sends.
    """

    path: str
    scheme: str
    keys: tuple[str, ...]
    entry: Mapping[str, object]
    body: str

    def request(self, *keys: str, age: float = 0.0) -> tuple[dict[str, str], str]:
        """Return headers and body, signed *age* seconds ago."""
        moment = int(time.time() - age)
        return SCHEMES[self.scheme](keys or self.keys, moment, self.body.encode()), self.body


SENDERS: Final = {
    "supabase": Sender(
        "/supabase",
        "standard-webhooks",
        (supabase_hook.SECRET, "v1,whsec_" + "QUFB" * 11),
        {"webhookSecrets": [supabase_hook.SECRET, "v1,whsec_" + "QUFB" * 11]},
        json.dumps(supabase_hook.payload(CODE)),
    ),
    "zitadel": Sender(
        "/zitadel",
        "zitadel",
        (zitadel_provider.KEY, NEXT),
        {"signingKeys": [zitadel_provider.KEY, NEXT]},
        json.dumps(zitadel_provider.message(CODE)),
    ),
    "authgear": Sender(
        "/authgear",
        "authgear",
        (authgear_gateway.SECRET,),
        {"webhookSecrets": [authgear_gateway.SECRET, NEXT]},
        json.dumps(authgear_gateway.message(CODE)),
    ),
}
each_sender = pytest.mark.parametrize("sender", SENDERS.values(), ids=SENDERS)
each_store = pytest.mark.parametrize("store", ["memory", "redis", "dynamodb"], indirect=True)


@dataclass(frozen=True, slots=True)
class Store:
    """A claim store, and how the windows of contents come to their end in it."""

    uri: str
    outlast: Callable[[], None]


@pytest.fixture
def store(request: pytest.FixtureRequest, bench: AppBench) -> Store:
    """Give the store that the test's parameter names."""
    if request.param == "memory":
        return Store("memory:", lambda: bench.clock.sleep(WINDOW))
    found: Any = request.getfixturevalue(request.param)
    if request.param == "dynamodb":
        return Store(found.uri, lambda: bench.clock.sleep(WINDOW))
    return Store(found.uri, lambda: _end_contents(found))


def _end_contents(redis: RedisServer) -> None:
    """End what would have ended: the server's own clock cannot be held."""
    for key in redis.inside.scan_iter():
        if redis.inside.pttl(key) <= WINDOW * 1000:
            redis.inside.delete(key)


@pytest.fixture
def start(bench: AppBench, store: Store) -> Callable[[], None]:
    """Give what starts another instance of the function, with the same config and store."""
    document = {
        **DOCUMENT,
        "claimsKey": secrets.token_hex(32),
        "templates": [{"usageType": "Generic", "templateCode": "SMS_1000004"}],
        "callers": {name: sender.entry for name, sender in SENDERS.items()},
    }
    bench.configure(document)

    def begin() -> None:
        bench.app = bench.wired({"CLAIMS_URI": store.uri})

    begin()
    return begin


def told(answer: Answer) -> str:
    """Return what the sender is told, in one word."""
    document = answer.document
    if "error" in document:
        return str(document["error"]["http_code"])
    return str(document.get("outcome") or document.get("code") or "ok")


def changed(sender: Sender, headers: Mapping[str, str]) -> list[tuple[str, dict[str, str]]]:
    """Return a caught request as it could be sent again: path with query, and headers.

    What is changed is not under the signature, or is one of several signatures.
    """
    ways = [(sender.path, {**headers, "Idempotency-Key": secrets.token_hex(8)}) for _ in range(5)]
    ways += [
        (sender.path, dict(headers)),
        (f"{sender.path}?usage=SignIn", dict(headers)),
        (f"/x{sender.path}/", {**headers, "Content-Type": "text/plain", "X-Forwarded-For": "1"}),
    ]
    if sender.scheme == "standard-webhooks":
        alone = headers["webhook-signature"].split(", ")
        ways += [(sender.path, {**headers, "webhook-signature": each}) for each in alone]
    if sender.scheme == "zitadel":
        stamp, *alone = headers["ZITADEL-Signature"].split(",")
        ways += [(sender.path, {"ZITADEL-Signature": f"{stamp},{each}"}) for each in alone]
        ways.append((sender.path, {"ZITADEL-Signature": f"{alone[1]},x=y,{stamp},{alone[0]}"}))
    return ways


@each_store
@each_sender
def test_a_caught_request_is_one_sms(
    bench: AppBench, store: Store, start: Callable[[], None], sender: Sender
) -> None:
    """As long as its signature is good, in the instance that has served it and in others.

    With fresh Idempotency-Keys, another query, other headers and one signature of several.
    """
    headers, body = sender.request()
    assert told(bench.http(path=sender.path, headers=headers, body=body)) in ("sent", "ok")
    for path, others in changed(sender, headers):
        store.outlast()
        if store.uri != "memory:":
            start()
        bench.clock.now = min(bench.clock.now, 1_000.0 + LIFE)
        assert told(bench.http(path=path, headers=others, body=body)) in ("duplicate", "ok")
    assert len(bench.sandbox.messages) == 1


@each_store
@each_sender
def test_a_replay_after_uncertain(
    bench: AppBench, store: Store, start: Callable[[], None], sender: Sender
) -> None:
    """What may have been sent is not sent again by who has caught it, and no vendor is asked."""
    headers, body = sender.request()
    bench.sandbox.answer_next("isp.SYSTEM_ERROR")
    for _ in range(3):
        assert told(bench.http(path=sender.path, headers=headers, body=body)) != "sent"
        store.outlast()
        if store.uri != "memory:":
            start()
    assert len(bench.sandbox.requests) == 1


@each_store
@each_sender
def test_what_was_not_sent_can_be_sent_again(
    bench: AppBench, start: Callable[[], None], sender: Sender
) -> None:
    """A certain failure takes nothing from the message: a repeat of it is the first SMS."""
    headers, body = sender.request()
    bench.sandbox.answer_next("isv.BUSINESS_LIMIT_CONTROL")
    bench.http(path=sender.path, headers=headers, body=body)
    assert not bench.sandbox.messages
    start()
    for _ in range(2):
        bench.http(path=sender.path, headers=headers, body=body)
    assert len(bench.sandbox.messages) == 1


@each_store
@pytest.mark.parametrize("name", ["supabase", "zitadel"])
def test_after_its_life_a_signature_is_none(
    bench: AppBench, start: Callable[[], None], name: str
) -> None:
    """A time of more than five minutes ago is refused, whatever is remembered of it."""
    start()
    sender = SENDERS[name]
    headers, body = sender.request(age=LIFE + 1)
    assert bench.http(path=sender.path, headers=headers, body=body).status == 401
    assert not bench.sandbox.requests


@pytest.mark.parametrize("store", ["memory"], indirect=True)
def test_authgears_test_message_can_be_sent_again(
    bench: AppBench, start: Callable[[], None]
) -> None:
    """The portal's test has one constant body: it is remembered for ten minutes, others a day."""
    start()
    sender = SENDERS["authgear"]
    message = authgear_gateway.message(CODE)
    del message["template_name"]
    test = json.dumps(message)
    signed = SCHEMES["authgear"](sender.keys, 0, test.encode())
    real, body = sender.request()

    def send_both() -> int:
        bench.sandbox.clear()
        bench.http(path=sender.path, headers=signed, body=test)
        bench.http(path=sender.path, headers=real, body=body)
        return len(bench.sandbox.messages)

    sent = []
    for seconds in (0, 599, 601, 86_400):
        bench.clock.now = 1_000.0 + seconds
        sent.append(send_both())
    assert sent == [2, 0, 1, 2]
