"""A crowd changes nothing for the others: endless bodies, slow readers, a thousand who wait."""

import socket
import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import repeat
from typing import Final
from urllib.parse import urlsplit

import pytest

from aliyun_sms_sandbox import foreground, wire
from aliyun_sms_sandbox.inbox.box import CAPACITY, MAX_WAITING
from local.clouds import trigger
from support.inbox.desk import PHONE, Desk, ask, desk

HUGE: Final = 100_000_000
BLOCK: Final = b"x" * 65_536
CHUNK: Final = b"10000\r\n" + BLOCK + b"\r\n"
CROWD: Final = 1_000
_MEGABYTE: Final = 1_000_000
#: What uvicorn buffers of one body, and all that is remembered of it, with room to spare.
_MOST_MEMORY: Final = 12 * _MEGABYTE


@pytest.fixture
def the_desk() -> Iterator[Desk]:
    """Return an inbox with one SMS, its sandbox and a function."""
    with desk({"statusCode": 200, "body": "{}"}) as one:
        one.deliver()
        yield one


def addresses(desk: Desk) -> dict[str, tuple[str, str]]:
    """Return host and port of each port, with a target that takes a body."""
    urls = {
        "aliyun": (desk.sandbox.endpoint, "/"),
        "object": (desk.sandbox.endpoint, "/bucket/key"),
        "function": (desk.front.url, "/"),
        "outcomes": (desk.inbox.endpoint, "/api/outcomes"),
        "clock": (desk.inbox.endpoint, "/api/clock"),
        "form": (desk.inbox.endpoint, "/send"),
    }
    return {name: (urlsplit(url).netloc, target) for name, (url, target) in urls.items()}


def open_line(address: str, target: str, *framing: str) -> socket.socket:
    """Begin a request with a body."""
    host, port = address.split(":")
    line = socket.create_connection((host, int(port)), timeout=60)
    method = "PUT" if target == "/bucket/key" else "POST"
    form = "application/x-www-form-urlencoded" if target == "/send" else "application/json"
    head = [
        f"{method} {target} HTTP/1.1",
        f"Host: {address}",
        f"Origin: http://{address}",
        f"Content-Type: {form}",
        *framing,
    ]
    line.sendall("\r\n".join([*head, "", ""]).encode())
    return line


def status(line: socket.socket) -> int:
    """Wait for the answer."""
    return int(line.recv(4096).split(b" ", 2)[1])


