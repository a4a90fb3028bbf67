"""The check against the sandbox: each seeded fault is found, and nothing where nothing is wrong."""

from pathlib import Path

import pytest

from ops.check import account, sending, stores
from ops.check.finding import Level
from support.checking.faults import FAULTS, Fault
from support.checking.kinds import KINDS
from support.checking.scene import Scene

_HARMLESS = (Level.OK, Level.NOTE)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Return a scene in which nothing is wrong."""
    return Scene(tmp_path)


def test_a_clean_config_leaves_nothing_to_do(scene: Scene) -> None:
    """Exit status 0; no finding asks for anything; every subject is named as well."""
    report = scene.check("--strict")
    assert (report.status, report.faults) == (0, set())
    assert [each for each in report.findings if "todo" in each] == []
    assert {each["id"] for each in report.findings} == {
        *("store.read", "document.parsed", "caller.open", "usage.covered", "region.served"),
        *("limit.per_instance", "service.not_aliyun", "key.good", "clock.right"),
        *("sign.approved", "sign.filed", "template.good"),
    }
    assert len(report.about("sign.filed")) == 2 * 3
    assert len(report.about("template.good")) == 5
    assert set(report.actions) == {"GetSmsSign", "GetSmsTemplate"}
    assert report.messages == ()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_is_found(scene: Scene, fault: Fault) -> None:
    """It and nothing else is found, at its place, with words on what to do; the status says so.

    Whatever is wrong, nothing is sent, and only the actions of the policy are called.
    """
    fault.seed(scene)
    report = scene.check()
    assert report.faults == set(fault.found)
    (first, *_) = report.about(fault.found[0])
    assert fault.subject in first["subject"]
    assert all(each["todo"] for each in report.findings if each["id"] in fault.found)
    assert report.status == fault.status
    assert report.messages == ()
    assert set(report.actions) <= set(account.ACTIONS)


def test_every_fault_of_the_vocabulary_is_seeded() -> None:
    """No error, warning or doubt can be said that no test has seen found."""
    of_others = {id(kind) for kind in vars(sending).values()}
    of_others |= {id(kind) for kind in vars(stores).values()}  # tests/ops/test_stores.py
    faults = {
        kind.id for kind in KINDS if kind.level not in _HARMLESS and id(kind) not in of_others
    }
    assert faults == {found for fault in FAULTS for found in fault.found}
