"""Which wheels run on a target."""

import pytest
from packaging.tags import parse_tag

from bundle import target


@pytest.mark.parametrize(
    ("tag", "fc", "arm64"),
    [
        ("py3-none-any", True, True),
        ("py2.py3-none-any", True, True),
        ("cp312-cp312-manylinux2014_x86_64", True, False),
        ("cp312-cp312-manylinux_2_17_aarch64", False, True),
        ("cp311-abi3-manylinux_2_17_x86_64.manylinux_2_28_x86_64", True, False),
        ("cp312-cp312-manylinux_2_28_x86_64", False, False),  # Function Compute's 3.10 could
        ("cp312-cp312-manylinux_2_34_x86_64", False, False),  # a new host's own choice
        ("cp312-cp312-musllinux_1_2_x86_64", False, False),
        ("cp312-cp312-macosx_11_0_arm64", False, False),
        ("cp312-cp312-win_amd64", False, False),
        ("cp311-cp311-manylinux2014_x86_64", False, False),
        ("cp313-cp313-manylinux2014_x86_64", False, False),
        ("cp313-abi3-manylinux2014_x86_64", False, False),
    ],
)
def test_only_what_the_oldest_runtime_can_load(tag: str, *, fc: bool, arm64: bool) -> None:
    """A wheel must be for the Python, the processor and a C library of 2014 or older."""
    assert bool(parse_tag(tag).intersection(target.fc().tags)) is fc
    assert bool(parse_tag(tag).intersection(target.aws("arm64").tags)) is arm64


def test_a_native_wheel_comes_before_a_pure_one() -> None:
    """The tags are in order of preference."""
    tags = [str(tag) for tag in target.fc().tags]
    assert tags.index("cp312-cp312-manylinux2014_x86_64") < tags.index("py3-none-any")


def test_lambda_on_x86_64_takes_what_function_compute_takes() -> None:
    """The two differ in their name only."""
    assert target.aws("x86_64").tags == target.fc().tags
