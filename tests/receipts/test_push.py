"""Delivery receipts through the whole function: counts, lines, repeats and who may push."""

import json
from typing import Final

import pytest

from support.app_bench import DOCUMENT, AppBench
from support.receipt_pushes import NEXT_SECRET, SECRET, TAKEN, Pusher, abroad, failed, receipt
from support.stand_ins import log_lines

NUMBERS: Final = ("13800138000", "13800138001", "13800138002", "85251234567")


@pytest.fixture
def push(bench: AppBench, capsys: pytest.CaptureFixture[str]) -> Pusher:
    """Return Aliyun, which knows the path secret."""
    return Pusher(bench, capsys)


def test_a_batch(push: Pusher) -> None:
    """Each receipt leaves a line, the batch its counts, and Aliyun is answered in its own words."""
    pushed = push(receipt(0), failed(1), receipt(2))
    assert (pushed.answer.status, pushed.answer.document) == (200, TAKEN)
    assert pushed.answer.headers["Content-Type"] == "application/json"
    assert pushed.counts == (2, 1, 0, 0)
    assert (pushed.call["outcome"], pushed.call["caller"]) == ("received", "receipts")
    assert pushed.call["level"] == "info"
    delivered, undelivered, _ = pushed.receipts
    expected = {
        "bizId": "900619693896070000^0",
        "phone": "+86*******8000",
        "providerCode": "DELIVERED",
        "deliverySeconds": 4.0,
        "delivered": 1,
    }
    assert expected.items() <= delivered.items()
    assert "undelivered" not in delivered
    assert (undelivered["undelivered"], undelivered["providerCode"]) == (1, "MOBILE_NOT_ON_SERVICE")
    assert not [number for number in NUMBERS if number in str(pushed)]


def test_nothing_is_sent(push: Pusher) -> None:
    """A receipt is written down and no more."""
    push(receipt(), failed(1), abroad())
    assert push.bench.sandbox.requests == ()


def test_sms_abroad(push: Pusher) -> None:
    """The other form, which Aliyun has for SMS abroad, is read too."""
    pushed = push(abroad(), abroad(MessageId="2", Status="2"), abroad(MessageId="3", Status="6"))
    assert pushed.counts == (1, 2, 0, 0)
    first = pushed.receipts[0]
    assert (first["bizId"], first["phone"]) == ("123450000000001", "*******4567")
    assert first["deliverySeconds"] == 33.0


def test_repeats(push: Pusher) -> None:
    """A receipt that comes again is answered and counted as a repeat, in one push or another."""
    assert push(receipt(0), receipt(0), failed(1)).counts == (1, 1, 1, 0)
    again = push(receipt(0), failed(1), receipt(2))
    assert again.counts == (1, 0, 2, 0)
    assert [line["bizId"] for line in again.receipts] == ["900619693896070002^0"]
    assert (again.answer.status, again.answer.document) == (200, TAKEN)


def test_what_is_no_repeat(push: Pusher) -> None:
    """Another number of one request, or a later verdict on one SMS, is news."""
    assert push(receipt(0), receipt(0, phone_number="13800138001")).counts == (2, 0, 0, 0)
    assert push(receipt(0, success=False, err_code="MOBILE_SEND_LIMIT")).counts == (0, 1, 0, 0)


def test_its_memory_is_bounded(push: Pusher) -> None:
    """It forgets the oldest of ten thousand: enough for the quarter of an hour of the repeats."""
    push(receipt(biz_id="first"))
    for start in range(0, 10_000, 2500):
        push(*(receipt(biz_id=f"{start + number}") for number in range(2500)))
    assert push(receipt(biz_id="9999")).counts == (0, 0, 1, 0)
    assert push(receipt(biz_id="first")).counts == (1, 0, 0, 0)


def test_no_receipts(push: Pusher) -> None:
    """An empty batch is one: a test of the address may look so."""
    pushed = push()
    assert (pushed.answer.status, pushed.counts) == (200, (0, 0, 0, 0))


