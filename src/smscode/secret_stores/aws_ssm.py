"""``aws-ssm:NAME``: AWS Systems Manager Parameter Store, a ``SecureString``."""

from __future__ import annotations

from typing import Any

from smscode.outcome import MISCONFIGURED, failure


class AwsSsm:
    """A parameter whose value is the JSON document."""

    def __init__(self, name: str) -> None:
        self._name = name

    def read(self) -> str:
        """Return the parameter's value, decrypted."""
        return str(self._get(self._name)["Value"])

    def read_previous(self) -> str | None:
        """Return the value of the previous version; Parameter Store keeps a hundred."""
        current = self._get(self._name)
        before = int(current["Version"]) - 1
        return str(self._get(f"{current['Name']}:{before}")["Value"]) if before else None

    def _get(self, name: str) -> dict[str, Any]:
        from smscode import aws  # noqa: PLC0415 - boto3 takes 100 ms to import

        region = aws.region_of(self._name)
        answer = aws.call("ssm", region, "get_parameter", Name=name, WithDecryption=True)
        parameter: dict[str, Any] = answer["Parameter"]
        if parameter.get("Type") != "SecureString":
            raise failure(MISCONFIGURED, "aws-ssm: the parameter is not a SecureString")
        return parameter
