"""A real redis-server on loopback, which keeps nothing when it ends."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import redis
import trustme

PROGRAM: Final = shutil.which("redis-server", path=f"{os.environ.get('PATH', '')}:/usr/bin")
_HOST: Final = "127.0.0.1"
_LONGEST_END: Final = 60.0  # s


@dataclass(frozen=True, slots=True)
class RedisServer:
    """A running server: its address, and a client of the test's own to look inside."""

    uri: str
    inside: redis.Redis

    def dump(self) -> str:
        """Return every key with its value, a line each."""
        return "\n".join(f"{key!r} {self.inside.get(key)!r}" for key in sorted(self.inside.keys()))


@contextmanager
def running(folder: Path) -> Iterator[RedisServer]:
    """Run one in *folder*."""
    with _process(folder, "--port") as port:
        yield from _opened(f"redis://{_HOST}:{port}/0")


@contextmanager
def running_with_tls(folder: Path) -> Iterator[RedisServer]:
    """Run one that speaks TLS only; its address names the authority that signed for it."""
    authority = folder / "authority.pem"
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    issuer = trustme.CA()
    issuer.cert_pem.write_to_path(authority)
    leaf = issuer.issue_cert(_HOST)
    leaf.cert_chain_pems[0].write_to_path(certificate)
    leaf.private_key_pem.write_to_path(key)
    options = ("--port 0", f"--tls-cert-file {certificate}", f"--tls-key-file {key}")
    clients = (f"--tls-ca-cert-file {authority}", "--tls-auth-clients no")
    with _process(folder, "--tls-port", *options, *clients) as port:
        yield from _opened(f"rediss://{_HOST}:{port}/0?ssl_ca_certs={authority}")


def _opened(uri: str) -> Iterator[RedisServer]:
    with redis.Redis.from_url(uri, decode_responses=True) as inside:
        yield RedisServer(uri, inside)


@contextmanager
def _process(folder: Path, port_option: str, *options: str) -> Iterator[int]:
    """Start redis-server on a free port, and end it; somebody may be faster to take the port."""
    assert PROGRAM is not None
    words = [PROGRAM, "--bind", _HOST, "--save", "", "--dir", str(folder)]
    words += [word for option in options for word in option.split(" ", 1)]
    while True:
        port = _free_port()
        with subprocess.Popen(  # noqa: S603 - its own words
            [*words, port_option, str(port)], stdout=subprocess.PIPE, text=True
        ) as process:
            if not _is_ready(process):
                continue
            try:
                yield port
            finally:
                process.terminate()
                process.communicate(timeout=_LONGEST_END)
        return


def _is_ready(process: "subprocess.Popen[str]") -> bool:
    assert process.stdout is not None
    lines: Sequence[str] = []
    for line in process.stdout:
        lines = [*lines, line]
        if "Ready to accept connections" in line:
            return True
    assert "Address already in use" in "".join(lines), lines
    return False


def _free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind((_HOST, 0))
        number: int = any_port.getsockname()[1]
    return number