UNREADABLE: Final = [
    None,
    True,
    5,
    "receipt",
    [],
    {},
    [receipt()],
    {"phone_number": "13800138000"},
    receipt(phone_number=None),
    receipt(phone_number=13800138000),
    receipt(phone_number=""),
    receipt(phone_number="not a number"),
    receipt(phone_number="1" * 21),
    receipt(phone_number="13800138000\n"),
    receipt(phone_number=["13800138000"]),
    receipt(biz_id=None),
    receipt(biz_id=""),
    receipt(biz_id="a b"),
    receipt(biz_id='"},{"'),
    receipt(biz_id="x" * 65),
    receipt(biz_id={"a": 1}),
    receipt(success=None),
    receipt(success="true"),
    receipt(success=1),
    receipt(success=[]),
    abroad(Status="0"),
    abroad(Status=None),
    abroad(Status=["1"]),
    abroad(To=""),
    abroad(MessageId=1),
]


@pytest.mark.parametrize("item", UNREADABLE, ids=lambda item: json.dumps(item)[:40])
def test_an_item_that_is_none(item: object, push: Pusher) -> None:
    """It is counted and spoils nothing: the others of its batch are taken, and no push repeated."""
    pushed = push(item, receipt(1))
    assert (pushed.answer.status, pushed.answer.document) == (200, TAKEN)
    assert pushed.counts == (1, 0, 0, 1)
    alone = push(item)
    assert (alone.answer.status, alone.call["outcome"]) == (400, "invalid_request")
    assert "13800138000" not in str((pushed, alone))


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"phone_number": "8613800138000"}, {"phone": "+86*******8000"}),
        ({"phone_number": "+8613800138000"}, {"phone": "+86*******8000"}),
        ({"phone_number": "1380013****"}, {"phone": "***********"}),
        ({"phone_number": "12345"}, {"phone": "***45"}),
        ({"report_time": "2026-11-23 16:00:00"}, {"deliverySeconds": 0.0}),
        ({"sms_size": None, "out_id": {"a": []}, "err_msg": 5}, {"deliverySeconds": 4.0}),
        ({"new_member": "x"}, {"deliverySeconds": 4.0}),
    ],
    ids=str,
)
def test_members(changes: dict[str, object], line: dict[str, object], push: Pusher) -> None:
    """What is odd in a receipt is left out of its line, and the receipt counted all the same."""
    (told,) = push({**receipt(), **changes}).receipts
    assert line.items() <= told.items()


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("IS_CLOSE", {"receiptCode": "IS_CLOSE", "actor": "carrier"}),
        ("PORT_NOT_REGISTERED", {"receiptCode": "PORT_NOT_REGISTERED", "actor": "operator"}),
        ("isv.SIGNATURE_BLACKLIST", {"receiptCode": "SIGNATURE_BLACKLIST", "actor": "operator"}),
        ("MK:0001", {"receiptCode": "OTHER", "providerCode": "MK:0001", "actor": "carrier"}),
        ("DELIVERED", {"receiptCode": "OTHER", "providerCode": "DELIVERED"}),
    ],
)
def test_codes(code: str, line: dict[str, str], push: Pusher) -> None:
    """A code of the table is counted by its name, any other one as such; the line has its own."""
    (told,) = push(failed(0, code)).receipts
    assert line.items() <= told.items()


@pytest.mark.parametrize("code", [None, "", 5, "a b\n", "x" * 65, ["IS_CLOSE"], "13800138000"])
def test_codes_that_are_none(code: object, push: Pusher) -> None:
    """What is no code is not written down; the receipt counts without it."""
    for verdict, counted in ((False, "OTHER"), (True, "DELIVERED")):
        (told,) = push(receipt(success=verdict, err_code=code)).receipts
        assert told["receiptCode"] == counted
        assert "providerCode" not in told


@pytest.mark.parametrize(
    ("sent", "reported"),
    [
        ("2026-11-23 16:00:04", "2026-11-23 16:00:00"),
        ("2026-11-23 16:00:00", "2026-12-23 16:00:00"),
        ("2026-11-23 16:00:00", "2026-11-23T16:00:00+08:00"),
        ("", "2026-11-23 16:00:00"),
        (None, None),
        ("yesterday", "today"),
        (1700000000, 1700000004),
        ("2026-13-45 16:00:00", "9" * 5000),
    ],
    ids=str,
)
def test_times_that_tell_nothing(sent: object, reported: object, push: Pusher) -> None:
    """A delay that cannot be told, or cannot be, is no metric: the receipt counts without it."""
    (line,) = push(receipt(send_time=sent, report_time=reported)).receipts
    assert "deliverySeconds" not in line
    assert line["delivered"] == 1


