"""The adapter under the SDK: it keeps connections, but not for too long, and finds its way."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from itertools import repeat
from typing import Final

import pytest

from smscode.aliyun import adapter
from smscode.aliyun.adapter import GatedAdapter
from smscode.aliyun.exchange import perform
from smscode.settings import Endpoint
from support.faults import certificates, seam, wire
from support.faults import ways_to_fail as way
from support.faults.function import BUDGET, CONFIG, Function, join_abandoned, settle
from support.faults.line import Line
from support.faults.proxy import Proxy
from support.faults.resolver import Resolver
from support.faults.vendor import FaultyVendor, Seen
from support.stand_ins import log_lines

pytest_plugins = ("support.faults.fixtures",)

CALLERS: Final = 12
PATIENCE: Final = 10.0  # s
KEY: Final = ("ACCESS_KEY_ID", "ACCESS_KEY_SECRET", "SECURITY_TOKEN")
KEYLESS: Final = {name: value for name, value in CONFIG.items() if not name.startswith("accessKey")}
RESET: Final = way.accepted(Line.reset)


def test_connection_is_kept(tls_vendor: FaultyVendor) -> None:
    """Twenty calls share one connection."""
    function = Function(tls_vendor.endpoint)
    assert [function.call().code for _ in range(20)] == ["sent"] * 20
    assert tls_vendor.seen == Seen(1, 20, 20)


@pytest.mark.parametrize(("seconds", "connections"), [(19, 1), (21, 2), (-21, 2), (86_400, 2)])
@pytest.mark.parametrize("name", ["vendor", "tls_vendor"])
def test_connection_that_has_rested(
    name: str, seconds: float, connections: int, request: pytest.FixtureRequest
) -> None:
    """One that rested over 20 s is closed, not used: its other end may have died in its sleep."""
    vendor: FaultyVendor = request.getfixturevalue(name)
    function = Function(vendor.endpoint)
    assert function.call().code == "sent"
    seam.age(seconds)
    assert function.call().code == "sent"
    assert vendor.seen == Seen(connections, 2, 2)


def test_connection_closed_by_the_vendor(vendor: FaultyVendor) -> None:
    """A connection that the vendor has closed costs no call."""
    function = Function(vendor.endpoint)
    for _ in range(3):
        assert function.call().code == "sent"
        vendor.hang_up()
    assert vendor.seen == Seen(3, 3, 3)


def test_concurrent_first_calls_share_their_connections(vendor: FaultyVendor) -> None:
    """What the first calls of all open, all later ones use, however many sessions the SDK makes."""
    function = Function(vendor.endpoint)
    vendor.arm(repeat(way.together(CALLERS)))
    start = threading.Barrier(CALLERS)

    def call(_: int) -> str:
        start.wait(PATIENCE)
        return function.call().code

    with ThreadPoolExecutor(CALLERS) as threads:
        for _ in range(2):
            assert list(threads.map(call, range(CALLERS))) == ["sent"] * CALLERS
    assert vendor.seen == Seen(CALLERS, 2 * CALLERS, 2 * CALLERS)


def test_no_proxy_to_this_machine(
    vendor: FaultyVendor, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loopback endpoint is reached directly, whatever proxy the environment names."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv(name.lower(), proxy.url)
    assert Function(vendor.endpoint).call().code == "sent"
    settle(vendor)
    assert (vendor.seen, proxy.targets) == (Seen(1, 1, 1), [])


def test_proxy_elsewhere(
    tls_vendor: FaultyVendor, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any other endpoint is reached through the proxy, whose tunnel is kept, but not too long."""
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    target = f"{certificates.NAME}:{tls_vendor.port}"
    function = Function(f"https://{target}")
    assert [function.call().code for _ in range(2)] == ["sent", "sent"]
    assert proxy.targets == [target]
    seam.age(21)
    assert function.call().code == "sent"
    assert proxy.targets == [target, target]
    assert tls_vendor.seen == Seen(2, 3, 3)


