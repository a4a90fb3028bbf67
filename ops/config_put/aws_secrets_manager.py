"""AWS Secrets Manager: ``CreateSecret`` and ``PutSecretValue``.

boto3 gives each request a token, so that one that it repeats makes one version.
"""

from __future__ import annotations

from smscode import aws


class SecretsManagerWriter:
    """A secret with a string."""

    missing = "aws secretsmanager: ResourceNotFoundException"

    def __init__(self, name: str) -> None:
        self._name = name

    def create(self, text: str) -> str:
        """Make the secret; a name that is an ARN is refused by AWS, which gives them."""
        return self._call("create_secret", Name=self._name, SecretString=text)

    def replace(self, text: str) -> str:
        """Store a new version; what was current has the stage ``AWSPREVIOUS`` from now on."""
        return self._call("put_secret_value", SecretId=self._name, SecretString=text)

    def _call(self, operation: str, **arguments: str) -> str:
        region = aws.region_of(self._name)
        answer = aws.call("secretsmanager", region, operation, **arguments)
        return f"version {answer['VersionId']}"
