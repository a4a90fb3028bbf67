"""A part of a CPU, as both clouds give it: a quota of the kernel's, for processes that join it."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

#: Where version 1 of control groups has its CPU controller, and where version 2 has all of them.
_V1: Final = Path("/sys/fs/cgroup/cpu")
_V2: Final = Path("/sys/fs/cgroup")
_PERIOD: Final = 100_000  # µs


class NoQuotaError(Exception):
    """Raised when this machine lets nobody set a CPU quota; says why."""


@contextmanager
def cpu_quota(part: float) -> Iterator[Path]:
    """Give the file that a process writes its id into to have *part* of a CPU from then on.

    Raises:
        NoQuotaError: There can be none.
    """
    name, quota = f"smscode-{os.getpid()}-{secrets.token_hex(4)}", int(part * _PERIOD)
    is_v2 = (_V2 / "cgroup.controllers").exists()
    group = (_V2 if is_v2 else _V1) / name
    setting = ("cpu.max", f"{quota} {_PERIOD}") if is_v2 else ("cpu.cfs_quota_us", str(quota))
    try:
        group.mkdir()
    except OSError as error:
        raise NoQuotaError(f"no CPU quota can be set: {error}") from error
    try:
        try:
            (group / setting[0]).write_text(setting[1])
        except OSError as error:
            raise NoQuotaError(f"no CPU quota can be set: {error}") from error
        yield group / "cgroup.procs"
    finally:
        with suppress(OSError):  # a process may still be on its way out
            group.rmdir()
