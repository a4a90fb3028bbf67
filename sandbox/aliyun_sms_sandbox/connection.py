"""The connection below a request, for what no HTTP response can say."""

import asyncio
import socket
import struct
from typing import Any, cast

from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

_STATE = "connection"
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
#: Bytes of a body that somebody goes on to send after the answer. A client that reads meanwhile
#: stops; to take any number of them, in chunks of one, would keep the others waiting.
_MOST_AFTER_ANSWER = 262_144


class Connection:
    """One client's connection.

    Attributes:
        held: Whether what is being answered may be broken off when the server stops.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.held = False

    def reset(self) -> None:
        """Break it off: the client sees a reset (RST), not an end."""
        line = self._transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._transport.abort()


class Protocol(H11Protocol):
    """Uvicorn's HTTP, which lets the application find the connection of its request."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Give each connection a state of its own: requests get a copy of it."""
        super().connection_made(transport)
        self._connection = Connection(transport)
        self.app_state = {**self.app_state, _STATE: self._connection}
        self._after_answer = 0

    def data_received(self, data: bytes) -> None:
        """Break off who goes on with a body that was refused, after a while."""
        if self.cycle is not None and self.cycle.response_complete and self.cycle.more_body:
            self._after_answer += len(data)
        if self._after_answer > _MOST_AFTER_ANSWER:
            self._connection.reset()
        else:
            super().data_received(data)

    def shutdown(self) -> None:
        """Break off what hangs; let all other requests end."""
        if self._connection.held:
            self._connection.reset()
        else:
            super().shutdown()


def below(scope: Scope) -> Connection:
    """Return the connection that a request came on."""
    return cast("Connection", scope["state"][_STATE])


async def closed(receive: Receive) -> None:
    """Wait until the connection is closed, whoever closes it."""
    message: Any = {}
    while message.get("type") != "http.disconnect":
        message = await receive()
