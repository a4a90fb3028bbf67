"""The process in which warm calls are measured: it calls a handler, over and over, as it is told.

A script that `benchmarks.worker` starts with the Python of the cloud; standard library only, and
the folder of the code takes the place of its own on `sys.path`.
"""

import importlib
import json
import os
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from types import SimpleNamespace
from typing import Any, Final

Handler = Callable[[object, object], Any]
_FIRST_NUMBER: Final = 13_800_000_000
_NUMBER: Final = re.compile(r"1[0-9]{10}")
# Function Compute's, as far as a handler may look at it.
_CONTEXT: Final = SimpleNamespace(
    request_id="1-64f6cd87-1b2c3d4e5f60718293a4b5c6",
    account_id="1234567890123456",
    function=SimpleNamespace(name="smscode", timeout=15),
)


class Bench:
    """A handler, and the calls that have not been made yet: each to another number."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._numbers = count(_FIRST_NUMBER)
        self._in_vendors_hands: list[int] = []

    def time(self, event: str, times: int, status: int) -> dict[str, list[int]]:
        """Call so often, and return the nanoseconds of each call, and of the SDK's part of it."""
        self._in_vendors_hands.clear()
        spent = []
        for call in [self._call(event) for _ in range(times)]:
            began = time.perf_counter_ns()
            reply = self._handler(call, _CONTEXT)
            spent.append(time.perf_counter_ns() - began)
            _check(reply, status)
        return {"ns": spent, "sdk_ns": list(self._in_vendors_hands)}

    def flood(self, event: str, times: int, threads: int, seconds: float) -> dict[str, float]:
        """Call so often from so many threads, for so many seconds at most."""
        calls = iter([self._call(event) for _ in range(times)])
        lock, ends, done, faults = threading.Lock(), time.monotonic() + seconds, count(), count()

        def work() -> None:
            while time.monotonic() < ends:
                with lock:
                    call = next(calls, None)
                if call is None:
                    return
                next(done if self._handler(call, _CONTEXT)["statusCode"] == 200 else faults)  # noqa: PLR2004

        workers = [threading.Thread(target=work) for _ in range(threads)]
        began = time.perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        taken = time.perf_counter() - began
        return {"seconds": taken, "sent": next(done), "refused": next(faults)}

    def watch_sdk(self) -> dict[str, str]:
        """From now on time what `smscode.aliyun.sdk.send_sms` returns: the SDK's own call."""
        sdk: Any = importlib.import_module("smscode.aliyun.sdk")
        prepare = sdk.send_sms

        def prepare_timed(*arguments: object, **options: object) -> Callable[[], object]:
            request = prepare(*arguments, **options)

            def timed() -> object:
                began = time.perf_counter_ns()
                try:
                    return request()
                finally:
                    self._in_vendors_hands.append(time.perf_counter_ns() - began)

            return timed

        sdk.send_sms = prepare_timed
        return {}

    def _call(self, event: str) -> bytes:
        return _NUMBER.sub(str(next(self._numbers)), event, count=1).encode()


def _check(reply: Mapping[str, object], status: int) -> None:
    if reply["statusCode"] != status:
        raise RuntimeError(f"expected {status}: {reply}")


def main(arguments: Sequence[str]) -> None:
    """Obey each JSON line on the socket until the other side hangs up: `[method, arguments]`."""
    descriptor, code, name = arguments
    sys.path[0] = code
    os.chdir(code)
    module, _, function = name.rpartition(".")
    bench = Bench(getattr(importlib.import_module(module), function))
    with socket.socket(fileno=int(descriptor)) as connection, connection.makefile("rwb") as lines:
        for line in lines:
            method, given = json.loads(line)
            answer = getattr(bench, method)(**given)
            lines.write(json.dumps(answer).encode() + b"\n")
            lines.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
