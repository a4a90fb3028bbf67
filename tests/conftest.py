"""What several test files start with: the whole function in front of a sandbox."""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# An SDK that is imported within the first call would take most of its time.
import smscode.aliyun.sdk  # noqa: F401
from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from local.clouds.fc import Credentials
from support.app_bench import AppBench
from support.harness.child import COVERAGE
from support.instance import issue

# A busy machine is no failure, and a run is like the one before: what another seed finds would fail
# somebody's change that has nothing to do with it. `--hypothesis-profile=default` looks for more.
settings.register_profile(
    "steady",
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("few", settings.get_profile("steady"), max_examples=10)
settings.load_profile("steady")  # `make test-fast` asks for "few"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let the garbage collector pass over what is collected, as the entry point does.

    The whole suite is 600,000 objects, which stay: to look for garbage in them once takes as long
    as some hundred tests.

    Of the processes that tests start only the harness's runtimes are measured, which run the entry
    point: a traced import of the SDK takes a second more.
    """
    for name in COVERAGE:
        del os.environ[name]
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Leave examples at random untraced: what is covered is what the tests by name say.

    Traced, Hypothesis itself takes as long again.
    """
    trace = sys.gettrace()
    if item.get_closest_marker("hypothesis"):
        sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(trace)


@pytest.fixture(scope="session")
def _vendor() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def bench(tmp_path: Path, _vendor: Sandbox) -> AppBench:
    """Return a fresh instance of the function, whose vendor has seen nothing."""
    _vendor.clear()
    return AppBench(tmp_path, _vendor)


@pytest.fixture(scope="module")
def _account() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_account: Sandbox) -> Sandbox:
    """Give a sandbox that holds nothing and has seen nothing; a file's tests share its keys."""
    _account.clear()
    _account.secrets.clear()
    _account.objects.clear()
    _account.versioned_buckets.clear()
    return _account


@pytest.fixture
def role(sandbox: Sandbox) -> Credentials:
    """Give the role's credentials, which the sandbox knows."""
    return issue(sandbox, "role")
