"""``aws-secretsmanager:NAME-OR-ARN``: AWS Secrets Manager, ``GetSecretValue``."""

from __future__ import annotations


class AwsSecretsManager:
    """A secret whose string, or UTF-8 binary, is the JSON document."""

    def __init__(self, name: str) -> None:
        self._name = name

    def read(self) -> str:
        """Return the current version of the secret."""
        return self._version("AWSCURRENT")

    def read_previous(self) -> str | None:
        """Return the previous version of the secret."""
        return self._version("AWSPREVIOUS")

    def _version(self, stage: str) -> str:
        from smscode import aws  # noqa: PLC0415 - boto3 takes 100 ms to import

        answer = aws.call(
            "secretsmanager",
            aws.region_of(self._name),
            "get_secret_value",
            SecretId=self._name,
            VersionStage=stage,
        )
        text = answer.get("SecretString")
        if isinstance(text, str):
            return text
        binary = answer.get("SecretBinary")
        # The document's parser reports bytes that are not UTF-8.
        return binary.decode(errors="surrogateescape") if isinstance(binary, bytes) else ""
