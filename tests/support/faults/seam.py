"""What tests do at the seam under the SDK that the function itself never does."""

from collections.abc import Callable, Iterator

from darabonba.core import DaraCore
from requests import Request, Session
from urllib3.connection import HTTPConnection

from smscode.aliyun.session import GatedSession

_SESSIONS = DaraCore._sessions  # noqa: SLF001 - the name that the function rests on


def post(through: GatedSession, url: str) -> Callable[[], object]:
    """Return a call that sends one request through *through*, as the SDK does."""
    request = Request("POST", f"{url}/?OutId=only").prepare()
    return lambda: through.send(request, timeout=(1.0, 3.0), verify=True)


def forget(port: int) -> None:
    """Close the session for *port*, which the SDK would keep for ever."""
    for key in _keys(port):
        _SESSIONS.pop(key).close()


def age(port: int, seconds: float) -> None:
    """Let the connections that are kept to *port* have rested for *seconds*."""
    for key in _keys(port):
        for connection in _kept(_SESSIONS[key]):
            connection._last_used -= seconds  # type: ignore[attr-defined]  # noqa: SLF001


def _keys(port: int) -> list[str]:
    return [key for key in _SESSIONS if f":{port}:80:pool=" in key]


def _kept(session: Session) -> Iterator[HTTPConnection]:
    adapter = session.get_adapter("https://")
    for manager in (adapter.poolmanager, *adapter.proxy_manager.values()):  # type: ignore[attr-defined]
        for key in manager.pools.keys():  # noqa: SIM118 - no dict, and cannot be iterated
            yield from filter(None, manager.pools.get(key).pool.queue)
