"""The environment variables of each function that is measured."""

from benchmarks.clouds import KEY, SECRET, SECRET_WITH_CLAIMS, TABLE, Clouds


def ours_on_fc(clouds: Clouds) -> dict[str, str]:
    """Return ours on Function Compute: the config in KMS, the role's key for everything."""
    return {"CONFIG_URI": f"aliyun-kms:{SECRET}?endpoint={clouds.kms}", **_aliyun(clouds)}


def ours_on_aws(clouds: Clouds) -> dict[str, str]:
    """Return ours on Lambda: config and key in Secrets Manager."""
    return {"CONFIG_URI": f"aws-secretsmanager:{SECRET}", **_aliyun(clouds), **_aws(clouds)}


def as_shipped(clouds: Clouds) -> dict[str, str]:
    """Return ours on Lambda as `template.yml` has it: with what was sent in DynamoDB."""
    return {
        **ours_on_aws(clouds),
        "CONFIG_URI": f"aws-secretsmanager:{SECRET_WITH_CLAIMS}",
        "CLAIMS_URI": f"dynamodb:{TABLE}",
        "AWS_ENDPOINT_URL_DYNAMODB": clouds.aws,
    }


def naive_on_fc(clouds: Clouds) -> dict[str, str]:
    """Return the same for the naive function."""
    return {"KMS": clouds.kms_host, **_plain(clouds)}


def naive_on_aws(clouds: Clouds) -> dict[str, str]:
    """Return the same for the naive function."""
    return {**_plain(clouds), **_aws(clouds)}


def floor(clouds: Clouds) -> dict[str, str]:
    """Return what the bare request needs, its key included."""
    key, secret = KEY
    return {"DYSMSAPI": clouds.sms_host, "ACCESS_KEY_ID": key, "ACCESS_KEY_SECRET": secret}


def _aliyun(clouds: Clouds) -> dict[str, str]:
    return {"DYSMSAPI_ENDPOINT": clouds.sms, "DYPNSAPI_ENDPOINT": clouds.sms}


def _plain(clouds: Clouds) -> dict[str, str]:
    return {"PROTOCOL": clouds.protocol, "DYSMSAPI": clouds.sms_host, "SECRET_NAME": SECRET}


def _aws(clouds: Clouds) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": clouds.aws,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_SESSION_TOKEN": "token",
    }
