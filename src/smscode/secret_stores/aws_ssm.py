"""``aws-ssm:NAME``: AWS Systems Manager Parameter Store, a ``SecureString``."""

from __future__ import annotations

from smscode.outcome import MISCONFIGURED, failure


class AwsSsm:
    """A parameter whose value is the JSON document."""

    def __init__(self, name: str) -> None:
        self._name = name

    def read(self) -> str:
        """Return the parameter's value, decrypted."""
        from smscode import aws  # noqa: PLC0415 - boto3 takes 100 ms to import

        answer = aws.call(
            "ssm", aws.region_of(self._name), "get_parameter", Name=self._name, WithDecryption=True
        )
        parameter = answer["Parameter"]
        if parameter.get("Type") != "SecureString":
            raise failure(MISCONFIGURED, "aws-ssm: the parameter is not a SecureString")
        return str(parameter["Value"])
