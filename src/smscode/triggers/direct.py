"""A call without an HTTP envelope: Lambda Invoke, FC InvokeFunction, a local call."""

from __future__ import annotations

import json

from smscode.call import Call, Reply
from smscode.triggers.envelope import EnvelopeError


class Direct:
    """A direct invocation; FC passes the bytes unchanged, Lambda passes the JSON value."""

    def __init__(self, payload: object) -> None:
        self._payload = payload

    def read(self) -> Call:
        """Return the payload as the body of a call that the cloud has authenticated."""
        return Call(body=self._bytes(), is_direct=True)

    def _bytes(self) -> bytes:
        if isinstance(self._payload, bytes):
            return self._payload
        if isinstance(self._payload, str):
            return self._payload.encode(errors="surrogatepass")
        try:
            return json.dumps(self._payload).encode()
        except (TypeError, ValueError, RecursionError):
            pass
        raise EnvelopeError("payload")

    def encode(self, reply: Reply) -> object:
        """Return the document itself."""
        return reply.body