@pytest.mark.parametrize("member", ["SendDate", "ReceiveDate"])
@pytest.mark.parametrize(
    "date",
    [
        "Mon, 23 Nov 2026 16:00:00 +9999999999999",
        "Mon, 23 Nov 2026 16:00:00 -9999999999999",
        "Mon, 3333333333 Nov 2026 16:00:00 +0800",
        "Mon, 23 Nov 99999999999999999999 16:00:00 +0800",
        "Mon, 23 Nov 2026 99999999999999999999:00:00 +0800",
        "Mon, 23 Nov 0001 00:00:00 +2359",
        "",
        " ",
        ",",
        ["Mon"],
        10**4000,
    ],
    ids=lambda date: str(date)[:50],
)
def test_a_date_spoils_no_batch(member: str, date: object, push: Pusher) -> None:
    """A receipt with a date that no calendar has counts without a delay, and so do the others."""
    pushed = push(abroad(MessageId="1"), abroad(MessageId="2", **{member: date}), receipt())
    assert (pushed.answer.status, pushed.answer.document) == (200, TAKEN)
    assert pushed.counts == (3, 0, 0, 0)
    assert ["deliverySeconds" in line for line in pushed.receipts] == [True, False, True]


GARBAGE: Final = [
    "",
    " ",
    "null",
    "{}",
    '"[]"',
    "[",
    "[" * 10_000,
    json.dumps(receipt()),
    json.dumps([receipt()])[:-1],
    json.dumps([receipt()]) + "x",
    "[NaN]",
    '[{"a": 1, "a": 2}]',
    "[" + "1" * 5000 + "]",
    "phone_number=13800138000",
    "<xml>13800138000</xml>",
    "\ud800",
]


@pytest.mark.parametrize("body", GARBAGE, ids=lambda body: repr(body)[:30])
def test_garbage(body: str, push: Pusher) -> None:
    """What is no batch is refused loudly: Aliyun pushes it three times more, and then no more."""
    pushed = push.raw(body)
    assert (pushed.answer.status, pushed.answer.document["code"]) == (400, 400)
    assert (pushed.call["outcome"], pushed.call["level"]) == ("invalid_request", "error")
    assert pushed.call["errors"]
    assert pushed.receipts == []
    assert "13800138000" not in str(pushed)


def test_too_large(push: Pusher) -> None:
    """A body of more than a mebibyte is not read."""
    pushed = push.raw("[" + " " * 1024 * 1024 + "]")
    assert (pushed.answer.status, pushed.call["outcome"]) == (413, "content_too_large")


STRANGERS: Final = [
    "/receipts",
    "/receipts/",
    f"/receipts/{SECRET[:-1]}",
    f"/receipts/{SECRET}0",
    f"/receipts/{SECRET.upper()}",
    f"/receipts/{SECRET.replace('-', '%2D')}",
    f"/receipts/{NEXT_SECRET}",
    "/receipts/\ud800",
    "/receipts/秘密",
]


@pytest.mark.parametrize("path", STRANGERS)
def test_strangers(path: str, push: Pusher) -> None:
    """Without the secret the path is not there, whoever asks; only the log knows better."""
    pushed = push(receipt(), path=path)
    assert (pushed.answer.status, pushed.answer.document) == (
        404,
        {"code": 404, "msg": "Not found"},
    )
    assert "WWW-Authenticate" not in pushed.answer.headers
    assert (pushed.call["outcome"], pushed.call["caller"]) == ("unauthorized", "receipts")
    assert pushed.call["level"] == "info"
    assert "delivered" not in pushed.call


@pytest.mark.parametrize("path", [f"/{SECRET}", f"/receipts/{SECRET}/x", f"/x{SECRET}"])
def test_other_paths(path: str, push: Pusher) -> None:
    """The secret opens nothing but its own path."""
    pushed = push(receipt(), path=path)
    assert (pushed.answer.status, pushed.call["outcome"]) == (404, "not_found")


@pytest.mark.parametrize("path", [f"/prod/receipts/{SECRET}", f"/receipts/{SECRET}/"])
def test_the_same_path(path: str, push: Pusher) -> None:
    """A stage before it and a slash behind it do not matter."""
    assert push(receipt(), path=path).answer.document == TAKEN


