"""Ways to fail in a TLS handshake, each as the vendor's own act."""

import ssl
from collections.abc import Callable

from support.faults.line import Line
from support.faults.vendor import Fault, Moment


def show(certificate: Callable[[], ssl.SSLContext]) -> Fault:
    """Shake hands with *certificate* instead of the good one."""
    return Fault(Moment.CONNECTED, lambda line: line.encrypt(certificate()))


def hang(line: Line) -> None:
    """Take the ClientHello and answer nothing; close when the test lets go."""
    line.wait()
    line.close()


def reset(line: Line) -> None:
    """Take the ClientHello and send RST."""
    line.read()
    line.reset()


def close(line: Line) -> None:
    """Take the ClientHello and send FIN."""
    line.read()
    line.close()