def pour(line: socket.socket, block: bytes) -> int:
    """Send a hundred megabytes of it; return how much was taken until the line was cut."""
    taken = 0
    for each in repeat(block, HUGE // len(block)):
        try:
            line.sendall(each)
        except (BrokenPipeError, ConnectionResetError):
            break
        taken += len(each)
    return taken


def others_are_served(desk: Desk) -> None:
    """Look from each port whether somebody else is answered."""
    assert ask(desk.address, "GET", f"/api/codes/{PHONE}").json["code"] == "123456"
    assert ask(urlsplit(desk.sandbox.endpoint).netloc, "GET", "/bucket/key").status == 403
    assert ask(urlsplit(desk.front.url).netloc, "GET", "/").status == 200


PORTS: Final = ["aliyun", "object", "function", "outcomes", "clock", "form"]
each_port = pytest.mark.parametrize("port", PORTS)


@each_port
def test_a_body_that_tells_its_length_is_refused_before_it_comes(the_desk: Desk, port: str) -> None:
    """Not a byte of it is waited for, nor asked for by `100 Continue`."""
    for more in ([], ["Expect: 100-continue"]):
        framing = (f"Content-Length: {HUGE}", *more)
        with closing(open_line(*addresses(the_desk)[port], *framing)) as line:
            assert status(line) == 413


@each_port
def test_a_body_without_length_is_refused_as_soon_as_it_is_too_long(
    the_desk: Desk, port: str
) -> None:
    """Whoever goes on all the same is cut off; others are served, and memory stays what it was."""
    tracemalloc.start()
    enough = trigger.MAX_BODY if port == "function" else wire.MAX_BODY
    send_chunks_without_end(the_desk, port, CHUNK, enough // len(BLOCK) + 1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < _MOST_MEMORY
    assert [call["body"] for call in the_desk.calls if call["body"]] == []


def test_chunks_of_one_byte_are_no_way_round_that(the_desk: Desk) -> None:
    """Each takes a step to read, in which nobody else is answered."""
    send_chunks_without_end(the_desk, "aliyun", b"1\r\nx\r\n", wire.MAX_BODY + 1)


def send_chunks_without_end(desk: Desk, port: str, chunk: bytes, enough: int) -> None:
    """Send enough to be refused, see that others are served, and go on until the line is cut."""
    with closing(open_line(*addresses(desk)[port], "Transfer-Encoding: chunked")) as line:
        line.sendall(chunk * enough)
        assert status(line) == 413
        others_are_served(desk)
        assert pour(line, chunk * (len(BLOCK) // len(chunk) or 1)) < HUGE / 2
    others_are_served(desk)


@each_port
def test_a_length_that_was_told_is_no_licence_to_send(the_desk: Desk, port: str) -> None:
    """The rest of a body that was refused is not read to its end."""
    with closing(open_line(*addresses(the_desk)[port], f"Content-Length: {HUGE}")) as line:
        assert status(line) == 413
        assert pour(line, BLOCK) < HUGE / 2
    others_are_served(the_desk)


@each_port
def test_what_comes_after_a_request_without_a_body_is_not_kept(the_desk: Desk, port: str) -> None:
    """Neither length nor chunks: it would be the next request, and is none."""
    with closing(open_line(*addresses(the_desk)[port])) as line:
        assert pour(line, BLOCK) < HUGE / 2
    others_are_served(the_desk)


def test_a_refused_body_that_ends_leaves_the_connection_of_use(the_desk: Desk) -> None:
    """Whoever sends a little too much reads why, and goes on."""
    address, target = addresses(the_desk)["outcomes"]
    length = wire.MAX_BODY + 1
    with closing(open_line(address, target, f"Content-Length: {length}")) as line:
        line.sendall(b"x" * length)
        assert b" 413 " in whole_answer(line)
        line.sendall(f"GET /api/clock HTTP/1.1\r\nHost: {address}\r\n\r\n".encode())
        assert b" 200 OK" in whole_answer(line)


def test_a_thousand_who_wait_hold_up_nobody(the_desk: Desk) -> None:
    """Others are served, and each who waits gets the code of its own number."""
    foreground.allow_many_clients()
    assert CROWD < MAX_WAITING
    phones = [f"1370000{number:04d}" for number in range(CROWD)]
    host, port = the_desk.address.split(":")
    with ExitStack() as lines:
        waiting = {}
        for phone in phones:
            line = lines.enter_context(socket.create_connection((host, int(port)), timeout=120))
            head = f"GET /api/codes/{phone}?wait=30&after=1 HTTP/1.1\r\nHost: {the_desk.address}"
            line.sendall(f"{head}\r\n\r\n".encode())
            waiting[phone] = line
        others_are_served(the_desk)
        the_desk.deliver(phones[0], code="100000")
        assert b'"code":"100000"' in whole_answer(waiting[phones[0]])
        others_are_served(the_desk)
        for number, phone in enumerate(phones[1:], start=100_001):
            the_desk.deliver(phone, code=f"{number}")
            if number % 250 == 0:
                others_are_served(the_desk)
        for number, phone in enumerate(phones[1:], start=100_001):
            assert f'"code":"{number}"'.encode() in whole_answer(waiting[phone])


def whole_answer(line: socket.socket) -> bytes:
    """Read an answer of JSON to its end."""
    answer = b""
    while not answer.endswith(b"}"):
        part = line.recv(65_536)
        assert part
        answer += part
    return answer


@pytest.mark.parametrize("target", ["/", "/stream", "/api/messages"])
def test_a_reader_who_does_not_read_holds_up_nobody(the_desk: Desk, target: str) -> None:
    """More is there for it than fits on the way; others read, and it finds all when it reads."""
    for number in range(500):
        the_desk.deliver(f"1360000{number:04d}", text="验证码为{}。" + "长" * 4_000)
    host, port = the_desk.address.split(":")
    with closing(socket.socket()) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(60)
        line.connect((host, int(port)))
        line.sendall(f"GET {target} HTTP/1.1\r\nHost: {the_desk.address}\r\n\r\n".encode())
        assert line.recv(17) == b"HTTP/1.1 200 OK\r\n"
        for number in range(500, CAPACITY):
            the_desk.deliver(f"1360000{number:04d}")
        others_are_served_but_for_the_code(the_desk)
        seen = b""
        while b"13600000499" not in seen:
            part = line.recv(65_536)
            assert part
            seen = seen[-100:] + part


def others_are_served_but_for_the_code(desk: Desk) -> None:
    """Look from each port whether somebody else is answered: the first SMS has been dropped."""
    assert ask(desk.address, "GET", "/api/codes/13600000999").json["code"] == "123456"
    assert ask(urlsplit(desk.sandbox.endpoint).netloc, "GET", "/bucket/key").status == 403
    assert ask(urlsplit(desk.front.url).netloc, "GET", "/").status == 200
