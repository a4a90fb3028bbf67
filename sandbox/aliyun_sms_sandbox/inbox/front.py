"""The function's front door: sends a code through it, and keeps what went over the wire."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit
from urllib.request import getproxies

#: The function answers within 8 seconds, whatever its vendor does.
_TIMEOUT_SECONDS = 20
EXAMPLE = {"phone": "+8613800138000", "usageType": "SignIn", "code": "123456"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: str

    @property
    def readable(self) -> str:
        """Return the body, indented where it is JSON."""
        try:
            return json.dumps(json.loads(self.body), ensure_ascii=False, indent=2)
        except ValueError:
            return self.body


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call of the function; without a reply, `trouble` says why there is none."""

    url: str
    headers: Mapping[str, str]
    body: str
    reply: Reply | None
    trouble: str = ""

    @property
    def curl(self) -> str:
        """Return the call as a command."""
        return _post(self.url, self.headers, self.body)


@dataclass(frozen=True, slots=True)
class Front:
    """The URL of the trigger, a token of its generic caller, and the usages with a template."""

    url: str
    token: str
    usage_types: tuple[str, ...]

    @property
    def headers(self) -> dict[str, str]:
        """Return what a call needs beside its body."""
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}

    def command(self, fields: Mapping[str, str]) -> str:
        """Return a command that posts these fields."""
        return _post(self.url, self.headers, json.dumps(fields))

    def send(self, fields: Mapping[str, str]) -> Exchange:
        """Post these fields and wait for the reply."""
        body = json.dumps(fields, ensure_ascii=False, indent=2)
        address = urlsplit(self.url)
        connection = HTTPConnection(address.netloc, timeout=_TIMEOUT_SECONDS)
        try:
            connection.request("POST", address.path, body.encode(), self.headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            reply = Reply(response.status, response.reason, dict(response.getheaders()), text)
        except (OSError, HTTPException) as error:
            return Exchange(self.url, self.headers, body, None, str(error) or type(error).__name__)
        finally:
            connection.close()
        return Exchange(self.url, self.headers, body, reply)


def curl(url: str, *arguments: str) -> str:
    """Return a command to paste into a shell; a proxy of that shell is left alone."""
    command = ["curl", "-sS", url]
    if getproxies():
        command += ["--noproxy", "*"]
    return shlex.join([*command, *arguments])


def _post(url: str, headers: Mapping[str, str], body: str) -> str:
    fields = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    return curl(url, *fields, "-d", body)
