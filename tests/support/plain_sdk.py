"""The SDK as it is without the function: for clients of the sandbox that are not ours."""

import os

import pytest
from darabonba.core import DaraCore
from requests.adapters import HTTPAdapter


@pytest.fixture
def plain_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the SDK send by requests' own adapter, in new sessions, and through no proxy.

    The function's adapter sends for an exchange only. The SDK uses a proxy for loopback too, and
    ignores NO_PROXY (measured).
    """
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(DaraCore, "get_adapter", staticmethod(lambda *_, **__: HTTPAdapter()))
    monkeypatch.setattr(DaraCore, "_sessions", {})
