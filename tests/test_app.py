"""One call from event to reply: the order of the checks, what they answer, and what they log."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from support.app_bench import BODY, CODE, DOCUMENT, FIELDS, NUMBER, SOURCE_IP, AppBench, bearer
from support.documents import TOKEN
from support.stand_ins import log_lines

LONG: Final = "x" * (16 * 1024 + 1)
ABROAD: Final = BODY.replace(f"+86{NUMBER}", "+85251234567")
Output = pytest.CaptureFixture[str]


def call_line(capsys: Output) -> dict[str, Any]:
    """Return the one line that a call leaves; no line shows the number, the code or a token."""
    lines = log_lines(capsys)
    assert not [text for text in (NUMBER, CODE, TOKEN) if text in str(lines)]
    (line,) = [line for line in lines if line["event"] == "call"]
    return line


def test_sent(bench: AppBench, capsys: Output) -> None:
    """A good call sends one SMS; receipt and log line name the same request."""
    answer = bench.http()
    assert (answer.status, answer.document["code"]) == (200, "sent")
    (message,) = bench.sandbox.messages
    assert (message.phone, message.params) == (NUMBER, {"code": CODE})
    assert message.biz_id == answer.document["bizId"]
    line = call_line(capsys)
    assert line["level"] == "info"
    assert line["requestId"] == answer.document["requestId"]
    assert line["bizId"] == answer.document["bizId"]
    expected = {"caller": "generic", "outcome": "sent", "usageType": "SignIn", "region": "CN"}
    assert {name: line[name] for name in expected} == expected
    assert line["phone"] == "+86*******8000"


def test_direct_invocation(bench: AppBench, capsys: Output) -> None:
    """A direct call needs no credential and gets the document itself; no caller need be open."""
    bench.configure({name: value for name, value in DOCUMENT.items() if name != "callers"})
    assert bench.direct()["code"] == "sent"
    assert call_line(capsys)["caller"] == "direct"
    assert bench.http().status == 401


ORDER: Final[list[tuple[str, dict[str, Any], int, str]]] = [
    ("route before method", {"method": "GET", "path": "/x", "body": LONG}, 404, "not_found"),
    ("method before size", {"method": "PUT", "body": LONG}, 405, "method_not_allowed"),
    ("size before authentication", {"headers": {}, "body": LONG}, 413, "content_too_large"),
    ("authentication before parsing", {"headers": {}, "body": "{"}, 401, "unauthorized"),
    ("parsing before policy", {"body": BODY.replace("+86138", "+852")}, 422, "invalid_phone"),
    ("policy before sending", {"body": ABROAD}, 403, "region_not_allowed"),
]


@pytest.mark.parametrize(
    ("call", "status", "code"), [row[1:] for row in ORDER], ids=[row[0] for row in ORDER]
)
def test_order(bench: AppBench, call: dict[str, Any], status: int, code: str) -> None:
    """Of several faults the one that is checked first is told, and nothing reaches the vendor."""
    answer = bench.http(**call)
    assert (answer.status, answer.document["code"]) == (status, code)
    assert answer.document["requestId"]
    assert not bench.sandbox.requests


@pytest.mark.parametrize(
    ("call", "status"), [row[1:3] for row in ORDER[:4]], ids=[row[0] for row in ORDER[:4]]
)
def test_no_secret_is_read_for_a_stranger(
    bench: AppBench, call: dict[str, Any], status: int, capsys: Output
) -> None:
    """Until there is a credential to look at, the store is not touched."""
    bench.path.unlink()
    assert bench.http(**call).status == status
    assert [line["event"] for line in log_lines(capsys)] == ["call"]


def test_config_before_parsing(bench: AppBench, capsys: Output) -> None:
    """Without a config nothing else is told; the reason is for the operator only."""
    bench.path.write_text('{"signName": 5}')
    for document in (bench.http(body="{").document, bench.direct({})):
        assert document["code"] == "misconfigured"
        assert "errors" not in document
    assert "/templates: " in capsys.readouterr().out


def test_body_is_not_parsed_before_authentication(bench: AppBench) -> None:
    """A stranger learns nothing of what a body must look like."""
    bodies = ("{", "[" * 5000, BODY, "", '{"phone": 1}')
    answers = [bench.http(headers=bearer("x"), body=body) for body in bodies]
    details = [{**answer.document, "requestId": ""} for answer in answers]
    assert [answer.status for answer in answers] == [401] * 5
    assert all(detail == details[0] for detail in details)
    assert bench.http(body="{").document["errors"]


@pytest.mark.parametrize(
    ("headers", "callers", "reason"),
    [
        ({}, DOCUMENT["callers"], "no_credential"),
        (bearer("guess"), DOCUMENT["callers"], "unknown_token"),
        (bearer(), {}, "not_configured"),
    ],
)
def test_unauthorized(
    bench: AppBench, headers: dict[str, str], callers: object, reason: str, capsys: Output
) -> None:
    """Every 401 looks the same to who gets it; the log alone knows why."""
    bench.configure({**DOCUMENT, "callers": callers})
    answer = bench.http(headers=headers)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert set(answer.document) == {"type", "title", "status", "code", "detail", "requestId"}
    assert answer.document["detail"] == "The code could not be sent. Please contact support."
    assert call_line(capsys)["reason"] == reason


def test_token_that_was_rotated_a_moment_ago(bench: AppBench) -> None:
    """A new token is good at once: a wrong one makes us look, at most once in 30 s."""
    bench.http(headers=bearer("guess"))
    bench.configure({**DOCUMENT, "callers": {"generic": {"tokens": ["the-next-of-the-tokens"]}}})
    assert bench.http(headers=bearer("the-next-of-the-tokens")).status == 401
    bench.clock.sleep(30)
    assert bench.http(headers=bearer("the-next-of-the-tokens")).status == 200
    assert bench.http(headers=bearer()).status == 401


def test_access_key_that_was_rotated_a_moment_ago(bench: AppBench) -> None:
    """A refused key makes us read the config again within the call."""
    bench.configure({**DOCUMENT, "accessKeyId": "old"})
    bench.direct({})
    bench.configure(DOCUMENT)
    assert bench.http().document["code"] == "sent"
    assert len(bench.sandbox.requests) == 2


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/healthz", "/healthz/", "/prod/healthz"])
def test_health(bench: AppBench, method: str, path: str, capsys: Output) -> None:
    """The health check needs no credential and no config, and is not worth a line."""
    bench.path.unlink()
    answer = bench.http(method, path, {})
    assert (answer.status, answer.document) == (200, {"status": "ok"})
    assert not log_lines(capsys)


def readiness(bench: AppBench, path: str = "/readyz", method: str = "GET") -> Mapping[str, Any]:
    """Return what the function says of its config, to whoever has a token."""
    answer = bench.http(method, path, bearer(), "")
    assert answer.status == 200
    assert answer.document["status"] == "ready"
    config: Mapping[str, Any] = answer.document["config"]
    return config


@pytest.mark.parametrize("path", ["/readyz", "/readyz/", "/prod/readyz"])
def test_readiness(bench: AppBench, path: str, capsys: Output) -> None:
    """With a token one sees whether the config is the store's, and how old; it is no line."""
    assert readiness(bench, path) == {"isCurrent": True, "ageSeconds": 0}
    bench.clock.sleep(17)
    assert readiness(bench, path, "HEAD") == {"isCurrent": True, "ageSeconds": 17}
    assert [line["event"] for line in log_lines(capsys)] == ["config_read"]


