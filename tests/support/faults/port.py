"""A port of loopback that serves each connection in a thread, refuses them, or lets them hang."""

import socket
import threading
from collections.abc import Callable

_HOST = "127.0.0.1"
_ENOUGH_TO_OVERFLOW = 4  # connections, for a backlog of one
_LONGEST_CONVERSATION = 60.0  # s


class Port:
    """A port that listens as soon as the constructor has returned."""

    def __init__(self, serve: Callable[[socket.socket], None]) -> None:
        """Pass each connection to *serve*, in a thread of its own."""
        self._serve = serve
        self._listener = socket.create_server((_HOST, 0), backlog=128)
        self._farewell = socket.socket()
        self._farewell.bind((_HOST, 0))
        self._threads: list[threading.Thread] = []
        self._queued: list[socket.socket] = []
        self.number: int = self._listener.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def _accept(self) -> None:
        last = self._farewell.getsockname()
        while True:
            connection, peer = self._listener.accept()
            if peer == last:
                connection.close()
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def stop_accepting(self) -> None:
        """Accept what is queued, and no more: the queue ends with a connection of our own."""
        if self._accepting.is_alive():
            self._farewell.connect((_HOST, self.number))
            self._accepting.join()
            self._farewell.close()

    def refuse(self) -> None:
        """Answer every SYN with RST; the number stays ours, so that nobody else can answer."""
        self.stop_accepting()
        self._listener.close()
        holder = socket.socket()
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind((_HOST, self.number))
        self._queued.append(holder)

    def overflow(self) -> None:
        """Answer no SYN at all: the queue is as short as can be, and full."""
        self.stop_accepting()
        self._listener.listen(0)
        for _ in range(_ENOUGH_TO_OVERFLOW):
            filler = socket.socket()
            filler.setblocking(False)  # noqa: FBT003 - the library's own
            filler.connect_ex((_HOST, self.number))
            self._queued.append(filler)

    def close(self) -> None:
        """Close the port when every connection has been served to its end."""
        self.stop_accepting()
        self._listener.close()
        for held in self._queued:
            held.close()
        for thread in self._threads:
            thread.join(_LONGEST_CONVERSATION)
            assert not thread.is_alive(), "a connection does not end"
