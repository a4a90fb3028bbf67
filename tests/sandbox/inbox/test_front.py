"""Calls of the function, and the commands that make them."""

import shlex
import shutil
import socket
import subprocess
from threading import Thread

import pytest

from aliyun_sms_sandbox.inbox.front import EXAMPLE, Front
from aliyun_sms_sandbox.loopback import HOST
from support.inbox.desk import TOKEN, desk


def front(url: str) -> Front:
    """Return a front at this URL."""
    return Front(url, TOKEN, ("SignIn",))


def test_a_function_that_is_not_there_is_told_in_words() -> None:
    """The page shows why there is no reply."""
    with socket.create_server((HOST, 0)) as free:
        url = f"http://{HOST}:{free.getsockname()[1]}/"
    exchange = front(url).send(EXAMPLE)
    assert exchange.reply is None
    assert "refused" in exchange.trouble


def test_a_reply_that_breaks_off_is_told_in_words() -> None:
    """Likewise."""
    with socket.create_server((HOST, 0)) as listener:
        url = f"http://{HOST}:{listener.getsockname()[1]}/"

        def hang_up() -> None:
            connection, _ = listener.accept()
            connection.recv(65_536)
            connection.close()

        thread = Thread(target=hang_up)
        thread.start()
        exchange = front(url).send(EXAMPLE)
        thread.join()
    assert exchange.reply is None
    assert exchange.trouble


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing")
def test_the_command_of_an_exchange_makes_the_same_call_again() -> None:
    """Quotes and all; the function gets the same body."""
    with desk({"statusCode": 200, "body": "{}"}) as one:
        fields = {**EXAMPLE, "code": 'it\'s "$HOME" `x`\n'}
        exchange = one.front.send(fields)
        subprocess.run(  # noqa: S603 - the command under test
            shlex.split(exchange.curl), check=True, capture_output=True, timeout=60
        )
        first, second = one.calls
    assert first["body"] == second["body"]
    assert first["headers"]["Authorization"] == second["headers"]["Authorization"]
