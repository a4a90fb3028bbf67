"""Runs an ASGI application in a thread: on loopback, unless it is told another address."""

import errno
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from threading import Thread
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from aliyun_sms_sandbox.connection import Protocol

HOST = "127.0.0.1"
_OF_THE_PORT = (errno.EADDRINUSE, errno.EACCES)  # in use, or for root alone
_BACKLOG = 1024  # of a burst none should wait a second to connect again


class PortError(Exception):
    """The port cannot be listened on, most often because somebody else does.

    Attributes:
        port: The port, if another one would do.
    """

    def __init__(self, text: str, port: int | None = None) -> None:
        super().__init__(text)
        self.port = port


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen, and who is answered there.

    Attributes:
        port: 0 is any free one.
        host: Whoever reaches another address than loopback's can read codes.
        names: What clients may call it beside loopback's own names, in lower case.
    """

    port: int = 0
    host: str = HOST
    names: frozenset[str] = frozenset()


ANYWHERE: Final = Place()


def is_unspecified(host: str) -> bool:
    """Return whether it stands for all addresses of this machine.

    Raises:
        PortError: There is no such address.
    """
    return ip_address(_resolved(host)).is_unspecified


def warning(host: str) -> str | None:
    """Return what to say of an address that is not only this machine's own, if it is not.

    Raises:
        PortError: There is no such address.
    """
    if ip_address(_resolved(host)).is_loopback:
        return None
    return (
        f"WARNING: {host} is more than this machine: everybody who reaches these ports can read "
        "the numbers and the codes, and send, for there is no password and the access keys are "
        "public. Use made-up numbers and codes only."
    )


class LoopbackServer:
    """A running server; it accepts connections as soon as it is made. Port 0 is any free one.

    Raises:
        PortError: The port cannot be listened on.
    """

    def __init__(self, app: ASGIApp, port: int = 0, host: str = HOST) -> None:
        address = _resolved(host)
        self._socket = _listen(address, port)
        reachable = HOST if ip_address(address).is_unspecified else address
        self.endpoint = f"http://{reachable}:{self._socket.getsockname()[1]}"
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


def _resolved(host: str) -> str:
    try:
        return socket.gethostbyname(host)
    except OSError as error:
        raise PortError(f"{host}: {error.strerror}") from error


def _listen(address: str, port: int) -> socket.socket:
    # Named TCP, it gets asyncio's TCP_NODELAY: without, each answer takes 40 ms (measured).
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        of_port = error.errno in _OF_THE_PORT
        text = f"port {port} of {address}: {error.strerror}"
        raise PortError(text, port if of_port else None) from error
    return listener
