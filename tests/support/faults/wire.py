"""What goes over the wire between the SDK and the vendor: requests read, replies written."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

REQUEST_ID: Final = "5C1D3F3A-0000-4000-8000-000000000001"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived: SendSms has its parameters in the query."""

    parameters: Mapping[str, str]
    head: str

    @property
    def out_id(self) -> str:
        """Which of the test's calls it belongs to."""
        return self.parameters.get("OutId") or self.parameters.get("TaskId", "")

    @property
    def key_id(self) -> str:
        """The key that signed it."""
        return self._find(r"Credential=([^,]*)")

    @property
    def nonce(self) -> str:
        """What the vendor knows a replayed request by."""
        return self._find(r"(?i)\r\nx-acs-signature-nonce: *(\S+)")

    def _find(self, pattern: str) -> str:
        found = re.search(pattern, self.head)
        return found[1] if found else ""


def request(head: bytes) -> Request:
    """Read the request line and headers."""
    text = head.decode("latin-1")
    return Request(dict(parse_qsl(urlsplit(text.split(" ", 2)[1]).query)), text)


def body_length(head: bytes) -> int:
    """Return the length of the body that follows *head*."""
    found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return int(found[1]) if found else 0


def receipt(biz_id: str) -> bytes:
    """Return the document that says an SMS was accepted."""
    return document(Code="OK", Message="OK", RequestId=REQUEST_ID, BizId=biz_id, MessageId=biz_id)


def document(**members: object) -> bytes:
    """Return a JSON object."""
    return json.dumps(members).encode()


def reply(status: str, body: bytes, *headers: str, length: int | None = None) -> bytes:
    """Return an HTTP response; *length* is what it claims its body to have, if that is a lie."""
    size = len(body) if length is None else length
    kind = "" if any(h.startswith("Content-Type") for h in headers) else "application/json"
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {size}", *headers]
    lines += [f"Content-Type: {kind}"] if kind else []
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
