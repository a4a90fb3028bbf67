"""A forward proxy on loopback that knows CONNECT, and finds every host on this machine."""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress

from support.faults.port import Port

_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"


class Proxy:
    """Tunnels; *targets* is whereto, in order. *instead* is what it may write and not tunnel."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.targets: list[str] = []
        self.instead: Callable[[], Iterable[bytes]] | None = None
        self._connections: list[socket.socket] = []
        self._port = Port(self._serve)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._port.number}"

    def close(self) -> None:
        """End every tunnel."""
        self._port.stop_accepting()
        for connection in self._connections:
            _shut(connection)
        self._port.close()

    def _serve(self, client: socket.socket) -> None:
        if self._tls is not None:
            client = self._tls.wrap_socket(client, server_side=True)
        self._connections.append(client)
        with client, suppress(OSError):
            head = client.recv(65536).decode("latin-1")
            found = re.match(r"CONNECT (\S+):(\d+) ", head)
            self.targets.append(f"{found[1]}:{found[2]}" if found else head.split("\r\n")[0])
            if self.instead is not None:
                for data in self.instead():
                    client.sendall(data)
            if not found or self.instead is not None:
                return
            with socket.create_connection(("127.0.0.1", int(found[2]))) as server:
                client.sendall(_ESTABLISHED)
                back = threading.Thread(target=_pump, args=(server, client))
                back.start()
                _pump(client, server)
                back.join()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """Pass everything on until either end is closed."""
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    _shut(source)
    _shut(sink)


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
