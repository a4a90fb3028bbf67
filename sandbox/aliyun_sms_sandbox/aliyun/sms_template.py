"""Templates of SMS: their texts, what they are for, and what their variables take."""

import re
from collections.abc import Mapping
from enum import Enum

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from aliyun_sms_sandbox.aliyun.review import Status

_VARIABLE = re.compile(r"\$\{(\w+)\}", re.ASCII)


class Scope(str, Enum):
    """Which numbers a template may be sent to."""

    DOMESTIC = "domestic"
    INTERNATIONAL = "international"


class Kind(str, Enum):
    """What a template is for."""

    VERIFICATION = "verification"
    NOTIFICATION = "notification"
    PROMOTION = "promotion"


class Rule(str, Enum):
    """What the variable of a verification template takes, by the API's name for it."""

    DIGITS = "numberCaptcha"
    LETTERS_AND_DIGITS = "characterWithNumber2"


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Template:
    """A template; the text of one for verification holds exactly one variable, as `${code}`.

    Attributes:
        code: Such as `SMS_1000001`.
        name: For the people who look after it.
        scope: Which numbers it may be sent to.
        status: How far its review is.
        text: With its variables.
        kind: What it is for.
        rule: What its variable takes, if it is for verification.
        reason: Why it was rejected.
    """

    code: str
    name: str
    scope: Scope
    status: Status
    text: str
    kind: Kind = Kind.VERIFICATION
    rule: Rule = Rule.LETTERS_AND_DIGITS
    reason: str = ""

    def __post_init__(self) -> None:
        """Hold a template for verification to its one variable."""
        if self.kind is Kind.VERIFICATION and len(self.variables) != 1:
            raise ValueError(f"{self.code}: the text needs one variable like ${{code}}")

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables, such as `code`, in the order of the text."""
        return tuple(_VARIABLE.findall(self.text))

    def render(self, values: Mapping[str, str]) -> str:
        """Return the text with the variables filled in."""
        return _VARIABLE.sub(lambda found: values[found[1]], self.text)
