"""Why a store fails: the cause, and what to do, in the same words from check and config-put."""

import re
from pathlib import Path
from typing import Final

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox
from ops.check import stores
from ops.check.finding import Finding
from smscode.outcome import MISCONFIGURED, UNAVAILABLE, Outcome
from support.aliyun_store import OSS, STORES, Store
from support.checking.scene import Scene
from support.config_putting import FIRST, Desk
from support.instance import issue
from support.paths import ROOT

#: What the readers and writers of smscode and ops.config_put give as a reason, and the cause.
CAUSES: Final = {
    "aliyun-oss: NoSuchBucket": "store.no_bucket",
    "aliyun-oss: NoSuchKey": "store.no_document",
    "aliyun-oss: AccessDenied": "store.denied_by_oss",
    "aliyun-oss: PermanentRedirect": "store.other_region",
    "aliyun-oss: InvalidAccessKeyId": "store.unknown_key",
    "aliyun-oss: SignatureDoesNotMatch": "store.wrong_signature",
    "aliyun-oss: SecurityTokenExpired": "store.expired",
    "aliyun-oss: RequestTimeTooSkewed": "store.wrong_clock",
    "aliyun-oss: UbsmsInvalidBid": "store.undecrypted",
    "aliyun-oss: InDebt": "store.suspended",
    "aliyun-oss: FileAlreadyExists": "store.exists",
    "aliyun-oss: the function has no role": "store.no_credentials",
    "aliyun-oss: no answer: NameResolutionError": "store.silent",
    "aliyun-oss: no request: InvalidHeader": "store.no_request",
    "aliyun-kms: Forbidden.ResourceNotFound": "store.no_document",
    "aliyun-kms: Forbidden.NoPermission": "store.no_permission",
    "aliyun-kms: InvalidAccessKeyId.NotFound": "store.unknown_key",
    "aliyun-kms: InvalidAccessKeyId.Inactive": "store.unknown_key",
    "aliyun-kms: InvalidSecurityToken.Expired": "store.expired",
    "aliyun-kms: Rejected.Unavailable": "store.undecrypted",
    "aliyun-kms: the answer has no SecretData": "store.no_text",
    "aws secretsmanager: ResourceNotFoundException": "store.no_document",
    "aws secretsmanager: AccessDeniedException": "store.no_permission",
    "aws secretsmanager: DecryptionFailure": "store.undecrypted",
    "aws secretsmanager: InvalidRequestException": "store.deleted",
    "aws secretsmanager: ExpiredTokenException": "store.expired",
    "aws secretsmanager: UnrecognizedClientException": "store.unknown_key",
    "aws secretsmanager: InvalidSignatureException": "store.wrong_signature",
    "aws secretsmanager: NoCredentialsError": "store.no_credentials",
    "aws secretsmanager: NoRegionError": "store.no_region",
    "aws ssm: ParameterNotFound": "store.no_document",
    "aws ssm: ParameterAlreadyExists": "store.exists",
    "aws ssm: ValidationException": "store.bad_name",
    "aws-ssm: the parameter is not a SecureString": "store.not_encrypted",
    "file store: FileNotFoundError": "store.no_document",
    "file store: PermissionError": "store.bad_file",
    "env store: the variable is not set": "store.no_document",
}
PASSING: Final = {
    "aws ssm: EndpointConnectionError": "store.silent",
    "aws ssm: ThrottlingException": "store.busy",
    "aliyun-kms: Rejected.Throttling": "store.busy",
    "aliyun-oss: ServiceUnavailable": "store.busy",
    "aws secretsmanager: ProfileNotFound": "store.no_credentials",
}
CHINESE: Final = re.compile("[\u4e00-\u9fff]")


def trouble(reason: str, *, passing: bool = False) -> Finding:
    """Return what is said of a store that fails for *reason*."""
    kind = UNAVAILABLE if passing else MISCONFIGURED
    return stores.trouble("aliyun-oss:bucket/key", Outcome(kind, reason=reason), stores.READ)


def test_each_code_has_its_cause() -> None:
    """Each reason that a store gives leads to the cause that it is."""
    told = {reason: trouble(reason).kind.id for reason in CAUSES}
    told |= {reason: trouble(reason, passing=True).kind.id for reason in PASSING}
    assert told == CAUSES | PASSING


def test_every_cause_is_told_in_both_languages() -> None:
    """Each is a sentence with the code and a sentence of advice, of one language each."""
    for reason in (*CAUSES, *PASSING):
        finding = trouble(reason)
        english, chinese = finding.message("en"), finding.message("zh")
        assert finding.todo("en")
        assert not CHINESE.search(f"{english}{finding.todo('en')}")
        assert CHINESE.search(chinese)
        assert CHINESE.search(str(finding.todo("zh")))
        code = reason.rpartition(": ")[2]
        assert code in english or finding.kind in (stores.NOT_ENCRYPTED, stores.NO_TEXT)
        assert " " in code or code in chinese


def test_a_code_that_nobody_knows_is_kept() -> None:
    """It stands in the line, with the permission that is needed."""
    finding = trouble("aliyun-oss: SomethingNew")
    assert finding.kind is stores.REFUSED
    assert "SomethingNew" in finding.message("en")
    assert "oss:GetObject" in str(finding.todo("en"))


@pytest.mark.parametrize("task", [stores.READ, stores.PUT], ids=["read", "put"])
def test_the_policy_allows_what_is_asked_for(task: stores.Task) -> None:
    """Each action that is named is in the file that is named."""
    assert task.actions.keys() == task.policies.keys()
    for scheme, actions in task.actions.items():
        policy = (ROOT / "docs/policies" / task.policies[scheme]).read_text(encoding="utf-8")
        assert [each for each in actions.split(", ") if f'"{each}"' not in policy] == []


@pytest.mark.parametrize("store", STORES, ids=lambda store: str(store.scheme))
def test_both_commands_say_the_same(store: Store, sandbox: Sandbox, tmp_path: Path) -> None:
    """A refusal of the store is the same sentence in both; each names its own policy."""
    scene = Scene(tmp_path)
    desk = Desk(tmp_path, issue(sandbox, "operator"))
    uri = store.uri(sandbox.endpoint)
    scene.environment = {**desk.environment, "CONFIG_URI": uri}
    for code in (store.denied, store.expired, store.bad_signature):
        sandbox.answer_next(code, to=store.action)
        (finding,) = scene.check_with(sandbox).findings
        sandbox.answer_next(code, to=store.action)
        status, said = desk.put(uri, FIRST)
        assert status == 1
        assert f"error: {uri}: {finding['message']}" in said.splitlines()
        assert f"({code})" in finding["message"]
        if code == store.denied:
            assert "fc-runtime-" in finding["todo"]
            assert "aliyun-config-writer.json" in said


def test_no_bucket_is_not_no_object(sandbox: Sandbox, tmp_path: Path) -> None:
    """config-put creates an object, and cannot create the bucket: it says which is missing."""
    desk = Desk(tmp_path, issue(sandbox, "operator"))
    status, said = desk.put(OSS.uri(sandbox.endpoint), FIRST)
    assert status == 1
    assert "There is no such bucket" in said
    sandbox.objects["sms-config", "other.json"] = b"{}"
    assert desk.put(OSS.uri(sandbox.endpoint), FIRST)[0] == 0
