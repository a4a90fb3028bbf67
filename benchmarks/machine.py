"""The machine that measures: its facts, and which of its cores does what."""

import os
import platform
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path


def load() -> float:
    """Return how much else this machine has done in the last minute: one is a whole core."""
    return os.getloadavg()[0]


def facts(python: str, load: float) -> Mapping[str, str]:
    """Return what a reader needs to know of this machine; *python* runs what is measured."""
    command = [python, "-c", "import platform; print(platform.python_version())"]
    version = subprocess.run(  # noqa: S603 - the Python that was found
        command, capture_output=True, encoding="utf-8", check=True
    )
    return {
        "date": f"{datetime.now(timezone.utc):%Y-%m-%d}",
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.release()}",
        "python": version.stdout.strip(),
        "load": f"{load:.1f}",
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def keep_to_first_core() -> None:
    """Keep this process, and what it starts from now on, to one core; the other is for children."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


@contextmanager
def on_measured_core() -> Iterator[None]:
    """Start children on the core that is kept free for them, if there are two.

    A thread's affinity is inherited by the processes that it starts.
    """
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)
