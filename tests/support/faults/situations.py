"""What can be wrong under the function in a process of its own, and the calls that meet it."""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace
from typing import Final

from darabonba.core import DaraCore
from requests import Session

from smscode.wiring import preload
from support.faults.child import report
from support.faults.function import BUDGET, Function, Reply, join_abandoned
from support.faults.resolver import Resolver

_SDK: Final = "alibabacloud_dysmsapi20170525"
_IMPORT_TAKES: Final = 3.3  # s
_SHORT, _LONG = 5.0, 60.0  # s


def _function() -> Function:
    return Function(os.environ["DYSMSAPI_ENDPOINT"])


def _with_resolver(fault: Callable[[Resolver], None], earlier_calls: int) -> None:
    preload({})  # what would take most of the first call

    resolver, function = Resolver(), _function()
    for _ in range(earlier_calls):
        report(function.call())
    resolver.before_answering = partial(fault, resolver)
    report(function.call(seconds=BUDGET))
    resolver.release()
    join_abandoned()


class _SlowFinder:
    """Finds nothing, and takes its time over the SDK."""

    def find_spec(
        self,
        name: str,
        _path: Sequence[str] | None = None,
        _target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Let the next finder have it."""
        if name == _SDK:
            time.sleep(_IMPORT_TAKES)
        return None


def _call_entry_point(code: str, limit: float) -> None:
    """Call on Function Compute, which gives a call *limit* and loads the code within it."""
    import index  # noqa: PLC0415 - loaded within the first call

    context = SimpleNamespace(function=SimpleNamespace(timeout=limit))
    began = time.monotonic()
    event = {"phone": "+8613800138000", "usageType": "SignIn", "code": code}
    document = index.handler(event, context)
    assert isinstance(document, dict)
    report(Reply(document, time.monotonic() - began))


def _as_deployed() -> None:
    _call_entry_point("100001", _LONG)


def _slow_start() -> None:
    sys.meta_path.insert(0, _SlowFinder())
    for code in ("100001", "100002"):
        _call_entry_point(code, _SHORT)


def _as_it_should_be() -> None:
    report(_function().call())


def _sessions_gone() -> None:
    del DaraCore._sessions  # noqa: SLF001 - as a newer SDK could
    report(_function().call())


def _another_session() -> None:
    DaraCore._get_session = lambda **_: Session()  # noqa: SLF001
    report(_function().call())


def _another_session_for_https() -> None:
    the_sdks_own = DaraCore._get_session  # noqa: SLF001

    def get_session(session_key: str, protocol: str, **others: object) -> object:
        if protocol.upper() == "HTTPS":
            return Session()
        return the_sdks_own(session_key, protocol, **others)

    DaraCore._get_session = get_session  # noqa: SLF001
    report(_function().call())


SITUATIONS: Final[Mapping[str, Callable[[], None]]] = {
    "resolver fails, first": partial(_with_resolver, Resolver.fail, 0),
    "resolver fails, warm": partial(_with_resolver, Resolver.fail, 1),
    "resolver hangs, first": partial(_with_resolver, Resolver.hang, 0),
    "resolver hangs, warm": partial(_with_resolver, Resolver.hang, 1),
    "resolver repeats, first": partial(_with_resolver, Resolver.repeat, 0),
    "as deployed": _as_deployed,
    "slow start": _slow_start,
    "as it should be": _as_it_should_be,
    "sessions gone": _sessions_gone,
    "another session": _another_session,
    "another session for https": _another_session_for_https,
}
