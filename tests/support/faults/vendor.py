"""The vendor: a server over raw sockets that does its job until a fault is armed."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from support.faults import wire
from support.faults.line import Line
from support.faults.port import Port


class Moment(Enum):
    """When a fault strikes."""

    CONNECTING = "before there is a connection"
    CONNECTED = "before a byte has arrived, and before TLS"
    BEFORE_READING = "when a request has begun to arrive, and nothing of it is read"
    AFTER_READING = "when the whole request has been read"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong and when: at ``CONNECTING`` with the port, else with the line."""

    at: Moment
    on_line: Callable[[Line], None] = Line.close
    on_port: Callable[[Port], None] = Port.refuse


class Seen(NamedTuple):
    """What the vendor has seen so far."""

    connections: int
    requests: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """One SMS that was accepted; *at* is on the monotonic clock."""

    out_id: str
    biz_id: str
    at: float


def send_well(line: Line) -> None:
    """Accept the SMS and say so."""
    line.send(wire.reply("200 OK", line.accept()))


class FaultyVendor:
    """Listens on loopback; *tls* is the certificate it shows, *elsewhere* where it redirects to."""

    def __init__(self, tls: ssl.SSLContext | None = None, elsewhere: str = "") -> None:
        self._tls = tls
        self._elsewhere = elsewhere
        self._lock = threading.Lock()
        self._faults: Iterator[Fault] = iter(())
        self._next: Fault | None = None
        self._lines: list[Line] = []
        self._released = threading.Event()
        self.requests: list[wire.Request] = []
        self.accepted: list[Accepted] = []
        self._port = Port(self._serve)
        self.port = self._port.number
        self.endpoint = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def seen(self) -> Seen:
        """The numbers, as they are now."""
        with self._lock:
            return Seen(len(self._lines), len(self.requests), len(self.accepted))

    def arm(self, faults: Iterable[Fault]) -> None:
        """Let *faults* happen one after the other, each at its moment; then all is well again."""
        with self._lock:
            self._faults = iter(faults)
            self._next = next(self._faults, None)
            first = self._next.at if self._next else None
        if first in (Moment.CONNECTING, Moment.CONNECTED):
            self.hang_up()
        fault = self._take(Moment.CONNECTING)
        if fault is not None:
            fault.on_port(self._port)

    def hang_up(self) -> None:
        """Close every connection, so that the next request needs a new one."""
        with self._lock:
            lines = list(self._lines)
        for line in lines:
            line.hang_up()

    def release(self) -> None:
        """Let go on whatever hangs."""
        self._released.set()

    def close(self) -> None:
        """Read what clients have written up to now, and end."""
        self.release()
        self._port.stop_accepting()
        self.hang_up()
        self._port.close()

    def _take(self, moment: Moment) -> Fault | None:
        """Return the fault whose turn it is, if this is its moment."""
        with self._lock:
            fault = self._next
            if fault is None or fault.at is not moment:
                return None
            self._next = next(self._faults, None)
            return fault

    def _serve(self, connection: socket.socket) -> None:
        line = Line(connection, self._released, self._accept, self.endpoint, self._elsewhere)
        with self._lock:
            self._lines.append(line)
        try:
            self._converse(line)
        except OSError:
            pass  # the client left, or shook no hands
        finally:
            line.close()

    def _converse(self, line: Line) -> None:
        self._strike(line, Moment.CONNECTED)
        if self._tls and line.is_open and not line.is_encrypted:
            line.encrypt(self._tls)
        while line.is_open and line.wait_for_bytes():
            if self._strike(line, Moment.BEFORE_READING):
                continue
            request = line.read_request()
            with self._lock:
                self.requests.append(request)
            if not self._strike(line, Moment.AFTER_READING):
                send_well(line)

    def _strike(self, line: Line, moment: Moment) -> bool:
        fault = self._take(moment)
        if fault is not None:
            fault.on_line(line)
        return fault is not None

    def _accept(self, request: wire.Request) -> str:
        with self._lock:
            biz_id = f"biz{len(self.accepted)}^0"
            self.accepted.append(Accepted(request.out_id, biz_id, time.monotonic()))
            return biz_id
