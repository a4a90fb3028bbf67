"""Who is answered, and what a browser may load."""

from collections.abc import Iterator

import pytest

from support.inbox.desk import PHONE, Desk, desk

OUTCOME = '{"code": "isv.BUSINESS_LIMIT_CONTROL"}'


@pytest.fixture(scope="module")
def the_desk() -> Iterator[Desk]:
    """Return an inbox with one SMS."""
    with desk({"statusCode": 200, "body": "{}"}) as one:
        one.deliver()
        yield one


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:9025",
        "LOCALHOST:1",
        "127.0.0.1:80",
        "[::1]:9025",
        "[::1]",
        "127.9.9.9",
    ],
)
def test_the_names_of_this_machine_are_answered(the_desk: Desk, host: str) -> None:
    """With any port, for it may be forwarded."""
    assert the_desk.ask("GET", "/api/messages", Host=host).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "attacker.example",
        "localhost.attacker.example:9025",
        "attacker.example@localhost",
        "127.0.0.1.nip.io",
        "2130706433",
        "192.168.1.2",
        "0.0.0.0",  # noqa: S104 - a Host header
        "[::ffff:8.8.8.8]",
        "[::1",
        "",
        "localhost, attacker.example",
    ],
)
@pytest.mark.parametrize("target", ["/", "/api/messages", "/stream", "/static/inbox.js"])
def test_other_names_are_not(the_desk: Desk, host: str, target: str) -> None:
    """Whatever resolves to 127.0.0.1 (DNS rebinding) gets a problem, and no message."""
    answer = the_desk.ask("GET", target, Host=host)
    assert (answer.status, answer.json["code"]) == (421, "foreign_host")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("GET", "/api/messages", ""),
        ("GET", f"/api/codes/{PHONE}", ""),
        ("GET", "/stream", ""),
        ("DELETE", "/api/messages", ""),
        ("POST", "/api/outcomes", OUTCOME),
        ("POST", "/send", "phone=1"),
        ("POST", "/clear", ""),
    ],
)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://attacker.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:3000"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
    ids=str,
)
def test_pages_of_other_origins_get_nothing_and_change_nothing(
    the_desk: Desk, method: str, target: str, body: str, headers: dict[str, str]
) -> None:
    """Also those of another server on this machine; JSON does not help them."""
    answer = the_desk.ask(method, target, body, Content_Type="application/json", **headers)
    assert (answer.status, answer.json["code"]) == (403, "foreign_origin")
    assert len(the_desk.box.arrivals) == 1
    assert the_desk.calls == []


def test_a_form_of_another_site_cannot_be_posted_by_an_old_browser(the_desk: Desk) -> None:
    """Without Origin and Sec-Fetch-Site only JSON is taken, which no form sends."""
    for content_type in ("application/x-www-form-urlencoded", "text/plain", ""):
        answer = the_desk.ask("POST", "/send", "phone=1", Content_Type=content_type)
        assert (answer.status, answer.json["code"]) == (415, "unsupported_media_type")
    assert the_desk.calls == []


def test_a_link_from_another_site_opens_the_page(the_desk: Desk) -> None:
    """Navigation is not an attack: nobody but the reader sees the page."""
    headers = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert the_desk.ask("GET", "/", **headers).status == 200
    answer = the_desk.ask("POST", "/clear", **headers)
    assert answer.status == 403


@pytest.mark.parametrize(
    "target", ["/", "/messages/1", "/static/inbox.css", "/api/messages", "/no"]
)
def test_every_answer_closes_the_browser_to_the_outside(the_desk: Desk, target: str) -> None:
    """Nothing is loaded, framed, posted or referred to from or to elsewhere."""
    headers = the_desk.ask("GET", target).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers
