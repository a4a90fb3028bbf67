"""The function behind each of the local triggers, with the sandbox's own config, as fixtures."""

from collections.abc import Iterator
from importlib import import_module

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from local.clouds.trigger import Trigger
from support.callers.front import Front, fronting


@pytest.fixture(scope="session")
def warm() -> None:
    """Import the SDK, which the first send would do: on a busy machine Supabase gives up before."""
    import_module("smscode.aliyun.sdk")


@pytest.fixture(scope="module")
def each_sandbox(warm: None) -> Iterator[Sandbox]:  # noqa: ARG001 - for its effect
    """Start a sandbox for the tests of one file."""
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(each_sandbox: Sandbox) -> Sandbox:
    """Return a running sandbox that has seen nothing yet."""
    each_sandbox.clear()
    return each_sandbox


@pytest.fixture(scope="module", params=list(Trigger), ids=lambda trigger: str(trigger.value))
def each_front(request: pytest.FixtureRequest, warm: None) -> Iterator[Front]:  # noqa: ARG001
    """Start the function behind each trigger for the tests of one file."""
    with fronting(request.param) as front:
        yield front


@pytest.fixture
def front(each_front: Front) -> Front:
    """Return a running function whose sandbox has seen nothing yet."""
    each_front.sandbox.clear()
    return each_front
