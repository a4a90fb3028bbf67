"""AWS Secrets Manager: ``CreateSecret`` and ``PutSecretValue``.

boto3 gives each request a token, so that a request that it repeats creates only one version.
"""

from __future__ import annotations

from smscode import aws
from smscode.outcome import Text


class SecretsManagerWriter:
    """A writer for a secret with a string."""

    missing = "aws secretsmanager: ResourceNotFoundException"

    def __init__(self, name: str) -> None:
        self._name = name

    def create(self, text: str) -> Text:
        """Create the secret; AWS refuses an ARN as its name, since it assigns ARNs itself."""
        return self._call("create_secret", Name=self._name, SecretString=text)

    def replace(self, text: str) -> Text:
        """Store a new version; the one that was current gets the stage ``AWSPREVIOUS``."""
        return self._call("put_secret_value", SecretId=self._name, SecretString=text)

    def _call(self, operation: str, **arguments: str) -> Text:
        region = aws.region_of(self._name)
        answer = aws.call("secretsmanager", region, operation, **arguments)
        return Text(f"version {answer['VersionId']}", f"版本 {answer['VersionId']}")
