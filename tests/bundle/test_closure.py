"""Which distributions are bundled."""

from importlib.metadata import requires
from pathlib import Path
from typing import Final

import pytest
from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bundle import closure, target
from bundle.errors import BuildError
from bundle.pins import Pin
from deploy.test_requirements import DIRECT
from support.paths import ROOT

FC: Final = target.fc()
TINY: Final = Pin(canonicalize_name("tiny"), "1.0", frozenset())


def reachable(direct: set[str]) -> set[str]:
    """Return these distributions and all that they need on Function Compute, as installed here."""
    found: set[str] = set()
    new = direct
    while new:
        found |= new
        needed = [Requirement(line) for name in new for line in requires(name) or ()]
        names = {str(canonicalize_name(r.name)) for r in needed if FC.includes(r.marker)}
        new = names - found
    return found


def metadata(*lines: str, version: str = "1.0") -> Metadata:
    """Return what a package says of itself."""
    text = "\n".join(["Metadata-Version: 2.4", "Name: Tiny", f"Version: {version}", *lines, ""])
    return Metadata.from_email(text, validate=False)


@pytest.mark.parametrize("where", [FC, target.aws("arm64")])
def test_all_that_the_function_needs_but_boto3(where: target.Target) -> None:
    """A bundle has what its direct requirements need, and nothing that boto3 alone needs."""
    selected = {str(pin.name) for pin in closure.select(ROOT, where, ())}
    assert selected == reachable(DIRECT - {"boto3"})


def test_boto3_can_be_asked_for() -> None:
    """Then the bundle has what all direct requirements need."""
    assert {str(p.name) for p in closure.select(ROOT, FC, ["boto3"])} == reachable({*DIRECT})


def test_redis_can_be_asked_for(tmp_path: Path) -> None:
    """Then the pins of its own file are bundled too, each once."""
    common = f"common==1.0 --hash=sha256:{'a' * 64}\n"
    (tmp_path / "requirements.txt").write_text(common, encoding="utf-8")
    (tmp_path / "requirements-redis.txt").write_text(f"{common}redis==8.0\n", encoding="utf-8")
    assert [pin.name for pin in closure.select(tmp_path, FC, ())] == ["common"]
    assert [pin.name for pin in closure.select(tmp_path, FC, ["redis"])] == ["common", "redis"]


def test_files_that_disagree_are_refused(tmp_path: Path) -> None:
    """Only one version of a package can be in a bundle."""
    (tmp_path / "requirements.txt").write_text("common==1.0\n", encoding="utf-8")
    (tmp_path / "requirements-redis.txt").write_text("common==1.1\n", encoding="utf-8")
    with pytest.raises(BuildError, match="different versions of common"):
        closure.select(tmp_path, FC, ["redis"])


def test_an_extra_without_its_file_is_refused(tmp_path: Path) -> None:
    """The message names the file."""
    (tmp_path / "requirements.txt").write_text("common==1.0\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r"requirements-redis\.txt is missing"):
        closure.select(tmp_path, FC, ["redis"])


def test_what_is_pinned_and_complete_passes() -> None:
    """Markers that do not hold on the target and extras nobody chose need nothing."""
    said = metadata(
        "Requires-Dist: tiny<2 ; python_version >= '3.12'",
        "Requires-Dist: absent ; sys_platform == 'win32'",
        "Requires-Dist: absent ; extra == 'more'",
    )
    closure.check([TINY], [said], FC)


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ([metadata(version="0.9")], "tiny is pinned to 1.0 and bundled as 0.9"),
        ([], "tiny is pinned to 1.0 and bundled as None"),
        ([metadata(), metadata(version="1.1")], "tiny is pinned to 1.0 and bundled as 1.1"),
        ([metadata("Requires-Dist: other>=2")], "Tiny needs other>=2, and bundled is None"),
        ([metadata("Requires-Dist: tiny>=2")], "Tiny needs tiny>=2, and bundled is 1.0"),
    ],
)
def test_what_is_not_as_pinned_is_refused(found: list[Metadata], message: str) -> None:
    """The message names the package with both versions."""
    with pytest.raises(BuildError) as caught:
        closure.check([TINY], found, FC)
    assert message in str(caught.value)


def test_a_package_that_nobody_pinned_is_refused() -> None:
    """Nothing comes along unseen."""
    with pytest.raises(BuildError, match=r"tiny is pinned to None and bundled as 1\.0"):
        closure.check([], [metadata()], FC)
