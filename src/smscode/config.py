"""The operator's config document, valid once built. Logto's own connector config is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    NonNegativeInt,
    PositiveInt,
    SecretStr,
    ValidationError,
    create_model,
    field_validator,
    model_validator,
)
from typing_extensions import Self

from smscode import strict_json
from smscode.member import Member, NonEmpty
from smscode.outcome import MISCONFIGURED, FieldError, failure
from smscode.phone import Phone
from smscode.templates import SignNames, Slot, Template

Region = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
RegionOrAny = Annotated[str, Field(pattern=r"^([A-Z]{2}|\*)$")]
_GENERIC = "Generic"
#: Stands for a pointer when the text is no JSON, and has no fields.
NOT_JSON = "not JSON"


class Limits(Member):
    """How much may be sent; what is absent is not limited."""

    #: Pairs of a number of sends and a window in seconds, for each number.
    per_number: tuple[tuple[PositiveInt, PositiveInt], ...] = ()
    #: The same for each address of a person's device, as far as the caller tells it.
    per_ip: tuple[tuple[PositiveInt, PositiveInt], ...] = ()
    #: By ISO region, ``*`` for each that is not named; days begin at midnight in China.
    per_region_day: Mapping[RegionOrAny, NonNegativeInt] = Field(default_factory=dict)
    #: Over all numbers.
    per_hour: PositiveInt | None = None

    @field_validator("per_number", "per_ip")
    @classmethod
    def _windows_differ(cls, value: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        """Refuse two limits on one window: they would share its counter, and count twice."""
        windows = [seconds for _, seconds in value]
        if len(set(windows)) < len(windows):
            raise ValueError("names a window of seconds twice: one limit for each window")
        return value


class Config(Member):
    """The whole document. Build it with :func:`parse_config`."""

    access_key_id: SecretStr | None = Field(default=None, min_length=1)
    access_key_secret: SecretStr | None = Field(default=None, min_length=1)
    sign_name: SignNames | None = None
    templates: tuple[Template, ...] = Field(min_length=1)
    strict_phone_region_number_check: bool = False
    allowed_regions: frozenset[Region] = frozenset({"CN"})
    limits: Limits = Field(default_factory=Limits)
    #: Everything, or these usage types.
    paused: bool | frozenset[NonEmpty] = False
    #: Keys the hashes that stand for a number in the log and in a durable store of claims.
    claims_key: SecretStr | None = Field(default=None, min_length=32)
    #: For a claim store that asks for one (Redis).
    claims_password: SecretStr | None = Field(default=None, min_length=1)
    #: Whether a code is sent or refused while the durable store of claims is down.
    claims_failure: Literal["send", "refuse"] = "send"
    #: Each caller's own entry, see :func:`config_model`; a caller that is absent is closed.
    callers: Member = Field(default_factory=Member)

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        problems = []
        if (self.access_key_id is None) != (self.access_key_secret is None):
            problems.append("accessKeyId and accessKeySecret go together: give both, or neither")
        slots = (slot for template in self.templates for slot in self._slots(template))
        if self.sign_name is None and any(slot.sign_name is None for slot in slots):
            problems.append("signName is missing, and a template has none of its own")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @staticmethod
    def _slots(template: Template) -> tuple[Slot, ...]:
        both = (template.template_code.china, template.template_code.overseas)
        return tuple(slot for slot in both if slot is not None)

    def caller(self, name: str) -> Member | None:
        """Return the entry of the caller *name*, or None when it is closed."""
        entry = getattr(self.callers, name, None)
        return entry if isinstance(entry, Member) else None

    @property
    def usage_types(self) -> frozenset[str]:
        """The usage types that have a template of their own."""
        return frozenset(template.usage_type for template in self.templates)

    def is_paused(self, usage_type: str) -> bool:
        """Return whether the operator has stopped *usage_type*."""
        return self.paused if isinstance(self.paused, bool) else usage_type in self.paused

    def slot_for(self, usage_type: str, phone: Phone) -> Slot | None:
        """Return the template for exactly *usage_type*, else the generic one, else None."""
        for wanted in (usage_type, _GENERIC):
            for template in self.templates:
                if template.usage_type == wanted:
                    slots = template.template_code
                    slot = slots.china if phone.is_mainland else slots.overseas
                    if slot is not None:
                        return slot
        return None

    def sign_names(self, slot: Slot) -> tuple[str, ...]:
        """Return the signatures to send *slot* with, the first one first."""
        return slot.sign_name or self.sign_name or ()


def config_model(callers: Mapping[str, type[Member]]) -> type[Config]:
    """Return the document's model with *callers*: the model of each one's entry, by its name."""
    fields: dict[str, Any] = {name: (entry | None, None) for name, entry in callers.items()}
    entries = create_model("Callers", __base__=Member, **fields)
    return create_model(
        "Config", __base__=Config, callers=(entries, Field(default_factory=entries))
    )


class ConfigError(ValueError):
    """Raised when a document is no config.

    Attributes:
        problems: Every field that is wrong, for a JSON error line and column, and never a value.
    """

    def __init__(self, problems: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(f"{each.pointer}: {each.detail}" for each in problems))
        self.problems = problems


def read_config(text: str, model: type[Config] = Config) -> Config:
    """Read the document as *model*.

    Raises:
        ConfigError: It is not JSON, or not such a document.
    """
    problems: tuple[FieldError, ...]
    try:
        return model.model_validate(strict_json.parse(text.encode()))
    except strict_json.JsonError as error:
        problems = (FieldError(NOT_JSON, str(error)),)
    except UnicodeEncodeError:
        problems = (FieldError(NOT_JSON, "not UTF-8"),)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        problems = tuple(
            FieldError(f"/{'/'.join(str(part) for part in d['loc'])}", d["msg"]) for d in details
        )
    raise ConfigError(problems)


def parse_config(text: str, model: type[Config] = Config) -> Config:
    """Read the document as *model*, for a call.

    Raises:
        OutcomeError: ``misconfigured``; its reason names all that is wrong, and no value.
    """
    problem = ""
    try:
        return read_config(text, model)
    except ConfigError as error:
        problem = str(error)
    raise failure(MISCONFIGURED, f"config: {problem}")
