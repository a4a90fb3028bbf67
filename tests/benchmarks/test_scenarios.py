"""Every scenario once, on what is in the repository instead of what is built: that it runs."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import certifi
import pytest

from benchmarks import calls, clouds, cold, load, surroundings, warm
from benchmarks.clouds import Doors
from benchmarks.packs import Packs
from benchmarks.worker import Worker
from support.paths import ROOT

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="processes are measured by Linux's /proc, on cores of their own"
)

OURS: Final = tuple((ROOT / "src").glob("[a-z]*"))
OTHERS: Final = (ROOT / "benchmarks",)
SOURCES: Final = {
    **dict.fromkeys(("slim/fc", "slim/aws", "full/fc", "source/fc", "collecting/fc"), OURS),
    **dict.fromkeys(("naive/fc", "naive/aws", "floor"), OTHERS),
}
CASES: Final = (
    *("fc/ours", "fc/naive", "fc/floor", "fc tls/ours", "fc tls/naive"),
    *("fc/SDK=full", "fc/no bytecode", "fc/collections", "fc/plug-ins"),
    *("fc/healthz", "fc/no credential", "fc/wrong credential"),
    *("aws/ours", "aws/naive", "aws/floor", "aws/claims"),
)


@pytest.fixture(scope="module")
def doors() -> Iterator[Doors]:
    """Run the clouds."""
    with clouds.running() as running:
        yield running


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory, doors: Doors) -> Packs:
    """Return packs of links to what is in our folders, with certificates of their own."""
    folder = tmp_path_factory.mktemp("packs")
    for name, sources in SOURCES.items():
        (folder / name).mkdir(parents=True)
        for source in sources:
            (folder / name / source.name).symlink_to(source)
        shutil.copytree(Path(certifi.__file__).parent, folder / name / "certifi")
    packs = Packs(folder, sys.executable, folder)
    packs.trust(doors.authority)
    return packs


def test_the_cases_are_those_of_the_tables(packs: Packs, doors: Doors) -> None:
    """Each function that is started cold is one of these."""
    assert tuple(cold.cases(packs, doors)) == CASES


@pytest.mark.parametrize("name", CASES)
def test_a_cold_start(name: str, packs: Packs, doors: Doors) -> None:
    """Each answers its first call as it must, and takes some time, CPU and memory for it."""
    wall, cpu, peak = cold.cases(packs, doors)[name].run()
    assert wall > 0
    assert cpu > 0
    assert peak > 5


def test_a_wrong_answer_is_no_measurement(packs: Packs, doors: Doors) -> None:
    """A function that answers anything else than it must ends the run, with its log."""
    case = cold.cases(packs, doors)["fc/no credential"]
    wrong = cold.Case(case.start, case.event, status=200)
    with pytest.raises(RuntimeError, match="unauthorized"):
        wrong.run()


def test_warm_calls(packs: Packs, doors: Doors) -> None:
    """Ours and the naive function send; ours refuses; and our share is less than the whole."""
    told: list[str] = []
    figures = warm.measure(packs, doors.plain, 1, told.append, times=5)
    assert told == ["warm calls, round 1 of 1"]
    assert {"warm/naive/p99", "refused/no credential", "refused/bad field"} <= figures.keys()
    assert 0 < figures["warm/ours/own share"].median < figures["warm/ours/p99"].most


def test_load(packs: Packs, doors: Doors) -> None:
    """All sends of all threads are accepted, and the process can be looked at."""
    figures = load.measure(packs, doors.plain, lambda _: None, filling=100, sends=100)
    assert figures["load/sends per second"].runs == 20
    assert figures["load/resident"].median > 5
    assert figures["load/descriptors"].median >= 3


@pytest.mark.parametrize("status", [200, 401])
def test_what_is_expected_is_checked(packs: Packs, doors: Doors, status: int) -> None:
    """A warm call that is answered otherwise ends the run too."""
    event = calls.on_fc() if status == 401 else calls.on_fc(None)
    code = packs.code("slim/fc")
    with (
        Worker(packs.python, code, surroundings.ours_on_fc(doors.plain)) as worker,
        pytest.raises(RuntimeError, match=f"expected {status}"),
    ):
        worker.ask("time", event=json.dumps(event), times=1, status=status)
