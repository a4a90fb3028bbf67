"""The function behind each of the local triggers, with the sandbox's own config."""

from collections.abc import Iterator
from importlib import import_module

import pytest

from callers.front import Front, fronting
from sandbox.aliyun.server import Sandbox, running
from sandbox.clouds.trigger import Trigger


@pytest.fixture(scope="session")
def _warm() -> None:
    """Import the SDK, which the first send would do: on a busy machine Supabase gives up before."""
    import_module("smscode.aliyun.sdk")


@pytest.fixture(scope="module")
def _sandbox(_warm: None) -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_sandbox: Sandbox) -> Sandbox:
    """Return a running sandbox that has seen nothing yet."""
    _sandbox.clear()
    return _sandbox


@pytest.fixture(scope="module", params=list(Trigger), ids=lambda trigger: str(trigger.value))
def _front(request: pytest.FixtureRequest, _warm: None) -> Iterator[Front]:
    with fronting(request.param) as front:
        yield front


@pytest.fixture
def front(_front: Front) -> Front:
    """Return a running function whose sandbox has seen nothing yet."""
    _front.sandbox.clear()
    return _front
