"""The one line that each call leaves, and the metrics in it."""

import json
import logging
from typing import Any

import pytest

from smscode.trace import Embedded
from support.app_bench import CODE, DOCUMENT, FIELDS, NUMBER, AppBench, bearer
from support.stand_ins import log_lines

ON_LAMBDA = {"AWS_LAMBDA_FUNCTION_NAME": "smscode"}


def the_call(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return the line of the one call since the last time."""
    (line,) = [line for line in log_lines(capsys) if line["event"] == "call"]
    return line


def dimensions(line: dict[str, Any], metric: str) -> list[list[str]]:
    """Return what the line tells CloudWatch to split a metric by, in each way."""
    found = [
        directive["Dimensions"]
        for directive in line["_aws"]["CloudWatchMetrics"]
        if metric in (each["Name"] for each in directive["Metrics"])
    ]
    assert len(found) == 1
    return list(found[0])


def test_line_of_a_send(bench: AppBench, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything that is worth knowing stands in it; no number, no code, no metrics elsewhere."""
    receipt = bench.direct()
    line = the_call(capsys)
    expected = {"outcome": "sent", "caller": "direct", "usageType": "SignIn", "region": "CN"}
    assert expected.items() <= line.items()
    assert line["bizId"] == receipt["bizId"]
    assert line["phone"] == "+86*******8000"
    assert {"calls", "coldStarts", "configMs", "sendMs", "totalMs"} <= line.keys()
    assert not {"_aws", "phoneHash", "ip"} & line.keys()


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:DB8:0::7", "2001:db8::7"),
        ("2001:db8::7%" + CODE, "2001:db8::7"),
    ],
)
def test_address_of_the_person(
    told: str, address: str, bench: AppBench, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line of a call that tells it has the address, in its own form and without a scope."""
    assert bench.direct({**FIELDS, "ip": told})["code"] == "sent"
    assert the_call(capsys)["ip"] == address


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:DB8:0::7", "2001:db8::7"),
        ("2001:db8::7%13800138000", "2001:db8::7"),
        *(("not-an-address", None), ("", None), (None, None), (203, None), (["203.0.113.7"], None)),
    ],
    ids=repr,
)
def test_where_a_refused_credential_came_from(
    told: object, address: str | None, bench: AppBench, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line has the gateway's address if it is one, in its own form, and no other text."""
    event = http_event("/", {}, "")
    event["requestContext"] = {"http": {"method": "POST", "sourceIp": told}}
    bench.app(event, None)
    line = the_call(capsys)
    assert line["outcome"] == "unauthorized"
    assert line.get("sourceIp") == address


def test_nobody_else_is_looked_for(bench: AppBench, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a caller that is known has its address in the line, nor who opens the URL."""
    statuses = [
        bench.http().status,
        bench.http(body="{").status,
        bench.http("GET").status,
        bench.http(path="/favicon.ico").status,
        bench.http(body="x" * 16_385).status,
    ]
    assert statuses == [200, 400, 405, 404, 413]
    lines = [line for line in log_lines(capsys) if line["event"] == "call"]
    assert len(lines) == len(statuses)
    assert not any("sourceIp" in line for line in lines)


@pytest.mark.parametrize("words", ["该账号下找不到对应模板", "模板变量缺少对应参数值"])
def test_words_of_a_refusal(
    words: str, bench: AppBench, capsys: pytest.CaptureFixture[str]
) -> None:
    """One code has two causes: the line says which, the reply does not."""
    bench.sandbox.answer_next("isv.SMS_TEMPLATE_ILLEGAL", f"{words} 123456 {NUMBER}")
    reply = bench.direct()
    assert (reply["code"], reply["providerCode"]) == ("misconfigured", "isv.SMS_TEMPLATE_ILLEGAL")
    assert words not in json.dumps(reply, ensure_ascii=False)
    assert the_call(capsys)["providerMessage"] == f"{words} ****** ***********"


def test_words_that_may_hold_the_code(bench: AppBench, capsys: pytest.CaptureFixture[str]) -> None:
    """They are left out of the line, and the code of the refusal stays."""
    bench.sandbox.answer_next("isv.TEMPLATE_PARAMS_ILLEGAL", "验证码 Q-w-7-e-R 不合法")
    bench.direct({**FIELDS, "code": "qw7eR"})
    line = the_call(capsys)
    assert line["providerCode"] == "isv.TEMPLATE_PARAMS_ILLEGAL"
    assert "providerMessage" not in line


def test_cold_start_is_counted_once(bench: AppBench, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the first call of an instance is a cold start."""
    bench.direct()
    assert the_call(capsys)["coldStarts"] == 1
    bench.direct()
    assert "coldStarts" not in the_call(capsys)


@pytest.mark.parametrize(("token", "caller"), [("wrong", "generic"), (None, "generic")])
def test_metrics_of_a_refused_call(
    token: str | None, caller: str, bench: AppBench, capsys: pytest.CaptureFixture[str]
) -> None:
    """A call that was refused is counted by what is known of it: outcome and caller."""
    bench.app = bench.wired(ON_LAMBDA)
    bench.http(headers=bearer(token) if token else {})
    line = the_call(capsys)
    assert (line["outcome"], line["caller"]) == ("unauthorized", caller)
    assert dimensions(line, "calls") == [
        ["function", "outcome"],
        ["function", "outcome", "caller"],
    ]


def test_metrics_of_a_send(bench: AppBench, capsys: pytest.CaptureFixture[str]) -> None:
    """Each metric is a number and each dimension a text of the line itself, as EMF wants them."""
    bench.app = bench.wired(ON_LAMBDA)
    bench.direct()
    line = the_call(capsys)
    assert ["function", "outcome", "region"] in dimensions(line, "calls")
    for told in line["_aws"]["CloudWatchMetrics"]:
        assert told["Namespace"] == "smscode"
        assert all(isinstance(line[metric["Name"]], (int, float)) for metric in told["Metrics"])
        assert all(isinstance(line[name], str) for names in told["Dimensions"] for name in names)
    assert line["function"] == "smscode"
    assert line["_aws"]["Timestamp"] == int(bench.clock.time() * 1000)


def test_nothing_is_told_that_the_line_lacks() -> None:
    """A dimension or metric without a value would make CloudWatch drop the whole line."""
    annotations: Any = Embedded("name")({"outcome": "sent", "calls": 1}, 2.0)
    (told,) = annotations["_aws"]["CloudWatchMetrics"]
    assert told["Dimensions"] == [["function", "outcome"]]
    assert told["Metrics"] == [{"Name": "calls", "Unit": "Count"}]


def test_metrics_are_few(bench: AppBench, capsys: pytest.CaptureFixture[str]) -> None:
    """Each costs money: only `calls` is split, and the others are one metric of the function."""
    bench.app = bench.wired({**ON_LAMBDA, "CLAIMS_URI": "redis://127.0.0.1:9/0"})
    bench.configure({**DOCUMENT, "claimsKey": "k" * 32})
    bench.direct()
    line = the_call(capsys)
    assert line["storeFailures"] == 1
    whole = ("configMs", "sendMs", "totalMs", "coldStarts", "storeFailures")
    assert [dimensions(line, name) for name in whole] == [[["function"]]] * 5
    assert len(dimensions(line, "calls")) == 4


def test_hash_tells_numbers_apart_by_the_key(
    bench: AppBench, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a key in the config one number has one hash, and another with another key."""
    hashes = []
    for key in ("a" * 32, "a" * 32, "b" * 32):
        bench.configure({**DOCUMENT, "claimsKey": key})
        bench.app = bench.wired()
        bench.direct()
        hashes.append(the_call(capsys)["phoneHash"])
    assert hashes[0] == hashes[1] != hashes[2]
    assert NUMBER not in "".join(hashes)


def test_address_of_the_device(bench: AppBench, capsys: pytest.CaptureFixture[str]) -> None:
    """Logto tells where the person is: a label in the line, and nothing more."""
    bench.configure({**DOCUMENT, "callers": {"logto": {"tokens": ["t" * 32]}}})
    body = {"to": f"86{NUMBER}", "type": "SignIn", "payload": {"code": "123456"}}
    for ip, label in (("203.0.113.7", "203.0.113.7"), ("nonsense", None)):
        bench.clock.sleep(61)  # past the window in which the second would be a duplicate
        body["ip"] = ip
        answer = bench.app(http_event("/logto", bearer("t" * 32), json.dumps(body)), None)
        assert isinstance(answer, dict)
        assert answer["statusCode"] == 200
        assert the_call(capsys).get("ip") == label


def http_event(path: str, headers: dict[str, str], body: str) -> dict[str, object]:
    """Return a call over a Function URL."""
    context = {"http": {"method": "POST", "path": path}}
    return {
        "version": "2.0",
        "rawPath": path,
        "headers": headers,
        "requestContext": context,
        "body": body,
    }


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        (FIELDS, "info"),
        ({**FIELDS, "code": "1"}, "info"),
        ({**FIELDS, "phone": "+85291234567"}, "info"),
    ],
)
def test_level(
    fields: dict[str, str], level: str, bench: AppBench, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the caller is told and can mend itself is no alarm in the log."""
    bench.direct(fields)
    assert the_call(capsys)["level"] == level


def test_what_the_operator_must_mend_is_an_error(
    bench: AppBench, capsys: pytest.CaptureFixture[str]
) -> None:
    """A key that Aliyun refuses is loud, on every call."""
    bench.configure({**DOCUMENT, "accessKeySecret": "wrong"})
    assert bench.direct()["code"] == "misconfigured"
    assert the_call(capsys)["level"] == logging.getLevelName(logging.ERROR).lower()
