"""Every scenario once, on what is in the repository instead of what is built: that it runs."""

import json
import sys
from collections.abc import Iterator
from typing import Final

import pytest

from benchmarks import calls, clouds, cold, load, surroundings, warm
from benchmarks.clouds import Clouds
from benchmarks.packs import Packs
from benchmarks.worker import Worker
from bundles import ROOT

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="processes are measured by Linux's /proc, on cores of their own"
)

SOURCES: Final = {
    **dict.fromkeys(("slim/fc", "slim/aws", "full/fc", "source/fc"), ROOT / "src"),
    **dict.fromkeys(("naive/fc", "naive/aws", "floor"), ROOT),
}
CASES: Final = (
    *("fc/ours", "fc/naive", "fc/floor", "fc/SDK=full", "fc/no bytecode"),
    *("fc/healthz", "fc/no credential", "fc/wrong credential"),
    *("aws/ours", "aws/naive", "aws/floor"),
)


@pytest.fixture(scope="module")
def there() -> Iterator[Clouds]:
    """Run the clouds."""
    with clouds.running() as running:
        yield running


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Packs:
    """Return packs that are nothing but links to our folders, run by this Python."""
    folder = tmp_path_factory.mktemp("packs")
    for name, source in SOURCES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).symlink_to(source)
    return Packs(folder, sys.executable, folder)


def test_the_cases_are_those_of_the_tables(packs: Packs, there: Clouds) -> None:
    """Each function that is started cold is one of these."""
    assert tuple(cold.cases(packs, there)) == CASES


@pytest.mark.parametrize("name", CASES)
def test_a_cold_start(name: str, packs: Packs, there: Clouds) -> None:
    """Each answers its first call as it must, and takes some time, CPU and memory for it."""
    wall, cpu, peak = cold.cases(packs, there)[name].run()
    assert wall > 0
    assert cpu > 0
    assert peak > 5


def test_a_wrong_answer_is_no_measurement(packs: Packs, there: Clouds) -> None:
    """A function that answers anything else than it must ends the run, with its log."""
    case = cold.cases(packs, there)["fc/no credential"]
    wrong = cold.Case(case.start, case.event, status=200)
    with pytest.raises(RuntimeError, match="unauthorized"):
        wrong.run()


def test_warm_calls(packs: Packs, there: Clouds) -> None:
    """Ours and the naive function send; ours refuses; and our share is less than the whole."""
    told: list[str] = []
    figures = warm.measure(packs, there, 1, told.append, times=5)
    assert told == ["warm calls, round 1 of 1"]
    assert {"warm/naive/p99", "refused/no credential", "refused/bad field"} <= figures.keys()
    assert 0 < figures["warm/ours/own share"].median < figures["warm/ours/p99"].most


def test_load(packs: Packs, there: Clouds) -> None:
    """All sends of all threads are accepted, and the process can be looked at."""
    figures = load.measure(packs, there, lambda _: None, sends=200)
    assert figures["load/sends per second"].runs == 20
    assert figures["load/resident"].median > 5
    assert figures["load/descriptors"].median >= 3


@pytest.mark.parametrize("status", [200, 401])
def test_what_is_expected_is_checked(packs: Packs, there: Clouds, status: int) -> None:
    """A warm call that is answered otherwise ends the run too."""
    event = calls.on_fc() if status == 401 else calls.on_fc(None)
    code = packs.code("slim/fc")
    with (
        Worker(packs.python, code, surroundings.ours_on_fc(there)) as worker,
        pytest.raises(RuntimeError, match=f"expected {status}"),
    ):
        worker.ask("time", event=json.dumps(event), times=1, status=status)
