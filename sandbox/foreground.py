"""What the commands that run until Ctrl-C share."""

import signal
from threading import Event

MAX_PORT = 65535


def port(text: str) -> int:
    """Parse a port number.

    Raises:
        ValueError: It is not one.
    """
    if not text.isdecimal() or int(text) > MAX_PORT:
        raise ValueError(f"{text!r} is not a port number")
    return int(text)


def stop_signal() -> Event:
    """Return an event that Ctrl-C or a termination signal sets from now on."""
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
