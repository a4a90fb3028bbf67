"""Wakes an asyncio task from another thread."""

import asyncio
from contextlib import suppress


class Bell:
    """Belongs to the event loop that runs when it is made."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits, from any thread; a loop that has ended has nobody."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._rung.set)

    async def wait(self, seconds: float) -> bool:
        """Return True as soon as it rings or has rung since the last time, False after so long."""
        try:
            await asyncio.wait_for(self._rung.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        self._rung.clear()
        return True
