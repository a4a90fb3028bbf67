"""Broken, hanging and late answers over real connections."""

import http.client
import socket
import threading
from collections.abc import Iterator
from threading import Thread

import pytest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from aliyun_sms_sandbox.loopback import HOST, LoopbackServer
from aliyun_sms_sandbox.trouble import Hang, Late, Reset
from aliyun_sms_sandbox.wire import Answer

PATIENCE = 60.0
REQUEST = b"POST /%s HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"
TROUBLES: dict[str, ASGIApp] = {
    "reset": Reset(),
    "hang": Hang(PATIENCE * 10),
    "short-hang": Hang(0.01),
    "late": Late(Answer(200, {}, b"late"), 0.01),
    "later": Late(Answer(200, {}, b"never"), PATIENCE * 10),
}


async def _trouble(request: Request) -> ASGIApp:
    await request.body()
    return TROUBLES[request.path_params["name"]]


async def _in_a_worker_thread(_request: Request) -> ASGIApp:
    name = await run_in_threadpool(lambda: threading.current_thread().name)
    return PlainTextResponse(name)


def _start() -> LoopbackServer:
    routes = [
        Route("/well", _in_a_worker_thread, methods=["POST"]),
        Route("/{name}", _trouble, methods=["POST"]),
    ]
    return LoopbackServer(Starlette(routes=routes))


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """Return a running server with all troubles."""
    server = _start()
    yield server
    server.stop()


def _ask(server: LoopbackServer, name: str) -> socket.socket:
    port = int(server.endpoint.rpartition(":")[2])
    connection = socket.create_connection((HOST, port), timeout=PATIENCE)
    connection.sendall(REQUEST % name.encode())
    return connection


def _post(server: LoopbackServer, name: str) -> bytes:
    connection = http.client.HTTPConnection(
        server.endpoint.removeprefix("http://"), timeout=PATIENCE
    )
    connection.request("POST", f"/{name}", b"body")
    answer = connection.getresponse().read()
    connection.close()
    return answer


@pytest.mark.parametrize("name", ["reset", "short-hang"])
def test_a_reset_is_one(
    server: LoopbackServer, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """The client sees RST, not the end of a stream; a hang ends so too; the server says nothing."""
    with _ask(server, name) as connection, pytest.raises(ConnectionResetError):
        connection.recv(1)
    assert capfd.readouterr().err == ""


def test_a_late_answer_is_a_whole_one(server: LoopbackServer) -> None:
    """It comes over the connection that was kept for it, and that serves on."""
    connection = http.client.HTTPConnection(
        server.endpoint.removeprefix("http://"), timeout=PATIENCE
    )
    for _ in range(2):
        connection.request("POST", "/late", b"body")
        assert connection.getresponse().read() == b"late"
    connection.close()


def test_a_hundred_hanging_requests_starve_nobody(server: LoopbackServer) -> None:
    """They wait on the event loop: none holds one of the forty worker threads."""
    hanging = [_ask(server, name) for name in ("hang", "later") for _ in range(50)]
    assert _post(server, "well")
    for connection in hanging:
        connection.settimeout(0)
        with pytest.raises(BlockingIOError):
            connection.recv(1)
        connection.close()


@pytest.mark.parametrize("name", ["hang", "later"])
def test_a_server_stops_though_a_request_hangs(
    name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing is waited for, and no complaint is printed."""
    server = _start()
    with _ask(server, name) as connection:
        assert _post(server, "late") == b"late"
        stopping = Thread(target=server.stop)
        stopping.start()
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
        stopping.join(PATIENCE)
        assert not stopping.is_alive()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("name", ["hang", "later"])
def test_a_client_may_leave(
    server: LoopbackServer, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Who hangs up frees what hung, and the others are served on."""
    _ask(server, name).close()
    assert _post(server, "late") == b"late"
    server.stop()
    assert capfd.readouterr().err == ""
