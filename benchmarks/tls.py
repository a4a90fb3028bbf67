"""TLS in front of a server on loopback that has none."""

import asyncio
import ssl
from functools import partial
from threading import Thread
from typing import Final

import trustme

_HOST: Final = "127.0.0.1"
_CHUNK: Final = 65_536


class TlsFronts:
    """Ports that speak TLS and pass on what was said, with certificates of an authority of ours."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        authority = trustme.CA()
        self.authority = authority.cert_pem.bytes().decode()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(_HOST).configure_cert(self._context)
        Thread(target=self._loop.run_forever, daemon=True).start()

    def before(self, url: str) -> str:
        """Return the URL of a new port in front of the server at *url*."""
        port = int(url.rpartition(":")[2])
        opening = asyncio.start_server(partial(_pass_on, port), _HOST, 0, ssl=self._context)
        server = asyncio.run_coroutine_threadsafe(opening, self._loop).result()
        return f"https://{_HOST}:{server.sockets[0].getsockname()[1]}"


async def _pass_on(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    behind_reader, behind_writer = await asyncio.open_connection(_HOST, port)
    await asyncio.gather(_pump(reader, behind_writer), _pump(behind_reader, writer))


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while chunk := await source.read(_CHUNK):
            sink.write(chunk)
            await sink.drain()
    except OSError:  # the client was killed, as measured functions are
        pass
    finally:
        sink.close()