def test_readiness_with_the_last_good_config(bench: AppBench) -> None:
    """While the store's document is broken, the last good one is not current, and grows old."""
    readiness(bench)
    bench.path.write_text("{", encoding="utf-8")
    bench.clock.sleep(400)
    assert readiness(bench) == {"isCurrent": False, "ageSeconds": 400}
    bench.configure({**DOCUMENT, "paused": True})
    bench.clock.sleep(20)
    assert readiness(bench) == {"isCurrent": True, "ageSeconds": 0}


@pytest.mark.parametrize("text", ["{", None])
def test_no_readiness_without_a_config(bench: AppBench, text: str | None) -> None:
    """Where there is none, nobody can be told apart: the answer is that of a send."""
    bench.path.unlink()
    if text is not None:
        bench.path.write_text(text, encoding="utf-8")
    assert bench.http("GET", "/readyz", bearer(), "").status == bench.http().status >= 500


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong-token-of-a-stranger"}])
def test_readiness_is_no_strangers_business(
    bench: AppBench, headers: dict[str, str], capsys: Output
) -> None:
    """Without the token of our own JSON it is 401, with a line like any other refusal."""
    answer = bench.http("GET", "/readyz", headers, "")
    assert answer.status == 401
    assert "config" not in answer.document
    line = call_line(capsys)
    assert (line["outcome"], line["caller"], line["sourceIp"]) == (
        "unauthorized",
        "generic",
        SOURCE_IP,
    )


