"""Cold: from nothing to the reply to the first call, a fresh process each time.

Wall is from the start of the process to its reply, CPU what the process has used by its end, memory
the most that it ever held. That is the kernel's `VmHWM`: what `getrusage` tells of a child is at
least what its parent held.
"""

import json
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks import calls, machine, surroundings
from benchmarks.clouds import WRONG_TOKEN, Clouds, Doors
from benchmarks.errors import CannotMeasureError
from benchmarks.figures import Figure
from benchmarks.packs import Packs
from support.harness.fc_runtime import FcProcess
from support.harness.invocation import Invocation
from support.harness.lambda_runtime import LambdaProcess

Step = Callable[[str], None]
Environment = dict[str, str]
_MEASURES: Final = {"wall": "ms", "cpu": "ms", "peak": "MiB"}
_READ_ONLY: Final = {"PYTHONDONTWRITEBYTECODE": "1"}  # as a cloud's folder of code is
_PLUG_INS: Final = {"PYDANTIC_DISABLE_PLUGINS": "none-of-them"}  # pydantic looks for them


@dataclass(frozen=True, slots=True)
class Case:
    """A function to start, with one call for it and the HTTP status that it must answer."""

    start: Callable[[], FcProcess | LambdaProcess]
    event: Callable[[], calls.Event]
    status: int = 200

    def run(self) -> tuple[float, float, float]:
        """Start it once, and return what it took: wall ms, CPU ms, MiB at the peak."""
        used, began = _cpu_of_children(), time.perf_counter()
        with machine.on_measured_core():
            process = self.start()
        with process:
            answer = self._call(process)
            wall = time.perf_counter() - began
            peak = _peak_kib(process.pid)
        if answer.kind != "response" or answer.json()["statusCode"] != self.status:
            raise CannotMeasureError(f"{answer.payload.decode()}\n{process.logs}")
        return wall * 1e3, (_cpu_of_children() - used) * 1e3, peak / 1024

    def _call(self, process: FcProcess | LambdaProcess) -> Invocation:
        if isinstance(process, LambdaProcess):
            return process.invoke(self.event())
        return process.invoke(json.dumps(self.event()).encode())


def measure(cases: Mapping[str, Case], rounds: int, step: Step) -> Mapping[str, Figure]:
    """Return the figures of all cases, which take turns; a first turn of each is not counted."""
    values: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds + 1):
        for name, case in cases.items():
            step(f"cold starts, round {number} of {rounds}: {name}")
            for measure, value in zip(_MEASURES, case.run(), strict=True):
                if number:
                    values[f"cold/{name}/{measure}"].append(value)
    return {name: Figure.of(values[name], _MEASURES[name.rpartition("/")[2]]) for name in values}


def cases(packs: Packs, doors: Doors) -> Mapping[str, Case]:
    """Return all that is started, by the name of its figures."""
    return {**_on_fc(packs, doors), **_on_aws(packs, doors.plain)}


def _on_fc(packs: Packs, doors: Doors) -> Mapping[str, Case]:
    env, tls = (surroundings.ours_on_fc(clouds) for clouds in (doors.plain, doors.tls))

    def start(
        pack: str, env: Environment, handler: str = "index.handler"
    ) -> Callable[[], FcProcess]:
        return partial(FcProcess, handler, code=packs.code(pack), python=packs.python, env=env)

    def naive(clouds: Clouds) -> Callable[[], FcProcess]:
        return start("naive/fc", surroundings.naive_on_fc(clouds), "benchmarks/naive/fc.handler")

    ours, call = start("slim/fc", env), calls.on_fc
    floor = start("floor", surroundings.floor(doors.plain), "benchmarks/floor.handler")
    return {
        "fc/ours": Case(ours, call),
        "fc/naive": Case(naive(doors.plain), call),
        "fc/floor": Case(floor, call),
        "fc tls/ours": Case(start("slim/fc", tls), call),
        "fc tls/naive": Case(naive(doors.tls), call),
        "fc/SDK=full": Case(start("full/fc", env), call),
        "fc/no bytecode": Case(start("source/fc", env | _READ_ONLY), call),
        "fc/collections": Case(start("collecting/fc", env), call),
        "fc/plug-ins": Case(start("slim/fc", env | _PLUG_INS), call),
        "fc/healthz": Case(ours, calls.health),
        "fc/no credential": Case(ours, partial(calls.on_fc, None), 401),
        "fc/wrong credential": Case(ours, partial(calls.on_fc, WRONG_TOKEN), 401),
    }


def _on_aws(packs: Packs, clouds: Clouds) -> Mapping[str, Case]:
    runtime = {"PYTHONPATH": str(packs.lambda_packages)}

    def start(
        pack: str, env: Environment, handler: str = "index.handler"
    ) -> Callable[[], LambdaProcess]:
        code, python = packs.code(pack), packs.python
        return partial(LambdaProcess, handler, code=code, python=python, env=env | runtime)

    call = calls.on_aws
    naive = start("naive/aws", surroundings.naive_on_aws(clouds), "benchmarks/naive/aws.handler")
    floor = start("floor", surroundings.floor(clouds), "benchmarks/floor.handler")
    return {
        "aws/ours": Case(start("slim/aws", surroundings.ours_on_aws(clouds)), call),
        "aws/naive": Case(naive, call),
        "aws/floor": Case(floor, call),
        "aws/claims": Case(start("slim/aws", surroundings.as_shipped(clouds)), calls.new_on_aws),
    }


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak_kib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise RuntimeError("the kernel does not tell VmHWM")
