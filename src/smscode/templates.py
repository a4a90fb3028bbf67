"""What is sent for each usage: the templates of the config document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PositiveInt, model_validator
from typing_extensions import Self

from smscode.member import Member, NonEmpty


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _as_slot(value: object) -> object:
    return {"templateCode": value} if isinstance(value, str) else value


SignNames = Annotated[tuple[NonEmpty, ...], BeforeValidator(_as_list), Field(min_length=1)]


class Slot(Member):
    """One template of one service, for one kind of destination."""

    service: Literal["dysms", "pnvs"] = "dysms"
    template_code: NonEmpty
    #: Tried in this order; the document's own ``signName`` where absent.
    sign_name: SignNames | None = None
    #: The name of the template's one variable.
    code_variable: NonEmpty = "code"
    #: What a template of pnvs says of the code's lifetime.
    minutes: PositiveInt = 5


SlotField = Annotated[Slot, BeforeValidator(_as_slot)]


class Destinations(Member):
    """The slots of a usage: mainland China, and everywhere else."""

    china: SlotField | None = None
    overseas: SlotField | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_slot_serves_both(cls, value: object) -> object:
        if isinstance(value, str) or (isinstance(value, dict) and "templateCode" in value):
            return {"china": value, "overseas": value}
        if isinstance(value, dict):  # Logto's connector writes "" where there is no code
            return {name: slot for name, slot in value.items() if slot != ""}
        return value

    @model_validator(mode="after")
    def _has_a_slot(self) -> Self:
        if self.china is None and self.overseas is None:
            raise ValueError("needs a template code, or one for china or overseas")
        if self.overseas is not None and self.overseas.service == "pnvs":
            raise ValueError("pnvs sends to mainland numbers only: put its slot under china")
        return self


class Template(Member):
    """What is sent for one usage type."""

    usage_type: NonEmpty
    template_code: Destinations
    #: Logto writes its own template type here; nothing depends on it.
    type: object = None
