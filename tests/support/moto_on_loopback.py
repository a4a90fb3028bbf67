"""AWS as moto plays it, where boto3 would look for it on Lambda."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from moto.server import ThreadedMotoServer

from smscode import aws


@contextmanager
def lambda_environment(variable: str, region: str) -> Iterator[None]:
    """Run moto; let boto3 find it by the endpoint *variable*, with a key and a *region*."""
    moto = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ACCESS_KEY_ID", "key")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        environment.setenv("AWS_DEFAULT_REGION", region)
        environment.setenv("NO_PROXY", "127.0.0.1")
        environment.setenv(variable, f"http://{host}:{port}")
        aws.client.cache_clear()  # those of another test file know another moto
        yield
        aws.client.cache_clear()
    moto.stop()
