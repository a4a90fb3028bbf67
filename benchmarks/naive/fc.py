"""On Function Compute: the config is a KMS secret, read by KMS's own client as its sample does.

Requests are signed by the function role's key.
"""

import json
import os

from alibabacloud_kms20160120 import models as kms_models
from alibabacloud_kms20160120.client import Client as KmsClient
from alibabacloud_tea_util import models as util_models

from benchmarks.naive.sample import Config, api_config, handle


def handler(event: bytes, _context: object) -> dict[str, object]:
    """Serve one call of the HTTP trigger."""
    call = json.loads(event)
    return handle(_config(), call["headers"].get("Authorization", ""), call["body"])


def _config() -> Config:
    request = kms_models.GetSecretValueRequest(secret_name=os.environ["SECRET_NAME"])
    client = KmsClient(api_config(os.environ["KMS"]))
    answer = client.get_secret_value_with_options(request, util_models.RuntimeOptions())
    return Config.model_validate_json(answer.body.secret_data)
