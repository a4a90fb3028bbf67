"""What the commands that run until Ctrl-C share."""

import re
import signal
import sys
from collections.abc import Callable, Mapping
from threading import Event

from aliyun_sms_sandbox.aliyun.journal import Message
from aliyun_sms_sandbox.loopback import PortError

MAX_PORT = 65535
#: Open files, of which each client that waits is one; macOS begins with 256.
_MOST_FILES = 4096
_NAME = re.compile(r"[0-9A-Za-z_-]+(\.[0-9A-Za-z_-]+)*", re.ASCII)


def port(text: str) -> int:
    """Parse a port number.

    Raises:
        ValueError: It is not one.
    """
    if not text.isdecimal() or int(text) > MAX_PORT:
        raise ValueError(f"{text!r} is not a port number")
    return int(text)


def advice(error: PortError, ports: Mapping[str, int]) -> str:
    """Return what *error* says, and how to choose another port, or else address.

    *ports* are the ports that were asked for, by the option or variable that chooses each.
    """
    if error.port is None:
        return f"{error}; choose another with --host"
    names = [name for name, number in ports.items() if number == error.port]
    return f"{error}; choose another with {' or '.join(names)} (0 is any free one)"


def until_nobody_reads(
    show: Callable[[Message], None], stopped: Event
) -> Callable[[Message], None]:
    """Return *show*, which sets *stopped* once whoever reads the output has gone."""

    def shown(message: Message) -> None:
        try:
            show(message)
        except BrokenPipeError:
            stopped.set()

    return shown


def host_name(text: str) -> str:
    """Return what clients call a machine in lower case, as it stands in `Host` before the port.

    Raises:
        ValueError: It is no name, nor an address of IPv4.
    """
    if not _NAME.fullmatch(text):
        raise ValueError(f"{text!r} is not the name of a host")
    return text.lower()


def stop_signal() -> Event:
    """Return an event that Ctrl-C or a termination signal sets from now on."""
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped


def allow_many_clients() -> None:
    """Raise the limit of open files, as far as the system lets us."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - Windows has neither

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < _MOST_FILES:
            most = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
