"""The sandbox over a real socket, spoken to by the official SDK as a user would."""

import asyncio
import http.client
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Semaphore

import pytest
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from aliyun_sms_sandbox.loopback import PortError

MakeClient = Callable[..., Client]
MakeSms = Callable[..., SendSmsRequest]

HOSTILE_TEXT = "速通 a+b&c=d~e*f'g(h)i%20 \t/?#\"\\é😀"


def test_the_synchronous_sdk_is_accepted(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """A send by the official SDK arrives, and its reply names the same BizId."""
    body = make_client().send_sms(make_sms(out_id=HOSTILE_TEXT)).body
    (message,) = sandbox.messages
    assert (body.code, body.message, body.biz_id) == ("OK", "OK", message.biz_id)
    assert (message.phone, message.sign, message.out_id) == (
        "13800138000",
        "速通科技",
        HOSTILE_TEXT,
    )
    assert message.params == {"code": "123456"}


def test_the_asynchronous_sdk_is_accepted(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """The SDK's other HTTP client signs alike."""
    response = asyncio.run(make_client().send_sms_async(make_sms(out_id=HOSTILE_TEXT)))
    assert response.body.code == "OK"
    assert sandbox.messages[0].out_id == HOSTILE_TEXT


def test_an_sts_key_is_accepted(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """Key, secret and token of the function's role send as a long-lived key does."""
    client = make_client("sandbox-sts-key-id", "sandbox-sts-key-secret", "sandbox-sts-token")
    assert client.send_sms(make_sms()).body.code == "OK"
    assert "x-acs-security-token" in sandbox.requests[0].headers


def test_two_hundred_sends_at_once_are_all_recorded(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """No message is lost or doubled, and each caller gets the receipt of its own."""
    numbers = [f"13800138{number:03d}" for number in range(200)]
    client = make_client()
    together = Barrier(len(numbers))

    def send(number: str) -> tuple[str, str]:
        request = make_sms(phone_numbers=number)
        together.wait(60)
        body = client.send_sms(request).body
        assert body.code == "OK"
        return number, body.biz_id

    with ThreadPoolExecutor(len(numbers)) as threads:
        receipts = list(threads.map(send, numbers))
    recorded = sorted((message.phone, message.biz_id) for message in sandbox.messages)
    assert recorded == receipts
    assert len(sandbox.requests) == len(numbers)


def test_two_hundred_asynchronous_sends_at_once_are_all_recorded(
    sandbox: Sandbox, make_client: MakeClient, make_sms: MakeSms
) -> None:
    """The SDK's other HTTP client opens a connection for each."""
    numbers = [f"13900139{number:03d}" for number in range(200)]
    client = make_client()

    async def send_all() -> list[str]:
        sends = [client.send_sms_async(make_sms(phone_numbers=number)) for number in numbers]
        return [response.body.code for response in await asyncio.gather(*sends)]

    assert asyncio.run(send_all()) == ["OK"] * len(numbers)
    assert sorted(message.phone for message in sandbox.messages) == numbers


def test_sixty_sends_that_hang_hold_up_nobody(make_client: MakeClient, make_sms: MakeSms) -> None:
    """A number that hangs holds no worker thread, and the sandbox stops all the same."""
    heard = Semaphore(0)
    sandbox = Sandbox.start(on_request=lambda _: heard.release())
    client = make_client(endpoint=sandbox.endpoint)
    hanging = make_sms(phone_numbers="19900000408")

    async def send_all() -> str:
        tasks = [asyncio.create_task(client.send_sms_async(hanging)) for _ in range(60)]
        for _ in tasks:
            assert await asyncio.to_thread(heard.acquire, timeout=60)
        answer = await asyncio.to_thread(client.send_sms, make_sms())
        assert not any(task.done() for task in tasks)
        await asyncio.to_thread(sandbox.stop)
        await asyncio.gather(*tasks, return_exceptions=True)
        return str(answer.body.code)

    assert asyncio.run(send_all()) == "OK"
    assert [message.phone for message in sandbox.messages] == ["13800138000"]


@pytest.mark.parametrize("length", [65_537, 10_000_000])
def test_a_body_that_no_sdk_sends_is_not_kept(sandbox: Sandbox, length: int) -> None:
    """What is remembered of a request is bounded: past 64 KiB it is refused unread."""
    connection = http.client.HTTPConnection(sandbox.endpoint.removeprefix("http://"), timeout=60)
    connection.putrequest("POST", "/")
    connection.putheader("Content-Length", str(length))
    connection.endheaders(b"x" * 65_537)
    assert connection.getresponse().status == 413
    connection.close()
    assert sandbox.requests == ()


def test_it_listens_on_loopback_only_and_stops() -> None:
    """The endpoint is 127.0.0.1, and its port is free again after the block."""
    with running() as sandbox:
        host, port = sandbox.endpoint.removeprefix("http://").split(":")
        assert host == "127.0.0.1"
        socket.create_connection((host, int(port)), timeout=120).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=120)
    with running(int(port)) as again:
        assert again.endpoint == sandbox.endpoint


def test_a_port_in_use_is_its_own_error(sandbox: Sandbox) -> None:
    """Starting on a taken port says which port it was."""
    port = int(sandbox.endpoint.rpartition(":")[2])
    with pytest.raises(PortError, match=str(port)):
        Sandbox.start(port)
