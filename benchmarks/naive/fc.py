"""On Function Compute: the config is a KMS secret, read by the SDK's generic client.

KMS's own client would import more. Requests are signed by the function role's key.
"""

import json
import os

from alibabacloud_tea_openapi import models as open_api_models
from alibabacloud_tea_openapi.client import Client as OpenApiClient
from alibabacloud_tea_util import models as util_models

from benchmarks.naive.sample import Config, api_config, handle


def handler(event: bytes, _context: object) -> dict[str, object]:
    """Serve one call of the HTTP trigger."""
    call = json.loads(event)
    return handle(_config(), call["headers"].get("Authorization", ""), call["body"])


def _config() -> Config:
    params = open_api_models.Params(
        action="GetSecretValue",
        version="2016-01-20",
        protocol=os.environ["PROTOCOL"].upper(),
        pathname="/",
        method="POST",
        auth_type="AK",
        style="RPC",
        req_body_type="formData",
        body_type="json",
    )
    request = open_api_models.OpenApiRequest(query={"SecretName": os.environ["SECRET_NAME"]})
    client = OpenApiClient(api_config(os.environ["KMS"]))
    answer = client.call_api(params, request, util_models.RuntimeOptions())
    return Config.model_validate_json(answer["body"]["SecretData"])
