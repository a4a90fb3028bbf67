"""The session under the SDK: it keeps connections, but not for too long, and finds its way."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import Final

import pytest

# An SDK that is imported within the first call would take most of its time.
import smscode.aliyun.sdk  # noqa: F401
from faults import certificates, seam
from faults import ways_to_fail as way
from faults.function import Function, settle
from faults.proxy import Proxy
from faults.vendor import FaultyVendor, Seen
from smscode.aliyun import session
from smscode.aliyun.exchange import perform
from smscode.aliyun.session import GatedSession
from smscode.settings import Endpoint

pytest_plugins = ("faults.fixtures",)

CALLERS: Final = 12
PATIENCE: Final = 10.0  # s


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
    seam.age(vendor.port, seconds)
    assert function.call().code == "sent"
    assert vendor.seen == Seen(connections, 2, 2)


def test_connection_closed_by_the_vendor(vendor: FaultyVendor) -> None:
    """A connection that the vendor has closed costs no call."""
    function = Function(vendor.endpoint)
    for _ in range(3):
        assert function.call().code == "sent"
        vendor.hang_up()
    assert vendor.seen == Seen(3, 3, 3)


def test_concurrent_first_calls_make_one_session(vendor: FaultyVendor) -> None:
    """What the first calls of all open, all later ones use: no session is made twice."""
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
    seam.age(tls_vendor.port, 21)
    assert function.call().code == "sent"
    assert proxy.targets == [target, target]
    assert tls_vendor.seen == Seen(2, 3, 3)


@pytest.mark.parametrize("variable", ["NO_PROXY", "no_proxy"])
@pytest.mark.parametrize(("hosts", "tunnels"), [("127.0.0.1", 0), ("*", 0), ("x.test", 1)])
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
    with GatedSession(through_proxy=True) as through:
        exchange = perform(PATIENCE, seam.post(through, tls_vendor.endpoint))
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


def test_get(vendor: FaultyVendor) -> None:
    """A single GET goes through a gate of its own, follows nothing and leaves no connection."""
    vendor.arm([way.sent(), way.redirect("302 Found", way.here)])
    endpoint = Endpoint.parse(vendor.endpoint, "test")
    first, second = (
        perform(PATIENCE, lambda: session.send("GET", endpoint, "/a?b=c", {"x-mine": "1"}))
        for _ in range(2)
    )
    assert first.answer is not None
    assert (second.answer, second.cause) == (None, "RedirectRefusedError")
    assert vendor.requests[0].head.startswith("GET /a?b=c HTTP/1.1\r\n")
    assert "x-mine: 1" in vendor.requests[0].head.split("\r\n")
    assert vendor.seen == Seen(2, 2, 2)
