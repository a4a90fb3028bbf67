"""One SMS, and one attempt to have it delivered."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from smscode.clock import Deadline
from smscode.outcome import Outcome
from smscode.phone import Phone

if TYPE_CHECKING:
    from smscode.config.templates import TemplateRef
    from smscode.request import Code


class Sms(NamedTuple):
    """What a service is asked to deliver.

    Attributes:
        phone: To whom.
        code: The value of the template's variable.
        sign_name: The signature that stands in front of the text.
        template: What the text is made of.
        out_id: Given back in Aliyun's delivery report.
    """

    phone: Phone
    code: Code
    sign_name: str
    template: TemplateRef
    out_id: str | None


def template_param(variables: Mapping[str, str]) -> str:
    """Return a template's variables as the services want them: JSON in a string, all strings."""
    return _compact(variables)


# Made once: json.dumps makes one for each text that is not in its own style.
_compact = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode


class Remedy(Enum):
    """What may make a second attempt succeed, after one that certainly sent nothing."""

    REPEAT = "the same again"
    NEW_KEY = "another key"
    NEXT_SIGN = "another signature"


class Attempt(NamedTuple):
    """What came of one request to the service.

    Attributes:
        outcome: The answer, if there is no other attempt.
        remedy: How another attempt could succeed; None when none may be made.
    """

    outcome: Outcome
    remedy: Remedy | None = None


#: Sends one request to the service, within a deadline; whatever happens is in what is returned.
Ask = Callable[[Deadline], Attempt]
