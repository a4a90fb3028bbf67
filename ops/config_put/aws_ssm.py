"""AWS Systems Manager Parameter Store: ``PutParameter``, as a ``SecureString``."""

from __future__ import annotations

from smscode import aws

# Standard while 4 KiB are enough, else Advanced, for a few cents a month.
_TIER = "Intelligent-Tiering"


class SsmWriter:
    """An encrypted parameter."""

    missing = "aws ssm: ParameterNotFound"

    def __init__(self, name: str) -> None:
        self._name = name
        self._region = aws.region_of(name)

    def create(self, text: str) -> str:
        """Make the parameter; AWS refuses when there is one, and a name that is an ARN."""
        return self._put(Name=self._name, Value=text)

    def replace(self, text: str) -> str:
        """Store a new version, under the parameter's name: an ARN is good for reading only."""
        found = aws.call("ssm", self._region, "get_parameter", Name=self._name)
        return self._put(Name=found["Parameter"]["Name"], Value=text, Overwrite=True)

    def _put(self, **arguments: object) -> str:
        encrypted = {"Type": "SecureString", "Tier": _TIER, **arguments}
        answer = aws.call("ssm", self._region, "put_parameter", **encrypted)
        return f"version {answer['Version']}"
