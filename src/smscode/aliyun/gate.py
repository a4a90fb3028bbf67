"""The gate's place: under the SDK, where it keeps the sessions that it sends through."""

from __future__ import annotations

import threading
from functools import cache

from darabonba.core import DEFAULT_POOL_MAXSIZE, DaraCore
from darabonba.request import DaraRequest

from smscode.aliyun.exchange import NotGuardedError, SdkChangedError
from smscode.aliyun.session import GatedSession
from smscode.settings import Endpoint

_installing = threading.Lock()


def install(endpoint: Endpoint) -> None:
    """Put a gated session under the SDK for *endpoint*, once, and prove that the SDK uses it.

    Raises:
        SdkChangedError: It cannot be put there, or the SDK would not use it.
    """
    sessions = getattr(DaraCore, "_sessions", None)
    if not isinstance(sessions, dict):
        raise SdkChangedError("DaraCore._sessions is gone")
    key = _session_key(endpoint.scheme, endpoint.authority)
    if isinstance(sessions.get(key), GatedSession):
        return
    with _installing:
        if not isinstance(sessions.get(key), GatedSession):
            _prove_gate(sessions, endpoint.scheme)
            sessions[key] = GatedSession(through_proxy=not endpoint.is_loopback)


@cache
def _session_key(scheme: str, authority: str) -> str:
    # The SDK's own key: a request's port is 80 unless it is set, and it never is.
    return f"{scheme}://{authority}:80:pool={DEFAULT_POOL_MAXSIZE}"


class _Probe:
    """Stands in a session's place to see whether the SDK sends through it."""

    def send(self, *_: object, **__: object) -> None:
        """Say so, without a connection."""
        raise NotGuardedError


def _prove_gate(sessions: dict[str, object], scheme: str) -> None:
    """Let the SDK send to a port where nobody listens; what stands in the session's place stops it.

    Raises:
        SdkChangedError: It did not.
    """
    nobody = "127.0.0.1:9"
    key = _session_key(scheme, nobody)
    sessions[key] = _Probe()
    request = DaraRequest()
    request.protocol, request.method, request.headers = scheme, "GET", {"host": nobody}
    try:
        DaraCore.do_action(request, {"connectTimeout": 100, "readTimeout": 100})
    except NotGuardedError:
        return
    except Exception:  # noqa: BLE001, S110 - whatever else happened, the gate did not
        pass
    finally:
        del sessions[key]
    raise SdkChangedError("the SDK does not send through DaraCore._sessions")
