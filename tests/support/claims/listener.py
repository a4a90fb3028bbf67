"""Servers on loopback that do not do what a claim store does."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

#: What a listener does with a connection, until the event is set.
Talk = Callable[[socket.socket, threading.Event], None]
_HOST: Final = "127.0.0.1"
_DRIP_EVERY: Final = 0.02  # s


@contextmanager
def listening(talk: Talk) -> Iterator[int]:
    """Serve each connection with *talk*, in a thread of its own; gives the port."""
    ended = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):  # the client may be the first to leave
                talk(self.request, ended)

    with socketserver.ThreadingTCPServer((_HOST, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            ended.set()
            server.shutdown()
            thread.join()


@contextmanager
def refusing() -> Iterator[int]:
    """Hold a port on which nobody listens."""
    with socket.socket() as holder:
        holder.bind((_HOST, 0))
        yield holder.getsockname()[1]


def silence(_connection: socket.socket, ended: threading.Event) -> None:
    """Never answer."""
    ended.wait()


def always(answer: bytes) -> Talk:
    """Answer whatever arrives with *answer*, and hang up."""

    def talk(connection: socket.socket, _ended: threading.Event) -> None:
        connection.recv(65536)
        connection.sendall(answer)

    return talk


def once(answer: bytes) -> Talk:
    """Answer what arrives first with *answer*, and nothing after that."""

    def talk(connection: socket.socket, ended: threading.Event) -> None:
        connection.recv(65536)
        connection.sendall(answer)
        ended.wait()

    return talk


def dripping(beginning: bytes) -> Talk:
    """Answer with *beginning* and then bytes without end, too often for any read to time out."""

    def talk(connection: socket.socket, ended: threading.Event) -> None:
        connection.recv(65536)
        connection.sendall(beginning)
        while not ended.wait(_DRIP_EVERY):
            connection.sendall(b"1")

    return talk


def http(status: str, body: str, kind: str = "application/x-amz-json-1.0") -> bytes:
    """Return an HTTP response."""
    head = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}")
    return "\r\n".join((*head, "Connection: close", "", body)).encode()
