"""`GetSecretValue` and `PutSecretValue` of KMS 2016-01-20; every secret is of the text type.

The API: alibabacloud.com/help/en/kms/key-management-service/developer-reference/, 2016-01-20.
"""

from collections.abc import Mapping

from aliyun_sms_sandbox.aliyun import parameters, vendor
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.aliyun.versions import Version, Versions
from aliyun_sms_sandbox.wire import Answer

VERSION = "2016-01-20"
#: The stage labels of the newest versions, the current one first; older ones have none.
_STAGES = ("ACSCurrent", "ACSPrevious")

Secrets = Versions[str, str]


def get_secret_value(query: Mapping[str, str], secrets: Secrets) -> Answer:
    """Answer with the version of a secret that has the stage label, by default the current one.

    Raises:
        VendorError: There is none of that name, or none with that label.
    """
    name = parameters.required(query, "SecretName")
    stage = query.get("VersionStage") or _STAGES[0]
    labelled = dict(zip(_STAGES, secrets.of(name), strict=False))
    version = labelled.get(stage)
    if version is None:
        raise _not_found()
    document = {
        **_described(name, version, stage),
        "SecretData": version.value,
        "SecretDataType": "text",
        "SecretType": "Generic",
        "CreateTime": "2026-11-23T08:00:00Z",
    }
    return _reply(document)


def put_secret_value(query: Mapping[str, str], secrets: Secrets) -> Answer:
    """Store a new version of a secret, which becomes the current one.

    The same version with the same text again changes nothing, with another text is refused.

    Raises:
        VendorError: There is no such secret, or the version has another text.
    """
    name = parameters.required(query, "SecretName")
    version_id = parameters.required(query, "VersionId")
    text = parameters.required(query, "SecretData")
    versions = secrets.of(name)
    if not versions:
        raise _not_found()
    known = {version.id: version.value for version in versions}
    if known.setdefault(version_id, text) != text:
        raise VendorError("Rejected.ResourceExist", "Resource exists.")
    if len(known) > len(versions):
        secrets.put(name, text, version_id)
    return _reply(_described(name, Version(version_id, text), _STAGES[0]))


def _described(name: str, version: Version[str], stage: str) -> dict[str, object]:
    return {
        "SecretName": name,
        "VersionId": version.id,
        "VersionStages": {"VersionStage": [stage]},
    }


def _reply(document: Mapping[str, object]) -> Answer:
    request_id = vendor.new_request_id()
    return vendor.reply({**document, "RequestId": request_id}, request_id)


def _not_found() -> VendorError:
    return VendorError("Forbidden.ResourceNotFound", "Resource not found.")
