"""The seam under the SDK: what tests do there that the function itself never does."""

from collections.abc import Callable, Iterator

from darabonba.core import DaraCore
from requests import Request
from urllib3.connection import HTTPConnection

from smscode.aliyun.adapter import GatedAdapter


def post(through: GatedAdapter, url: str) -> Callable[[], object]:
    """Return a call that sends one request through *through*, as the SDK does."""
    request = Request("POST", f"{url}/?OutId=only").prepare()
    return lambda: through.send(request, timeout=(1.0, 3.0))


def forget() -> None:
    """Close the connections that the SDK's adapter would keep."""
    _adapter().close()


def age(seconds: float) -> None:
    """Let the connections that are kept have rested for *seconds*."""
    for connection in _kept(_adapter()):
        connection._last_used -= seconds  # type: ignore[attr-defined]  # noqa: SLF001


def _adapter() -> GatedAdapter:
    """Return the one that the function has put under the SDK."""
    adapter = DaraCore.get_adapter("https")
    assert isinstance(adapter, GatedAdapter)
    return adapter


def _kept(adapter: GatedAdapter) -> Iterator[HTTPConnection]:
    for manager in (adapter.poolmanager, *adapter.proxy_manager.values()):
        for key in manager.pools.keys():  # noqa: SIM118 - no dict, and cannot be iterated
            yield from filter(None, manager.pools.get(key).pool.queue)
