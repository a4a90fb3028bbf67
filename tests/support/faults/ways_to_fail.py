"""Every way in which a vendor is known to fail, each as the vendor's own act."""

import gzip
import threading
from collections.abc import Callable
from functools import partial

from support.faults import wire
from support.faults.line import Line
from support.faults.port import Port
from support.faults.vendor import Fault, Moment, send_well

Act = Callable[[Line], None]

HTML = "Content-Type: text/html"
GZIP = "Content-Encoding: gzip"
_LONGEST_MEETING = 10.0  # s


def port(act: Callable[[Port], None]) -> Fault:
    """Fail before there is a connection."""
    return Fault(Moment.CONNECTING, on_port=act)


def connected(act: Act) -> Fault:
    """Fail on a new connection."""
    return Fault(Moment.CONNECTED, act)


def unread(act: Act) -> Fault:
    """Fail with a request that has not been read."""
    return Fault(Moment.BEFORE_READING, act)


def sent(*headers: str) -> Fault:
    """Accept the SMS and say so, in a response that has *headers* too."""

    def send(line: Line) -> None:
        line.send(wire.reply("200 OK", line.accept(), *headers))

    return Fault(Moment.AFTER_READING, send)


def refused(body: bytes, status: str = "400 Bad Request", *headers: str) -> Fault:
    """Read the request, refuse it, and say why in *body*."""
    return Fault(Moment.AFTER_READING, partial(_answer, wire.reply(status, body, *headers)))


def accepted(act: Act) -> Fault:
    """Read the request and send the SMS, and only then fail: the worst that can be meant."""

    def act_after_accepting(line: Line) -> None:
        line.accept()
        act(line)

    return Fault(Moment.AFTER_READING, act_after_accepting)


def answered(status: str, body: bytes, *headers: str, length: int | None = None) -> Fault:
    """Send the SMS, and answer what does not say so."""
    return accepted(partial(_answer, wire.reply(status, body, *headers, length=length)))


def _answer(data: bytes, line: Line) -> None:
    line.send(data)


def raw(data: bytes) -> Act:
    """Write *data*, which is no HTTP, and close."""

    def write(line: Line) -> None:
        line.send(data)
        line.close()

    return write


def fall_silent(line: Line) -> None:
    """Neither read nor answer on this connection any more, as when its path has died."""
    line.wait()
    line.reset()


def drip(prompt: bytes, rest: bytes) -> Act:
    """Write *rest* so slowly that each single read succeeds and the whole takes for ever."""

    def write(line: Line) -> None:
        line.send(prompt)
        for byte in rest:
            line.send(bytes([byte]))
            line.wait(0.05)

    return write


def stall(prompt: bytes, rest: bytes) -> Act:
    """Write *rest* only when the test lets go, too late for anybody."""

    def write(line: Line) -> None:
        line.send(prompt)
        line.wait()
        line.send(rest)

    return write


def endless(head: bytes, seconds: float = 0.0) -> Act:
    """Write *head* and then more and more of a body, with a pause, as long as anybody reads."""

    def write(line: Line) -> None:
        line.send(head)
        while True:
            line.send(b"{" * 64)
            line.wait(seconds)

    return write


def flood(head: bytes, more: bytes) -> Act:
    """Write *head*, and then *more* again and again, as fast as it can be read."""

    def write(line: Line) -> None:
        line.send(head)
        while True:
            line.send(more * 64)

    return write


def followed_by(rest: bytes, size: int, *headers: str) -> Fault:
    """Accept the SMS in a reply of *size* bytes in all, and write *rest* behind it."""

    def send(line: Line) -> None:
        receipt = line.accept()
        room = size - len(wire.reply("200 OK", receipt, *headers))
        # White space after a document is part of the body; one more digit of its length is not.
        bodies = (receipt.ljust(len(receipt) + room - digits) for digits in range(4))
        whole = (wire.reply("200 OK", body, *headers) for body in bodies)
        line.send(next(reply for reply in whole if len(reply) == size) + rest)

    return Fault(Moment.AFTER_READING, send)


def slow(seconds: float, fault: Fault) -> Fault:
    """Take *seconds* before *fault* happens."""

    def act_late(line: Line) -> None:
        line.wait(seconds)
        fault.on_line(line)

    return Fault(fault.at, act_late)


def together(callers: int) -> Fault:
    """Accept the SMS when as many requests have come as there are callers."""
    barrier = threading.Barrier(callers)

    def meet(line: Line) -> None:
        barrier.wait(_LONGEST_MEETING)
        send_well(line)

    return Fault(Moment.AFTER_READING, meet)


def redirect(status: str, target: Callable[[Line], str]) -> Fault:
    """Send the client on to *target*, where everything is accepted."""

    def send_on(line: Line) -> None:
        place = f"Location: {target(line)}/?again=1"
        line.send(wire.reply(status, wire.receipt("of-a-redirect"), place))

    return accepted(send_on)


def here(line: Line) -> str:
    """Return the vendor's own address."""
    return line.endpoint


def elsewhere(line: Line) -> str:
    """Return the other server's address."""
    return line.elsewhere


def gzip_bomb() -> bytes:
    """Return 16 KB of gzip that become 16 MB."""
    return gzip.compress(bytes(16_000_000))


def bad_gzip() -> bytes:
    """Return gzip whose data is broken behind a good head."""
    packed = bytearray(gzip.compress(wire.receipt("of-bad-gzip") * 20))
    packed[12:30] = bytes(18)
    return bytes(packed)
