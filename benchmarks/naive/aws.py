"""On Lambda: the config is a Secrets Manager secret, read as AWS's sample code reads one."""

import os
from typing import Any

import boto3

from benchmarks.naive.sample import Config, handle


def handler(event: dict[str, Any], _context: object) -> dict[str, object]:
    """Serve one call of a function URL."""
    client: Any = boto3.session.Session().client("secretsmanager")
    answer = client.get_secret_value(SecretId=os.environ["SECRET_NAME"])
    config = Config.model_validate_json(answer["SecretString"])
    return handle(config, event["headers"].get("authorization", ""), event["body"])
