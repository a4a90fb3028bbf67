"""One connection, from the vendor's end."""

import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from threading import Event

from support.faults import wire

_LINGER_NOT_AT_ALL = struct.pack("ii", 1, 0)
_LONGEST_HANG = 30.0  # s, for a test that never lets go


class Line:
    """A connection and what the vendor can do with it, well or badly.

    Attributes:
        endpoint: The vendor's own base address.
        elsewhere: Another server's, to send the client to.
        request: The request that was read last.
        is_open: Whether the vendor has not ended it.
    """

    def __init__(
        self,
        connection: socket.socket,
        released: Event,
        accept: Callable[[wire.Request], str],
        endpoint: str,
        elsewhere: str,
    ) -> None:
        self._socket = connection
        self._released = released
        self._accept = accept
        self.endpoint = endpoint
        self.elsewhere = elsewhere
        self.request = wire.Request({}, "")
        self.is_open = True
        self.is_encrypted = False

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Shake hands as a TLS server."""
        self._socket = context.wrap_socket(self._socket, server_side=True)
        self.is_encrypted = True

    def wait_for_bytes(self) -> bool:
        """Wait until a request begins to arrive, reading nothing; False when the client left."""
        # The plain socket's recv: TLS cannot peek, and encrypted bytes will do.
        return bool(socket.socket.recv(self._socket, 1, socket.MSG_PEEK))

    def read(self) -> bytes:
        """Return some bytes that have arrived."""
        return self._socket.recv(65536)

    def read_request(self) -> wire.Request:
        """Read one request, body and all."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        while len(body) < wire.body_length(head):
            body += self._more()
        self.request = wire.request(head)
        return self.request

    def _more(self) -> bytes:
        data = self.read()
        if not data:
            raise ConnectionError
        return data

    def accept(self) -> bytes:
        """Send the SMS of ``request`` on its way and return the receipt for it."""
        return wire.receipt(self._accept(self.request))

    def send(self, data: bytes) -> None:
        """Write *data*."""
        self._socket.sendall(data)

    def wait(self, seconds: float = _LONGEST_HANG) -> bool:
        """Do nothing until *seconds* have passed or the test lets go; return whether it has."""
        return self._released.wait(seconds)

    def hang_up(self) -> None:
        """Send FIN, whatever the thread that serves this connection is doing."""
        with suppress(OSError):  # the other end may have been first
            self._socket.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        """Send RST."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT_AT_ALL)
        self.close()

    def close(self) -> None:
        """End the connection: FIN, or RST when something has not been read."""
        self.is_open = False
        self._socket.close()
