"""The whole function with its claims in each store: one SMS, a true answer, and no trace of it."""

import base64
import hashlib
import secrets
from typing import Any, Final

import pytest

from support.app_bench import BODY, CODE, DOCUMENT, FIELDS, NUMBER, AppBench, bearer
from support.claims.attempts import in_time
from support.claims.dynamodb import Table
from support.claims.redis_server import RedisServer

pytest_plugins = ["support.claims.fixtures"]
# DynamoDB has two tests of its own below: moto, in this process, can be too slow for 0.1 s.
each_store = pytest.mark.parametrize("uri", ["memory", "redis", "rediss"], indirect=True)
WINDOW: Final = 60.0  # s, the generic caller's
USAGES: Final = ("SignIn", "MfaVerification")
TEMPLATES: Final = [{"usageType": usage, "templateCode": "SMS_1000001"} for usage in USAGES]


@pytest.fixture
def uri(request: pytest.FixtureRequest) -> str:
    """Give the `CLAIMS_URI` of the store that the test's parameter names."""
    if request.param == "memory":
        return "memory:"
    return str(request.getfixturevalue(request.param).uri)


def configure(bench: AppBench, claims_uri: str = "memory:", **members: object) -> None:
    """Start the function anew with its claims at *claims_uri*, under a key that nobody else has."""
    key = {"claimsKey": secrets.token_hex(32)}
    bench.configure({**DOCUMENT, "templates": TEMPLATES, **key, **members})
    bench.app = bench.wired({"CLAIMS_URI": claims_uri})


def direct(bench: AppBench, **changes: str) -> dict[str, Any]:
    """Ask directly for one SMS."""
    return bench.direct({**FIELDS, **changes})


def codes(bench: AppBench, times: int, **changes: str) -> list[str]:
    """Ask directly some times for the same, and return the outcomes."""
    return [str(direct(bench, **changes)["code"]) for _ in range(times)]


@each_store
def test_a_repeat_gets_the_first_receipt(bench: AppBench, uri: str) -> None:
    """Over HTTP the second reply is 200 with the first one's receipt; one SMS has gone out."""
    configure(bench, uri)
    first, second = bench.http(), bench.http()
    assert (first.status, first.document["code"]) == (200, "sent")
    assert (second.status, second.document["code"]) == (200, "duplicate")
    for name in ("bizId", "providerRequestId"):
        assert first.document[name] == second.document[name]
    assert len(bench.sandbox.messages) == 1


