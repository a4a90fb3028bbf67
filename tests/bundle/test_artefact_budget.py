"""The import budget of what is deployed, the tests of `test_import_budget.py` on both bundles."""

from pathlib import Path
from typing import Final

import pytest

from e2e import test_import_budget
from e2e.test_import_budget import aws, fc
from support.budget.instances import Code

__all__ = ["aws", "fc"]
KINDS: Final = {"bundles": True, "whole_bundles": False}

tests = {name: test for name, test in vars(test_import_budget).items() if name[:5] == "test_"}
globals().update({n: t for n, t in tests.items() if n != "test_work_of_a_wrong_credential"})


@pytest.fixture(scope="module", params=KINDS)
def code(request: pytest.FixtureRequest, empty_python: Path, runtime_packages: Path) -> Code:
    """Return one kind of bundle, then the other, in a Python that has nothing else."""
    folder: Path = request.getfixturevalue(request.param)
    is_lean = KINDS[request.param]
    return Code(folder / "fc", folder / "aws", str(empty_python), (runtime_packages,), is_lean)