@pytest.mark.parametrize("variable", ["NO_PROXY", "no_proxy"])
@pytest.mark.parametrize(("hosts", "tunnels"), [(certificates.NAME, 0), ("*", 0), ("x.test", 1)])
def test_no_proxy_variable(
    variable: str,
    hosts: str,
    tunnels: int,
    tls_vendor: FaultyVendor,
    proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """``NO_PROXY`` says who is reached directly; the SDK alone would ignore it."""
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    monkeypatch.setenv(variable, hosts)
    with Resolver(), closing(GatedAdapter()) as through:
        post = seam.post(through, f"https://{certificates.NAME}:{tls_vendor.port}")
        exchange = perform(PATIENCE, post)
    assert exchange.answer is not None
    assert len(proxy.targets) == tunnels
    assert tls_vendor.seen == Seen(1, 1, 1)


def test_proxy_that_is_down(
    tls_vendor: FaultyVendor, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that cannot be reached is no connection; nothing goes round it."""
    proxy.close()
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    function = Function(f"https://{certificates.NAME}:{tls_vendor.port}")
    assert function.call().code == "unavailable"
    assert tls_vendor.seen == Seen(0, 0, 0)


REFUSED: Final = (
    b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 403 Forbidden\r\n\r\n<html></html>",
    b"HTTP/1.1 502 Bad Gateway\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.invalid/\r\n\r\n",
    b"SMTP ready\r\n",
    b"",
)


@pytest.mark.parametrize("answer", REFUSED, ids=lambda answer: repr(answer[:14]))
def test_proxy_that_refuses_the_tunnel(
    answer: bytes,
    tls_vendor: FaultyVendor,
    proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without a tunnel nothing of the request has left, whatever was asked of the proxy."""
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    proxy.instead = lambda: [answer]
    function = Function(f"https://{certificates.NAME}:{tls_vendor.port}")
    assert function.call().code == "unavailable"
    reasons = {"no answer: ProxyError", "no answer: ProtocolError"}
    assert log_lines(capsys)[-1]["reason"] in reasons
    assert len(proxy.targets) == 2
    settle(tls_vendor)
    assert tls_vendor.seen == Seen(0, 0, 0)


@pytest.mark.parametrize("data", [b"H", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nX: y\r\n"])
@pytest.mark.parametrize("pause", [0.0, 0.05], ids=["floods", "drips"])
def test_proxy_that_never_ends_its_answer(
    data: bytes,
    pause: float,
    tls_vendor: FaultyVendor,
    proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The call ends in time and says what took it; its connection to the proxy ends with it."""
    hung_up = threading.Event()

    def go_on() -> Iterator[bytes]:
        yield data
        try:
            while not hung_up.wait(pause):
                yield b"X: y\r\n" if data.endswith(b"\n") else b"H"
        finally:
            hung_up.set()

    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    proxy.instead = go_on
    reply = Function(f"https://{certificates.NAME}:{tls_vendor.port}").call(seconds=BUDGET)
    assert reply.code == "unavailable"
    assert log_lines(capsys)[-1]["reason"].startswith("no answer: ")
    assert hung_up.wait(PATIENCE)
    settle(tls_vendor)
    assert tls_vendor.seen == Seen(0, 0, 0)


def test_tls_within_tls_ends_with_its_call(
    tls_vendor: FaultyVendor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A tunnel through a proxy that speaks TLS itself is ended, too, when the time is over."""
    proxy = Proxy(certificates.good())
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    tls_vendor.arm([way.accepted(way.fall_silent)])
    function = Function(f"https://{certificates.NAME}:{tls_vendor.port}")
    assert function.call(seconds=BUDGET).code == "uncertain"
    assert log_lines(capsys)[-1]["reason"] == "no answer: deadline"
    join_abandoned()
    assert tls_vendor.seen == Seen(1, 1, 1)
    proxy.close()


@pytest.mark.parametrize(
    "url",
    ["http://.invalid:8080", "http://a..b", f"http://{'a' * 64}.invalid", "socks9://x", "x:y"],
)
def test_proxy_that_is_none(
    url: str,
    tls_vendor: FaultyVendor,
    proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An address that cannot be one is the operator's to mend; nothing goes round it."""
    monkeypatch.setenv("HTTPS_PROXY", url)
    function = Function(f"https://{certificates.NAME}:{tls_vendor.port}")
    assert function.call().code == "misconfigured"
    assert log_lines(capsys)[-1]["reason"].startswith("no request: ")
    assert (tls_vendor.seen, proxy.targets) == (Seen(0, 0, 0), [])


#: What a key, a token or a name can hold that no header can.
NO_HEADER: Final = ("\n", "\r\n", "\r", "\u200b", "ＡＢ", "中", "\ud800")


@pytest.mark.parametrize("name", ["vendor", "tls_vendor"])
@pytest.mark.parametrize("part", ["ACCESS_KEY_ID", "SECURITY_TOKEN"])
@pytest.mark.parametrize("odd", NO_HEADER, ids=ascii)
def test_key_that_no_header_can_have(
    odd: str,
    part: str,
    name: str,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A header that cannot be built is not a request: nothing leaves, and nobody hears success."""
    vendor: FaultyVendor = request.getfixturevalue(name)
    function = Function(vendor.endpoint, KEYLESS)
    function.environment |= {f"ALIBABA_CLOUD_{each}": "role" for each in KEY}
    assert function.call().code == "sent"
    before = vendor.seen
    function.environment[f"ALIBABA_CLOUD_{part}"] = f"role{odd}"
    assert function.call().code == "misconfigured"
    line = log_lines(capsys)[-1]
    assert line["reason"] in {"no request: InvalidHeader", "no request: UnicodeEncodeError"}
    assert vendor.seen == before
    function.environment[f"ALIBABA_CLOUD_{part}"] = "role"
    assert function.call().code == "sent"


@pytest.mark.parametrize("name", ["vendor", "tls_vendor"])
@pytest.mark.parametrize("odd", NO_HEADER, ids=ascii)
def test_header_that_cannot_be_built(odd: str, name: str, request: pytest.FixtureRequest) -> None:
    """Whoever finds out, requests or http.client, it is before a byte is written."""
    vendor: FaultyVendor = request.getfixturevalue(name)
    endpoint = Endpoint.parse(vendor.endpoint, "test")
    for headers, body in (({"x": f"a{odd}"}, b""), ({f"x{odd}": "a"}, b""), ({"x": odd}, b"b")):
        put = partial(adapter.send, "PUT", endpoint, "/", headers, body)
        exchange = perform(PATIENCE, put)
        assert (exchange.may_have_arrived, exchange.is_unsendable) == (False, True)
    settle(vendor)
    assert vendor.seen.requests == 0


STALE: Final = wire.reply("200 OK", wire.receipt("stale"))


@pytest.mark.parametrize("name", ["vendor", "tls_vendor"])
@pytest.mark.parametrize(
    "size", [400, 4096, 7900, 8191, 8192, 8193, 12_000, 16_000, 16_384, 16_385]
)
def test_stale_answer(size: int, name: str, request: pytest.FixtureRequest) -> None:
    """What came behind an answer is nobody's: its connection is not used for another call.

    The reader takes 8,192 bytes at once, and a record of TLS has 16,384.
    """
    vendor: FaultyVendor = request.getfixturevalue(name)
    vendor.arm([way.followed_by(STALE, size), RESET])
    function = Function(vendor.endpoint)
    assert [function.call().code for _ in range(2)] == ["sent", "uncertain"]
    assert vendor.seen == Seen(2, 2, 2)


@pytest.mark.parametrize("name", ["vendor", "tls_vendor"])
def test_stale_answer_behind_chunks(name: str, request: pytest.FixtureRequest) -> None:
    """The same behind an answer that tells its end by itself."""
    vendor: FaultyVendor = request.getfixturevalue(name)
    receipt = wire.receipt("of-chunks")
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(receipt), receipt)
    vendor.arm([way.accepted(lambda line: line.send(head + body + STALE)), RESET])
    function = Function(vendor.endpoint)
    assert [function.call().code for _ in range(2)] == ["sent", "uncertain"]
    assert vendor.seen == Seen(2, 2, 2)


def test_get(vendor: FaultyVendor) -> None:
    """A single GET goes through a gate of its own, follows nothing and leaves no connection."""
    vendor.arm([way.sent(), way.redirect("302 Found", way.here)])
    endpoint = Endpoint.parse(vendor.endpoint, "test")
    first, second = (
        perform(PATIENCE, lambda: adapter.send("GET", endpoint, "/a?b=c", {"x-mine": "1"}))
        for _ in range(2)
    )
    assert first.answer is not None
    assert (second.answer, second.cause) == (None, "RedirectRefusedError")
    assert vendor.requests[0].head.startswith("GET /a?b=c HTTP/1.1\r\n")
    assert "x-mine: 1" in vendor.requests[0].head.split("\r\n")
    assert vendor.seen == Seen(2, 2, 2)
