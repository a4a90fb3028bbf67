"""AWS Systems Manager Parameter Store: ``PutParameter``, as a ``SecureString``."""

from __future__ import annotations

from smscode import aws
from smscode.outcome import Text

# Standard up to 4 KiB, else Advanced, for a few cents a month.
_TIER = "Intelligent-Tiering"


class SsmWriter:
    """A writer for an encrypted parameter."""

    missing = "aws ssm: ParameterNotFound"

    def __init__(self, name: str) -> None:
        self._name = name
        self._region = aws.region_of(name)

    def create(self, text: str) -> Text:
        """Create the parameter; AWS refuses if there is one already, or if the name is an ARN."""
        return self._put(Name=self._name, Value=text)

    def replace(self, text: str) -> Text:
        """Store a new version, under the parameter's name: an ARN works for reading only."""
        found = aws.call("ssm", self._region, "get_parameter", Name=self._name)
        return self._put(Name=found["Parameter"]["Name"], Value=text, Overwrite=True)

    def _put(self, **arguments: object) -> Text:
        encrypted = {"Type": "SecureString", "Tier": _TIER, **arguments}
        answer = aws.call("ssm", self._region, "put_parameter", **encrypted)
        return Text(f"version {answer['Version']}", f"版本 {answer['Version']}")
