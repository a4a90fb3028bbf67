"""What the tests of the faulty vendor start with; ``pytest_plugins`` names this module."""

from collections.abc import Iterator
from typing import Final

import pytest

from smscode.wiring import preload
from support.faults import certificates
from support.faults.function import settled
from support.faults.proxy import Proxy
from support.faults.vendor import FaultyVendor

_PROXY_VARIABLES: Final = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")

preload({})  # as Lambda does: an SDK that is imported within the first call takes most of its time


@pytest.fixture(scope="module")
def _authority(tmp_path_factory: pytest.TempPathFactory) -> str:
    return certificates.write_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def authority(_authority: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let this process trust the authority of the good certificate; return where it is."""
    monkeypatch.setenv("SSL_CERT_FILE", _authority)
    return _authority


@pytest.fixture
def vendor() -> Iterator[FaultyVendor]:
    """Give a vendor over plain HTTP."""
    with settled(FaultyVendor()) as vendor:
        yield vendor


@pytest.fixture
def tls_vendor(authority: str) -> Iterator[FaultyVendor]:  # noqa: ARG001 - for its effect
    """Give a vendor over TLS."""
    with settled(FaultyVendor(certificates.good())) as vendor:
        yield vendor


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """Give a proxy; no variable names it or any other."""
    for name in _PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    proxy = Proxy()
    yield proxy
    proxy.close()
