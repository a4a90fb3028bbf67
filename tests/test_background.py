"""Calls that may be given up: the one who waits goes on, the call ends when it ends."""

import subprocess
import sys
import threading
import time

import pytest

from smscode.background import TimeLimitError, call_within, start
from support.paths import ROOT
from support.stand_ins import PATIENCE

SOURCES = ROOT / "src"


def test_result() -> None:
    """Who waits gets what the function returns."""
    assert call_within(PATIENCE, lambda: 42) == 42


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt(), SystemExit(3)])
def test_error(error: BaseException) -> None:
    """Who waits gets what the function raises, the very object."""

    def fail() -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        call_within(PATIENCE, fail)
    assert caught.value is error


def test_time_limit() -> None:
    """A call that hangs costs its limit; it goes on, and may end later."""
    gate, done = threading.Event(), threading.Event()

    def hang() -> None:
        gate.wait(PATIENCE)
        done.set()

    began = time.monotonic()
    with pytest.raises(TimeLimitError):
        call_within(0.05, hang)
    assert time.monotonic() - began < 5
    assert not done.is_set()
    gate.set()
    assert done.wait(PATIENCE)


def test_stuck_calls_do_not_hold_up_others() -> None:
    """While some calls hang, new ones run at once."""
    gate = threading.Event()
    for _ in range(20):
        start(lambda: gate.wait(PATIENCE))
    assert call_within(PATIENCE, lambda: "through") == "through"
    gate.set()


def test_start() -> None:
    """A call that nobody waits for runs, and what it raises disturbs nobody."""
    ran = threading.Event()

    def fail() -> None:
        ran.set()
        raise SystemExit

    start(fail)
    assert ran.wait(PATIENCE)
    assert call_within(PATIENCE, lambda: 1) == 1


def test_threads_are_kept() -> None:
    """One call after the other is one thread: it is at rest before the answer is there."""
    assert printed("print(len({call_within(60, get_ident) for _ in range(300)}))") == "1"
    assert printed("print(call_within(60, get_ident) == get_ident())") == "False"


def test_all_who_wait_are_told() -> None:
    """Whoever waits for a call, or asks when it has ended, learns of it; nobody before."""
    gate = threading.Event()
    task = start(lambda: gate.wait(PATIENCE))
    assert not task.ended.wait(0)
    waiting = [start(lambda: task.ended.wait(10 * PATIENCE)) for _ in range(8)]
    gate.set()
    assert all(each.ended.wait(PATIENCE) and each.outcome() for each in waiting)
    assert task.ended.wait(0)


def test_a_thread_at_rest_holds_nothing() -> None:
    """What a call was made with, number and code, is gone when it has ended."""
    code = (
        "import weakref; from functools import partial; from threading import Event; "
        "gone, call = Event(), partial(int); weakref.finalize(call, gone.set); "
        "call_within(60, call); del call; print(gone.wait(20))"
    )
    assert printed(code) == "True"


def printed(code: str) -> str:
    """Return what *code* prints in a process of its own."""
    program = f"from threading import get_ident; from smscode.background import *; {code}"
    command = [sys.executable, "-c", program]
    done = subprocess.run(  # noqa: S603 - this very Python
        command, env={"PYTHONPATH": str(SOURCES)}, timeout=120, check=True, capture_output=True
    )
    return done.stdout.decode().strip()


def test_stuck_call_does_not_hold_the_process() -> None:
    """A process ends although a call of its still hangs."""
    program = "from smscode.background import start; import time; start(lambda: time.sleep(60))"
    command = [sys.executable, "-c", program]
    subprocess.run(  # noqa: S603 - this very Python
        command, env={"PYTHONPATH": str(SOURCES)}, timeout=120, check=True
    )
