"""Warm: what one call takes of a function that has served many, sent or refused.

Two functions on Function Compute, ours and the naive one, take turns. Our own share of a call is
its time less the SDK's part: what `smscode.aliyun.sdk.send_sms` returns, timed where it is called.
So the hand-over to the thread that bounds the SDK's call counts as ours.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median, quantiles
from typing import Final

from benchmarks import calls, surroundings
from benchmarks.clouds import WRONG_TOKEN, Clouds
from benchmarks.figures import Figure
from benchmarks.packs import Packs
from benchmarks.worker import Worker

TIMES: Final = 200  # that each call is made in a round
_PERCENTILES: Final = {"p50": 50, "p95": 95, "p99": 99}
_NO_JSON: Final = "{"

Step = Callable[[str], None]
Values = dict[str, list[float]]


def measure(
    packs: Packs, clouds: Clouds, rounds: int, step: Step, times: int = TIMES
) -> Mapping[str, Figure]:
    """Return the figures of all warm calls; *step* is told what is going on."""
    values: Values = defaultdict(list)
    ours = Worker(packs.python, packs.code("slim/fc"), surroundings.ours_on_fc(clouds))
    naive = Worker(
        packs.python,
        packs.code("naive/fc"),
        surroundings.naive_on_fc(clouds),
        "benchmarks.naive.fc.handler",
    )
    with ours, naive:
        for worker in (ours, naive):
            _send(worker, 20)
        ours.ask("watch_sdk")
        for number in range(rounds):
            step(f"warm calls, round {number + 1} of {rounds}")
            _note(values, _round(ours, naive, times))
    return {name: Figure.of(values[name], "µs") for name in values}


def _note(values: Values, found: Iterator[tuple[str, float]]) -> None:
    for name, value in found:
        values[name].append(value)


def _round(ours: Worker, naive: Worker, times: int) -> Iterator[tuple[str, float]]:
    sent = _send(ours, times)
    yield from _percentiles("warm/ours", sent["ns"])
    yield from _percentiles("warm/naive", _send(naive, times)["ns"])
    own = [whole - part for whole, part in zip(sent["ns"], sent["sdk_ns"], strict=True)]
    yield "warm/ours/own share", median(own) / 1e3
    yield "warm/ours/SDK", median(sent["sdk_ns"]) / 1e3
    for name, (call, status) in _refused().items():
        spent = ours.ask("time", event=json.dumps(call), times=times, status=status)["ns"]
        yield f"refused/{name}", median(spent) / 1e3


def _send(worker: Worker, times: int) -> dict[str, list[int]]:
    answer: dict[str, list[int]] = worker.ask(
        "time", event=json.dumps(calls.on_fc()), times=times, status=200
    )
    return answer


def _percentiles(name: str, spent: Sequence[int]) -> Iterator[tuple[str, float]]:
    cuts = quantiles(spent, n=100, method="inclusive")
    for title, percent in _PERCENTILES.items():
        yield f"{name}/{title}", cuts[percent - 1] / 1e3


def _refused() -> Mapping[str, tuple[calls.Event, int]]:
    return {
        "no credential": (calls.on_fc(None), 401),
        "wrong credential": (calls.on_fc(WRONG_TOKEN), 401),
        "not JSON": ({**calls.on_fc(), "body": _NO_JSON}, 400),
        "bad field": (calls.on_fc(usage=""), 400),
    }
