"""`python -m local.serve` as a user has it: a process of its own, known by what it prints."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from threading import Thread
from typing import IO, Any
from urllib.parse import urlsplit

from local.function import CONFIG, token_in
from support.paths import ROOT
from support.starting import PATH

_FREE = {"PORT": "0", "INBOX_PORT": "0", "SANDBOX_PORT": "0"}


@dataclass(frozen=True, slots=True)
class Program:
    """What it prints: where its parts are, each without a trailing slash."""

    inbox: str
    function: str
    aliyun: str
    greeting: str


@contextmanager
def running_program(**environment: str) -> Iterator[Program]:
    """Run it on free ports, but for those that the environment names."""
    with subprocess.Popen(
        [sys.executable, "-m", "local.serve"],
        cwd=ROOT,
        env={**PATH, **_FREE, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        # It prints each SMS: a full pipe would hold it up.
        drain = Thread(target=process.stdout.read)
        try:
            program = _read(process.stdout)
            drain.start()
            _warm_up(program)
            yield program
        finally:
            process.kill()
            if drain.is_alive():
                drain.join()


def _warm_up(program: Program) -> None:
    """Let the function load what it needs: on a busy machine the first call may be too late."""
    for phone in range(13_600_000_000, 13_600_000_020):
        body = {"phone": str(phone), "usageType": "SignIn", "code": "123456"}
        if _ask(program.function, "POST", "/", json.dumps(body))["code"] == "sent":
            break
    forget_everything(program)


def forget_everything(program: Program) -> None:
    """Leave no message, no outcome that is laid down, and no count of flow control."""
    _ask(program.inbox, "DELETE", "/api/state")


def _ask(url: str, method: str, target: str, body: str | None = None) -> Any:  # noqa: ANN401 - JSON
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    headers = {"Authorization": f"Bearer {token_in(CONFIG)}", "Content-Type": "application/json"}
    try:
        connection.request(method, target, body, headers)
        response = connection.getresponse()
        assert response.status != HTTPStatus.NOT_FOUND
        return json.loads(response.read() or "null")
    finally:
        connection.close()


def _read(output: IO[str]) -> Program:
    greeting = ""
    for line in output:
        greeting += line
        if "Ctrl-C stops." in line:
            break
    inbox, function, aliyun = re.findall(
        r"^(?:Inbox|Function|Aliyun) +(\S+?)/?(?: .*)?$", greeting, re.MULTILINE
    )
    return Program(inbox, function, aliyun, greeting)