def test_readiness_shows_no_value(bench: AppBench) -> None:
    """Nothing of the document is in the answer."""
    answer = bench.http("GET", "/readyz", bearer(), "")
    assert answer.document.keys() == {"status", "config"}
    assert answer.document["config"].keys() == {"isCurrent", "ageSeconds"}


@pytest.mark.parametrize(
    ("path", "method", "allow"),
    [
        *(("/healthz", method, "GET, HEAD") for method in ("POST", "DELETE", "OPTIONS")),
        *(("/readyz", method, "GET, HEAD") for method in ("POST", "DELETE", "OPTIONS")),
        *(("/", method, "POST") for method in ("GET", "HEAD", "PUT", "PATCH", "OPTIONS")),
    ],
)
def test_method(bench: AppBench, path: str, method: str, allow: str) -> None:
    """A refused method is told which ones there are."""
    answer = bench.http(method, path)
    assert (answer.status, answer.headers["Allow"]) == (405, allow)
    assert answer.document["requestId"]


@pytest.mark.parametrize("path", ["/", "", "/generic", "/generic/", "/prod/generic"])
def test_paths_of_the_generic_caller(bench: AppBench, path: str) -> None:
    """The root and its own name lead to the generic caller, behind any prefix."""
    assert bench.http(path=path).status == 200


def test_longest_body(bench: AppBench) -> None:
    """Exactly 16 KiB are read: the limit is on bytes, not on characters."""
    assert bench.http(body=BODY + " " * (16 * 1024 - len(BODY))).status == 200
    assert bench.http(body=BODY + "短" * 6 * 1024).status == 413


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"CONFIG_URI": ""}, "settings: CONFIG_URI: is not set"),
        ({"CONFIG_URI": "ftp:x"}, "settings: CONFIG_URI: must begin with"),
        ({"DYSMSAPI_ENDPOINT": "http://example.com"}, "settings: DYSMSAPI_ENDPOINT: "),
        ({"CONFIG_TTL_SECONDS": "soon"}, "settings: CONFIG_TTL_SECONDS: "),
        ({"CONFIG_TTL_SECONDS": "9" * 5000}, "settings: CONFIG_TTL_SECONDS: "),
    ],
    ids=lambda value: str(value)[:40],
)
def test_wrong_setting(
    bench: AppBench, variables: dict[str, str], reason: str, capsys: Output
) -> None:
    """A function that is set up wrongly starts, answers, and logs which variable it is."""
    bench.app = bench.wired(variables)
    assert bench.direct()["code"] == "misconfigured"
    line = call_line(capsys)
    assert line["level"] == "error"
    assert line["reason"].startswith(reason)
    assert bench.http("GET", "/healthz").status == 200


def test_request_id_is_the_platforms(bench: AppBench, capsys: Output) -> None:
    """The reply and the log line have the platform's own id of the call."""

    class Context:
        request_id = "1-64f6cd87-1b2c3d4e-5f60718293a4"

    assert bench.direct({}, Context())["requestId"] == Context.request_id
    assert call_line(capsys)["requestId"] == Context.request_id


def test_language(bench: AppBench) -> None:
    """A person is told in their language, also when the request is wrong."""
    wrong = [{**FIELDS, "locale": "zh-CN", "code": "1"}, {**FIELDS, "locale": "zh", "phone": "1"}]
    refused = {**FIELDS, "locale": "zh-TW", "phone": "+85251234567"}
    for fields in (*wrong, refused):
        assert not str(bench.direct(fields)["detail"]).isascii()
