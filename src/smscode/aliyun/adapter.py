"""The transport adapter that the SDK sends through: gated, without redirects and retries.

An adapter of requests: requests.readthedocs.io/en/latest/user/advanced/#transport-adapters.
"""

from __future__ import annotations

import os
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import lru_cache, partial
from http.client import HTTPResponse
from io import BufferedReader, BytesIO
from typing import Any
from urllib.parse import urlsplit

import certifi
from requests import PreparedRequest, Request, Response
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from smscode.aliyun.exchange import Answer, current
from smscode.settings import Endpoint, is_loopback

# The gateway says keep-alive: timeout=25 (aliyun/darabonba-openapi#140). A thawed function would
# spend its whole read timeout on a connection that died in its sleep.
_LONGEST_REST = 20.0
_CONNECTIONS = 16
_CONNECT, _READ = 1.0, 2.0  # s
# Answers have a few hundred bytes, a config a few thousand. An endless answer would keep its reader
# busy for ever, even after its caller has gone.
_LONGEST_ANSWER = 256 * 1024
_BLOCK = 512


class AnswerTooLongError(OSError):
    """Raised for an answer that is longer than any of Aliyun's; the rest is not read."""


class RedirectRefusedError(OSError):
    """Raised for a 3xx: following it would repeat the send, and its body is not Aliyun's."""


def _hang_up(line: socket.socket) -> None:
    """End a connection, also under another thread that reads from it: it then reads the end."""
    line = getattr(line, "socket", line)  # under urllib3's SSLTransport, for TLS within TLS
    with suppress(OSError):
        # As a plain socket: SSLSocket's own would take the TLS away from under the reader.
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _is_quiet(line: socket.socket, reader: BufferedReader) -> bool:
    """Return whether nothing follows an answer, neither in *reader* nor in OpenSSL.

    ``poll``, which urllib3 asks before a connection is used again, sees neither.
    """
    patience = line.gettimeout()
    line.settimeout(0)
    try:
        # Where TLS has nothing to read it raises; an empty read is the peer's close.
        return not reader.peek(1) and not isinstance(line, ssl.SSLSocket)
    except ssl.SSLWantReadError:
        return True
    except OSError:
        return False
    finally:
        line.settimeout(patience)


class _Reply(HTTPResponse):
    """Ends a connection that carried more than the answer: the next call would read the rest."""

    def __init__(self, line: socket.socket, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(line, *args, **kwargs)
        self._line = line

    def _close_conn(self) -> None:
        # By now the answer has been read, and whatever follows it is still there.
        if not _is_quiet(self._line, self.fp):
            _hang_up(self._line)
        super()._close_conn()  # type: ignore[misc]


class _Gated(HTTPConnection):
    """Connects first, then asks the exchange, then writes."""

    response_class = _Reply
    _last_used: float = 0.0

    @property
    def is_connected(self) -> bool:
        """Whether urllib3 may use the connection again, instead of opening it anew."""
        # By the wall clock: the monotonic one may stand still while a function is frozen.
        rested = abs(time.time() - self._last_used) > _LONGEST_REST
        return not rested and super().is_connected

    def _new_conn(self) -> socket.socket:
        line = super()._new_conn()
        current().hold(partial(_hang_up, line))
        return line

    def endheaders(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - http.client's own
        """Pass the gate: all headers are complete, and none of them has been written."""
        if self.sock is None:
            self.connect()
        exchange = current()
        exchange.hold(partial(_hang_up, self.sock))  # the one under TLS, or one that was kept
        exchange.begin_writing()
        super().endheaders(*args, **kwargs)
        self._last_used = time.time()


class _GatedTls(_Gated, HTTPSConnection):
    """The same over TLS."""

    def connect(self) -> None:
        self.ssl_context = tls_context()
        super().connect()


def tls_context() -> ssl.SSLContext:
    """Return the context of all connections; it requires a certificate of a known authority."""
    return _context(os.environ.get("SSL_CERT_FILE") or certifi.where())


@lru_cache(maxsize=2)
def _context(cafile: str) -> ssl.SSLContext:
    # Parsing the certificates takes 20 ms of CPU. By themselves the SDK does it for each endpoint
    # and requests for each connection.
    return ssl.create_default_context(cafile=cafile)


class _GatedPool(HTTPConnectionPool):
    """Takes a connection back only after its exchange has let go of it."""

    ConnectionCls = _Gated

    def _put_conn(self, conn: Any) -> None:  # noqa: ANN401 - urllib3's own
        current().let_go()
        super()._put_conn(conn)


class _GatedTlsPool(_GatedPool, HTTPSConnectionPool):
    ConnectionCls = _GatedTls


def _with_gate(manager: PoolManager) -> PoolManager:
    manager.pool_classes_by_scheme = {"http": _GatedPool, "https": _GatedTlsPool}
    return manager


class GatedAdapter(HTTPAdapter):
    """Sends only within an exchange, and tells the exchange what came back.

    It ignores the proxies and certificates that it is passed, since the SDK ignores ``NO_PROXY``.
    """

    def __init__(self) -> None:
        super().__init__(max_retries=0, pool_maxsize=_CONNECTIONS)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - requests' own
        """Make the manager of direct connections."""
        super().init_poolmanager(*args, **kwargs)
        _with_gate(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> PoolManager:  # noqa: ANN401
        """Return the manager of connections through *proxy*."""
        return _with_gate(super().proxy_manager_for(proxy, **kwargs))

    def cert_verify(self, conn: Any, *_: Any) -> None:  # noqa: ANN401 - requests' own
        """Leave verification to the context, which requires it and has the bundle."""
        conn.cert_reqs = "CERT_REQUIRED"

    def send(  # type: ignore[override]  # requests' other arguments are taken, and ignored
        self,
        request: PreparedRequest,
        *,
        timeout: tuple[float, float],
        **_: Any,  # noqa: ANN401
    ) -> Response:
        """Send *request* once, within *timeout*: seconds to connect, and for each read.

        Raises:
            NotGuardedError: This thread works for no exchange.
        """
        exchange = current()
        exchange.is_gated = True
        try:
            proxies = _proxies(str(request.url))
            response = super().send(request, stream=True, timeout=timeout, proxies=proxies)
            body = _body(response)
        except Exception as error:
            exchange.fail(error)
            raise
        exchange.receive(Answer(response.status_code, body, response.headers))
        response.raw = BytesIO(body)  # for the SDK, which reads it once more
        return response


def _proxies(url: str) -> dict[str, str]:
    return {} if is_loopback(urlsplit(url).hostname or "") else get_environ_proxies(url)


def _body(response: Response) -> bytes:
    """Return the body of *response*."""
    body = b""
    with closing(response):  # a connection whose answer was read whole is kept all the same
        if 300 <= response.status_code < 400:  # noqa: PLR2004
            raise RedirectRefusedError
        for block in response.raw.stream(_BLOCK, decode_content=True):
            body += block
            if len(body) > _LONGEST_ANSWER:
                raise AnswerTooLongError
    return body


def send(
    method: str, endpoint: Endpoint, path: str, headers: Mapping[str, str], body: bytes = b""
) -> None:
    """Send one request within this thread's exchange, and close its connection afterwards."""
    url = f"{endpoint.scheme}://{endpoint.authority}{path}"
    request = Request(method, url, headers=dict(headers), data=body or None).prepare()
    with closing(GatedAdapter()) as adapter:
        adapter.send(request, timeout=(_CONNECT, _READ))
