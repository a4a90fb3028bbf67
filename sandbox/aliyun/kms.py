"""The `GetSecretValue` action of KMS 2016-01-20; every secret is of the text type."""

from collections.abc import Mapping

from sandbox.aliyun import parameters, vendor
from sandbox.aliyun.vendor import VendorError
from sandbox.wire import Answer

VERSION = "2016-01-20"


def get_secret_value(query: Mapping[str, str], secrets: Mapping[str, str]) -> Answer:
    """Answer with the current version of a secret.

    Raises:
        VendorError: There is none of that name.
    """
    name = parameters.required(query, "SecretName")
    text = secrets.get(name)
    if text is None:
        raise VendorError("Forbidden.ResourceNotFound", "Resource not found.")
    request_id = vendor.new_request_id()
    document = {
        "SecretName": name,
        "SecretData": text,
        "SecretDataType": "text",
        "SecretType": "Generic",
        "VersionId": "1",
        "VersionStages": {"VersionStage": ["ACSCurrent"]},
        "CreateTime": "2026-11-23T08:00:00Z",
        "RequestId": request_id,
    }
    return vendor.reply(document, request_id)
