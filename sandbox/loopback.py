"""Runs an ASGI application in a thread, on this machine's loopback address only."""

import socket
from threading import Thread

import uvicorn
from starlette.types import ASGIApp

from sandbox.connection import Protocol

HOST = "127.0.0.1"


class PortError(Exception):
    """The port cannot be listened on, most often because somebody else does."""


class LoopbackServer:
    """A running server; it accepts connections as soon as it is made. Port 0 is any free one.

    Raises:
        PortError: The port cannot be listened on.
    """

    def __init__(self, app: ASGIApp, port: int = 0) -> None:
        self._socket = _listen(port)
        self.endpoint = f"http://{HOST}:{self._socket.getsockname()[1]}"
        # Everything that uvicorn would choose by what happens to be installed is fixed here.
        config = uvicorn.Config(
            app,
            http=Protocol,
            loop="asyncio",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being answered (at most a second of it) and close the port."""
        self._server.should_exit = True
        self._thread.join()


def _listen(port: int) -> socket.socket:
    # Named TCP, it gets asyncio's TCP_NODELAY: without, each answer takes 40 ms (measured).
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise PortError(f"port {port} of {HOST}: {error.strerror}; choose another") from error
    return listener