@pytest.mark.parametrize("uri", ["redis", "rediss", "dynamodb"], indirect=True)
def test_instances_share_a_durable_store(
    bench: AppBench, uri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What one instance has sent another does not send again, and one has failed to, it does."""

    def attempt() -> tuple[list[dict[str, Any]], str]:
        bench.sandbox.clear()
        configure(bench, uri)
        bench.sandbox.answer_next("isv.BUSINESS_LIMIT_CONTROL")
        replies = []
        for _ in range(3):
            replies.append(direct(bench))
            bench.app = bench.wired({"CLAIMS_URI": uri})
        return replies, capsys.readouterr().out

    replies = in_time(attempt)
    assert [reply["code"] for reply in replies] == ["rate_limited", "sent", "duplicate"]
    assert replies[1]["bizId"] == replies[2]["bizId"]
    assert len(bench.sandbox.messages) == 1


@pytest.mark.parametrize(
    "other", [{"phone": "+8613800138001"}, {"usageType": "MfaVerification"}, {"code": "246802"}]
)
def test_what_is_not_the_same_is_sent(bench: AppBench, other: dict[str, str]) -> None:
    """Another number, usage or code is another SMS."""
    configure(bench)
    assert [*codes(bench, 2), *codes(bench, 2, **other)] == ["sent", "duplicate"] * 2
    assert len(bench.sandbox.messages) == 2


def test_each_caller_has_its_own_requests(bench: AppBench) -> None:
    """The same request by another caller is not a repeat."""
    configure(bench)
    assert [direct(bench)["code"], bench.http().document["code"]] == ["sent", "sent"]


def test_after_its_window_the_same_is_sent_again(bench: AppBench) -> None:
    """The window begins with the receipt and has the caller's length."""
    configure(bench)
    assert codes(bench, 1) == ["sent"]
    bench.clock.sleep(WINDOW - 0.1)
    assert codes(bench, 1) == ["duplicate"]
    bench.clock.sleep(0.1)
    assert codes(bench, 1) == ["sent"]


@pytest.mark.parametrize(
    ("vendor_code", "outcome"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", "rate_limited"),
        ("isv.AMOUNT_NOT_ENOUGH", "quota_exhausted"),
        ("isp.SYSTEM_ERROR", "uncertain"),
    ],
)
@each_store
def test_after_a_failure_a_repeat_goes_out(
    bench: AppBench, uri: str, vendor_code: str, outcome: str
) -> None:
    """A certain failure releases the claim, and after `uncertain` a repeat may go out too."""
    configure(bench, uri)
    bench.sandbox.answer_next(vendor_code)
    assert codes(bench, 3) == [outcome, "sent", "duplicate"]


@each_store
def test_an_idempotency_key_stands_beside_the_content(bench: AppBench, uri: str) -> None:
    """The same code goes out once under whatever keys, and a key stands for one request."""
    configure(bench, uri)

    def ask(key: str, body: str = BODY) -> tuple[int, str]:
        answer = bench.http(headers={**bearer(), "Idempotency-Key": key}, body=body)
        return answer.status, str(answer.document["code"])

    assert ask("one") == (200, "sent")
    assert bench.http().document["code"] == "duplicate"
    assert [ask("one"), ask("two")] == [(200, "duplicate")] * 2
    assert ask("one", BODY.replace(CODE, "246802")) == (400, "invalid_request")
    assert ask("\ud800", BODY.replace(CODE, "246802")) == (200, "sent")
    assert len(bench.sandbox.messages) == 2


@each_store
def test_after_uncertain_the_same_key_sends_nothing(bench: AppBench, uri: str) -> None:
    """The caller that names its request is told so again; who names none can have it sent."""
    configure(bench, uri)
    bench.sandbox.answer_next("isp.SYSTEM_ERROR")
    key = {**bearer(), "Idempotency-Key": "one"}
    answers = [bench.http(headers=key).document["code"] for _ in range(3)]
    assert answers == ["uncertain"] * 3
    assert len(bench.sandbox.requests) == 1
    assert bench.http().document["code"] == "sent"


@each_store
def test_limits_per_number(bench: AppBench, uri: str) -> None:
    """A number has its windows, a repeat takes no place in them, and the next window is empty."""
    configure(bench, uri, limits={"perNumber": [[2, 60], [3, 3600]]})

    def asked(code: str) -> tuple[int, str, str | None]:
        answer = bench.http(body=BODY.replace(CODE, code))
        return answer.status, str(answer.document["code"]), answer.headers.get("Retry-After")

    bench.clock.now -= bench.clock.time() % 3600
    assert [asked(code)[1] for code in ("1000", "1000", "1001")] == ["sent", "duplicate", "sent"]
    assert asked("1002") == (429, "rate_limited", "60")
    assert codes(bench, 1, phone="+8613800138001") == ["sent"]
    bench.clock.sleep(60)
    assert [asked(code)[1] for code in ("1003", "1004")] == ["sent", "rate_limited"]
    assert asked("1004") == (429, "rate_limited", "3540")
    bench.clock.sleep(3540)
    assert asked("1005")[1] == "sent"


@each_store
def test_what_was_not_sent_takes_no_place(bench: AppBench, uri: str) -> None:
    """The vendor's refusal gives its place back; `uncertain` keeps it."""
    configure(bench, uri, limits={"perHour": 2})
    for vendor_code in ("isv.BUSINESS_LIMIT_CONTROL", "isv.AMOUNT_NOT_ENOUGH", "isp.SYSTEM_ERROR"):
        bench.sandbox.answer_next(vendor_code)
    assert codes(bench, 5) == ["rate_limited", "quota_exhausted", "uncertain", "sent", "duplicate"]
    assert direct(bench, code="246802")["code"] == "quota_exhausted"


def test_limits_per_address(bench: AppBench) -> None:
    """Whatever the numbers, an address has its windows; another one has its own."""
    configure(bench, limits={"perIp": [[2, 60]]})
    asked = [direct(bench, phone=f"+861380013800{n}", ip="8.8.8.8") for n in range(3)]
    assert [answer["code"] for answer in asked] == ["sent", "sent", "rate_limited"]
    assert 0 < asked[2]["retryAfter"] <= 60
    assert codes(bench, 1, phone="+8613800138009", ip="8.8.4.4") == ["sent"]
    assert codes(bench, 3, ip="10.0.0.1", phone="+8613800138008")[0] == "sent"


@pytest.mark.parametrize(
    "limits", [{"perHour": 1}, {"perRegionDay": {"CN": 1}}, {"perRegionDay": {"*": 1}}]
)
def test_limits_of_all_numbers(bench: AppBench, limits: dict[str, object]) -> None:
    """Beyond them the operator's own quota is exhausted, whoever asks, until the window ends."""
    configure(bench, limits=limits)
    assert codes(bench, 1) == ["sent"]
    breach = direct(bench, phone="+8613800138001")
    assert (breach["code"], breach["status"]) == ("quota_exhausted", 503)
    bench.clock.sleep(breach["retryAfter"])
    assert codes(bench, 1, phone="+8613800138001") == ["sent"]


@pytest.mark.parametrize(
    ("paused", "outcomes"),
    [
        (True, ["unavailable", "unavailable"]),
        (False, ["sent", "sent"]),
        (["MfaVerification"], ["sent", "unavailable"]),
        ([], ["sent", "sent"]),
    ],
)
def test_paused(bench: AppBench, paused: object, outcomes: list[str]) -> None:
    """Everything, or the usages that are named, is `unavailable` at once, and nothing is sent."""
    configure(bench, paused=paused)
    answers = [direct(bench, usageType=usage)["code"] for usage in USAGES]
    assert answers == outcomes
    assert len(bench.sandbox.requests) == outcomes.count("sent")


def traces(secret: str) -> set[str]:
    """Return every form in which somebody could have written *secret* down, or an unkeyed hash."""
    data = secret.encode()
    hashes = [hashlib.new(name, data) for name in ("md5", "sha1", "sha256", "sha512")]
    coded = [data, *(each.digest() for each in hashes)]
    forms = {secret, secret[::-1], data.hex(), *(each.hexdigest() for each in hashes)}
    return forms | {base64.b64encode(each).decode().rstrip("=") for each in coded}


def fill(bench: AppBench, claims_uri: str, code: str) -> dict[str, Any]:
    """Let the store at *claims_uri* see every kind of outcome; return the receipt for *code*."""
    limits = {"perNumber": [[4, 3600]], "perHour": 500, "perRegionDay": {"*": 90}}
    configure(bench, claims_uri, limits=limits)
    receipt = direct(bench, code=code)
    for vendor_code in ("isv.BUSINESS_LIMIT_CONTROL", "isp.SYSTEM_ERROR"):
        bench.sandbox.answer_next(vendor_code)
        direct(bench, code=code, usageType="MfaVerification")
    headers = {**bearer(), "Idempotency-Key": f"{NUMBER} {code}"}
    bench.http(headers=headers, body=BODY.replace(CODE, code))
    assert direct(bench)["code"] == "sent"
    return receipt


@pytest.mark.parametrize("name", ["redis", "dynamodb"])
def test_a_durable_store_knows_neither_number_nor_code(
    bench: AppBench,
    name: str,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """After every kind of outcome it holds receipts and counts, and no form of number or code."""
    store: RedisServer | Table = request.getfixturevalue(name)
    code = "Zq7Xw9"  # no hexadecimal digits by chance
    receipt = in_time(lambda: (fill(bench, store.uri, code), capsys.readouterr().out))
    dump = store.dump()
    assert receipt["bizId"] in dump
    assert "uncertain" in dump
    secrets_of_it = (code, NUMBER, f"86{NUMBER}", f"+86{NUMBER}", f"{NUMBER} {code}")
    assert not [form for secret in secrets_of_it for form in traces(secret) if form in dump]


def test_no_store_is_asked_for_what_is_refused_before(bench: AppBench) -> None:
    """A paused usage, a region that is closed and a bad request leave no trace in the limits."""
    configure(bench, limits={"perHour": 1}, paused=["MfaVerification"])
    for refused in ({"usageType": "MfaVerification"}, {"phone": "+85251234567"}, {"code": "1"}):
        assert direct(bench, **refused)["code"] != "sent"
    assert codes(bench, 1) == ["sent"]
