"""The pins of a requirements file."""

from pathlib import Path
from typing import Final

import pytest

from bundle import pins
from bundle.target import Target
from deploy.test_requirements import pins as read_otherwise
from support.paths import ROOT

A: Final = "a" * 64
B: Final = "b" * 64
TEXT: Final = f"""\
# + tiny-package      a comment
Tiny_Package==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:{A} \\
    --hash=sha256:{B}
    # via something

plain==2.0.post0 --hash=sha256:{A}  # at the end
"""


def test_a_pin_is_a_version_with_its_hashes(tmp_path: Path) -> None:
    """Continued lines are one, comments are none, and names are normalised."""
    path = tmp_path / "requirements.txt"
    path.write_text(TEXT, encoding="utf-8")
    tiny, plain = pins.read(path)
    assert str(tiny.name) == "tiny-package"
    assert (tiny.version, sorted(tiny.hashes)) == ("1.0", [A, B])
    assert (plain.version, sorted(plain.hashes)) == ("2.0.post0", [A])
    assert str(tiny.marker) == 'sys_platform == "win32"'
    assert plain.marker is None


def test_pip_is_told_no_marker(tmp_path: Path) -> None:
    """What was chosen for the target is not chosen again for the Python that builds."""
    path = tmp_path / "requirements.txt"
    path.write_text(TEXT, encoding="utf-8")
    tiny, _plain = pins.read(path)
    assert str(tiny) == f"tiny-package==1.0 --hash=sha256:{A} --hash=sha256:{B}"


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt"])
def test_nothing_of_our_own_files_is_lost(name: str) -> None:
    """Every requirement and every hash is there, as another reading has them."""
    read = {(pin.name, pin.version): pin.hashes for pin in pins.read(ROOT / name)}
    assert read == {
        (requirement.name, str(requirement.specifier)[2:]): {h[len("sha256:") :] for h in hashes}
        for requirement, hashes in read_otherwise(name).items()
    }


def test_a_marker_holds_for_the_target_not_for_this_machine() -> None:
    """The bundle is for Linux and Python 3.12, wherever it is built."""
    markers = {str(pin.name): pin.marker for pin in pins.read(ROOT / "requirements.txt")}
    older = Target("fc", "x86_64", "3.10")
    assert [older.includes(markers[name]) for name in ("async-timeout", "tzdata")] == [True, False]
    newer = Target("fc", "x86_64")
    assert [newer.includes(markers[name]) for name in ("async-timeout", "cffi")] == [False, True]
