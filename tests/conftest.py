"""What several test files start with: the whole function in front of a sandbox."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app_bench import AppBench
from sandbox.aliyun.server import Sandbox, running


@pytest.fixture(scope="session")
def _vendor() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def bench(tmp_path: Path, _vendor: Sandbox) -> AppBench:
    """Return a fresh instance of the function, whose vendor has seen nothing."""
    _vendor.clear()
    return AppBench(tmp_path, _vendor)
