"""What a client of HTTP meets on a bad day; each is an ASGI application that serves one request.

All of them wait on the event loop, not in a worker thread, so that others are answered meanwhile;
and none holds up the end of the server.
"""

import asyncio
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from aliyun_sms_sandbox import connection, wire
from aliyun_sms_sandbox.wire import Answer


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is broken off in place of an answer."""

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Serve one request."""
        connection.below(scope).reset()
        await connection.closed(receive)


@dataclass(frozen=True, slots=True)
class Hang:
    """Nothing comes, for as long as the client waits; after *seconds* the connection breaks off."""

    seconds: float

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if not await _left_within(self.seconds, scope, receive):
            await Reset()(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Late:
    """The answer comes after *seconds*."""

    answer: Answer
    seconds: float

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if not await _left_within(self.seconds, scope, receive):
            await wire.response(self.answer)(scope, receive, send)


Reply = Answer | Reset | Hang | Late


async def _left_within(seconds: float, scope: Scope, receive: Receive) -> bool:
    """Wait so long; return at once, with True, when the client leaves or the server stops."""
    line = connection.below(scope)
    line.held = True
    try:
        await asyncio.wait_for(connection.closed(receive), seconds)
    except asyncio.TimeoutError:
        return False
    finally:
        line.held = False
    return True
