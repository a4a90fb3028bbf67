"""OSS, path style: private objects and their versions, for requests with a V4 signature.

Errors: help.aliyun.com/zh/oss/developer-reference/error-responses, and its pages for each code.
"""

import hashlib
import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from aliyun_sms_sandbox.aliyun import oss4, vendor
from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.account import Account
from aliyun_sms_sandbox.aliyun.journal import Journal
from aliyun_sms_sandbox.aliyun.script import Script
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.aliyun.versions import Version
from aliyun_sms_sandbox.clock import TurnableClock
from aliyun_sms_sandbox.trouble import Reply
from aliyun_sms_sandbox.wire import Answer, Request

#: Where every bucket is.
REGION = "cn-hangzhou"
_STATUS = {
    "InvalidArgument": 400,
    "NoSuchBucket": 404,
    "NoSuchKey": 404,
    "NoSuchVersion": 404,
    "FileAlreadyExists": 409,
    "InternalError": 500,
    "QpsLimitExceeded": 503,
    "ServiceUnavailable": 503,
}
_FORBIDDEN = 403
_ENCRYPTION = "x-oss-server-side-encryption"
_UNVERSIONED = "null"  # the version id of every object in a bucket that keeps no versions


#: What can be scripted.
GET, PUT, LIST = ACTIONS = ("GetObject", "PutObject", "ListObjectVersions")


@dataclass(frozen=True, slots=True)
class ObjectStorage:
    """Checks the signature, then answers as scripted or as the action decides."""

    account: Account
    journal: Journal
    script: Script
    clock: TurnableClock

    def answer(self, request: Request) -> Reply:
        """Answer one request and record it."""
        self.journal.record_request(request)
        try:
            find_key = self.account.access_keys.get
            key = oss4.verify(request, find_key, REGION, self.clock.machine())
            oss4.check_end(key, self.clock.now())
            return self._perform(request, key)
        except VendorError as error:
            return _refusal(error)

    def _perform(self, request: Request, by: AccessKey) -> Reply:
        bucket, _, key = unquote(request.path).removeprefix("/").partition("/")
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        if request.method == "PUT":
            by.check_allows(f"oss:{PUT}")
            return self.script.take(PUT) or self._put(bucket, key, request)
        if "versions" in query and not key:
            by.check_allows(f"oss:{LIST}")
            return self.script.take(LIST) or self._list(bucket, query)
        version = query.get("versionId")
        by.check_allows("oss:GetObjectVersion" if version else f"oss:{GET}")
        return self.script.take(GET) or self._get(bucket, key, version)

    def _get(self, bucket: str, key: str, version_id: str | None) -> Reply:
        versions = self._versions(bucket, key)
        if not versions:
            raise VendorError("NoSuchKey", "The specified key does not exist.")
        by_id = {version.id: version for version in versions}
        wanted = by_id.get(version_id or versions[0].id)
        if wanted is None:
            raise VendorError("NoSuchVersion", "The specified version does not exist.")
        return _done(wanted, wanted.value)

    def _put(self, bucket: str, key: str, request: Request) -> Answer:
        existing = self._versions(bucket, key)
        versioned = bucket in self.account.versioned_buckets
        forbidden = request.headers.get("x-oss-forbid-overwrite") == "true"
        if existing and forbidden and not versioned:
            raise VendorError("FileAlreadyExists", "The object you specified already exists.")
        if request.headers.get(_ENCRYPTION) not in ("AES256", "KMS"):
            # A rule of this account's bucket policy, as an operator may set it.
            raise VendorError("AccessDenied", "Objects must be encrypted by the server.")
        self.account.objects[bucket, key] = request.body
        return _done(self._versions(bucket, key)[0], b"")

    def _list(self, bucket: str, query: Mapping[str, str]) -> Answer:
        self._must_exist(bucket)
        keys = sorted(key for name, key in self.account.objects if name == bucket)
        listed = [
            (key, version, index == 0)
            for key in keys
            if key.startswith(query.get("prefix", ""))
            for index, version in enumerate(self._versions(bucket, key))
        ]
        most = int(query.get("max-keys", "100"))
        return Answer(200, {"content-type": "application/xml"}, _listing(bucket, listed[:most]))

    def _versions(self, bucket: str, key: str) -> tuple[Version[bytes], ...]:
        """Return what the bucket has kept of the key, the newest first."""
        self._must_exist(bucket)
        versions = self.account.objects.of((bucket, key))
        if bucket in self.account.versioned_buckets:
            return versions
        return tuple(Version(_UNVERSIONED, version.value) for version in versions[:1])

    def _must_exist(self, bucket: str) -> None:
        if bucket not in {name for name, _ in self.account.objects}:
            raise VendorError("NoSuchBucket", "The specified bucket does not exist.")


def _done(version: Version[bytes], body: bytes) -> Answer:
    headers = {
        "content-type": "application/octet-stream",
        "etag": f'"{hashlib.md5(version.value, usedforsecurity=False).hexdigest().upper()}"',
        "x-oss-request-id": vendor.new_request_id(),
        _ENCRYPTION: "AES256",
    }
    if version.id != _UNVERSIONED:
        headers["x-oss-version-id"] = version.id
    return Answer(200, headers, body)


def _listing(bucket: str, listed: Iterable[tuple[str, Version[bytes], bool]]) -> bytes:
    versions = "".join(
        f"  <Version>\n    <Key>{html.escape(key, quote=False)}</Key>\n"
        f"    <VersionId>{version.id}</VersionId>\n"
        f"    <IsLatest>{str(latest).lower()}</IsLatest>\n"
        f"    <Size>{len(version.value)}</Size>\n  </Version>\n"
        for key, version, latest in listed
    )
    head = f"  <Name>{bucket}</Name>\n  <IsTruncated>false</IsTruncated>\n"
    return _xml("ListVersionsResult", head + versions)


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
    headers = {"content-type": "application/xml", "x-oss-request-id": request_id}
    status = error.status or _STATUS.get(error.code, _FORBIDDEN)
    return Answer(status, headers, _xml("Error", lines))


def _xml(root: str, content: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>\n{content}</{root}>\n'.encode()
