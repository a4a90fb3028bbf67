"""`GetObject` of OSS, path style: private objects, for requests with a V4 signature.

Errors: help.aliyun.com/zh/oss/developer-reference/error-responses, and its pages for each code.
"""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from sandbox.aliyun import oss4, vendor
from sandbox.aliyun.account import Account
from sandbox.aliyun.journal import Journal
from sandbox.aliyun.script import Script
from sandbox.aliyun.vendor import VendorError
from sandbox.trouble import Reply
from sandbox.wire import Answer, Request

#: Where every bucket is.
REGION = "cn-hangzhou"
ACTION = "GetObject"
_STATUS = {
    "InvalidArgument": 400,
    "NoSuchBucket": 404,
    "NoSuchKey": 404,
    "InternalError": 500,
    "QpsLimitExceeded": 503,
    "ServiceUnavailable": 503,
}
_FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class ObjectStorage:
    """Checks the signature, then answers as scripted or with the object."""

    account: Account
    journal: Journal
    script: Script
    clock: Callable[[], datetime]

    def answer(self, request: Request) -> Reply:
        """Answer one request and record it."""
        self.journal.record_request(request)
        try:
            key = oss4.verify(request, self.account.access_keys.get, REGION, self.clock())
            key.check_allows(f"oss:{ACTION}")
            return self.script.take(ACTION) or _object(request, self.account.objects)
        except VendorError as error:
            return _refusal(error)


def _object(request: Request, objects: Mapping[tuple[str, str], bytes]) -> Answer:
    bucket, _, key = unquote(request.path).removeprefix("/").partition("/")
    if bucket not in {name for name, _ in list(objects)}:
        raise VendorError("NoSuchBucket", "The specified bucket does not exist.")
    content = objects.get((bucket, key))
    if content is None:
        raise VendorError("NoSuchKey", "The specified key does not exist.")
    headers = {
        "content-type": "application/octet-stream",
        "x-oss-request-id": vendor.new_request_id(),
        "x-oss-server-side-encryption": "AES256",
    }
    return Answer(200, headers, content)


def _refusal(error: VendorError) -> Answer:
    request_id = vendor.new_request_id()
    members = {
        "Code": error.code,
        "Message": error.message,
        "RequestId": request_id,
        "HostId": f"oss-{REGION}.aliyuncs.com",
    }
    lines = "".join(
        f"  <{name}>{html.escape(text, quote=False)}</{name}>\n" for name, text in members.items()
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n{lines}</Error>\n'
    headers = {"content-type": "application/xml", "x-oss-request-id": request_id}
    status = error.status or _STATUS.get(error.code, _FORBIDDEN)
    return Answer(status, headers, body.encode())