def test_the_secret_is_in_no_log(push: Pusher, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the right one nor a wrong one is written down, whatever becomes of the push."""
    for path in (f"/receipts/{SECRET}", f"/receipts/{NEXT_SECRET}", f"/receipts/{SECRET}/x"):
        for body in ("[]", "garbage", json.dumps([receipt()])):
            for method in ("POST", "GET"):
                push.bench.http(method, path, {}, body)
    out = capsys.readouterr().out
    assert out.count('"event": "call"') == 18
    assert SECRET not in out
    assert NEXT_SECRET not in out


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD"])
def test_methods(method: str, push: Pusher) -> None:
    """Receipts are posted."""
    pushed = push.raw("[]", method=method)
    assert (pushed.answer.status, pushed.answer.headers["Allow"]) == (405, "POST")


def test_closed(bench: AppBench) -> None:
    """Without an entry in the config nobody can push, and with one nobody can send."""
    answer = bench.http(path=f"/receipts/{SECRET}", headers={}, body="[]")
    assert (answer.status, answer.document["code"]) == (404, 404)
    callers = {"receipts": {"pathSecrets": [SECRET]}}
    bench.configure({**DOCUMENT, "callers": callers})
    bench.app = bench.wired()
    for headers in ({"Authorization": f"Bearer {SECRET}"}, {"X-Api-Key": SECRET}):
        assert bench.http(headers=headers).status == 401
        assert bench.http(path="/receipts", headers=headers, body="[]").status == 404
    assert bench.sandbox.requests == ()


def test_rotation(push: Pusher) -> None:
    """Two secrets are good at one time, and a new one is picked up without a restart."""
    push.open(SECRET, NEXT_SECRET)
    for number, secret in enumerate((SECRET, NEXT_SECRET)):
        assert push(receipt(number), path=f"/receipts/{secret}").counts == (1, 0, 0, 0)
    callers = {"receipts": {"pathSecrets": ["a-third-secret-of-the-path-2222222222"]}}
    push.bench.configure({**DOCUMENT, "callers": callers})
    pushed = push(receipt(5), path="/receipts/a-third-secret-of-the-path-2222222222")
    assert pushed.counts == (1, 0, 0, 0)


def test_a_store_that_is_down(bench: AppBench) -> None:
    """Without a config Aliyun is told to come again."""
    bench.path.unlink()
    answer = bench.http(path=f"/receipts/{SECRET}", headers={}, body="[]")
    assert (answer.status, answer.document) == (500, {"code": 500, "msg": "Misconfigured"})


def test_metrics(push: Pusher, capsys: pytest.CaptureFixture[str]) -> None:
    """On Lambda each line is its metrics: counts of the batch, and by code each receipt's."""
    push.bench.app = push.bench.wired({"AWS_LAMBDA_FUNCTION_NAME": "smscode"})
    capsys.readouterr()
    body = json.dumps([receipt(0), failed(1), receipt(2, send_time=None)])
    push.bench.http(path=f"/receipts/{SECRET}", headers={}, body=body)
    lines = [line for line in log_lines(capsys) if line["event"] in ("receipt", "call")]
    told = [line["_aws"]["CloudWatchMetrics"] for line in lines]
    by_code = {"Namespace": "smscode", "Dimensions": [["function", "receiptCode"]]}
    names = [[metric["Name"] for metric in directive["Metrics"]] for (directive,) in told[:3]]
    assert names == [
        ["delivered", "deliverySeconds"],
        ["undelivered", "deliverySeconds"],
        ["delivered"],
    ]
    assert all(by_code.items() <= directive.items() for (directive,) in told[:3])
    of_batch = {m["Name"]: d["Dimensions"] for d in told[3] for m in d["Metrics"]}
    assert of_batch["calls"] == [["function", "outcome"], ["function", "outcome", "caller"]]
    assert of_batch["repeated"] == of_batch["unreadable"] == [["function"]]
    assert not {"delivered", "undelivered"} & set(of_batch)
    for line, directives in zip(lines, told, strict=True):
        for directive in directives:
            assert all(isinstance(line[m["Name"]], (int, float)) for m in directive["Metrics"])
            assert all(isinstance(line[name], str) for d in directive["Dimensions"] for name in d)
