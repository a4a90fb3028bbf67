"""The operator's config document, valid once built; Logto's own connector config is one too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    create_model,
    field_validator,
    model_validator,
)
from typing_extensions import Self

from smscode import strict_json
from smscode.config.errors import NOT_JSON, ConfigError, IncompleteError, problems_of
from smscode.config.parts import (
    ConfigModel,
    Count,
    CountOrNone,
    Flag,
    Password,
    Secret,
)
from smscode.config.templates import (
    GlobeMessage,
    Reference,
    SignNames,
    Template,
    TemplateRef,
)
from smscode.outcome import MISCONFIGURED, FieldError, failure
from smscode.phone import Phone

_GENERIC = "Generic"
_REGION = re.compile(r"[A-Z]{2}")
_PREFIX = re.compile(r"\+[1-9][0-9]{0,14}")
_ANY_REGION = "*"
#: Some editors write it in front of a document, of which it is not a part.
_BYTE_ORDER_MARK = "\ufeff"
_MEMORY = "memory:"


def _region(text: str) -> str:
    if not _REGION.fullmatch(text):
        raise ValueError("must be a region in two capital letters, such as CN")
    return text


def _region_or_any(text: str) -> str:
    if text != _ANY_REGION and not _REGION.fullmatch(text):
        raise ValueError("has a region that is neither two capital letters, such as HK, nor *")
    return text


def _paused(value: object) -> bool | frozenset[str]:
    if isinstance(value, bool):
        return value
    items = value if isinstance(value, (list, frozenset)) else [None]
    if all(isinstance(each, str) and each for each in items):
        return frozenset(items)
    raise ValueError("must be true, false or a list of usage types")


def _pairs(value: object) -> object:
    """Refuse one pair in place of a list of pairs: pydantic would report each of its numbers."""
    if isinstance(value, list) and value and not any(isinstance(each, list) for each in value):
        raise ValueError("must be a list of pairs, such as [[1, 60]]")
    return value


def _prefix(text: str) -> str:
    if not _PREFIX.fullmatch(text):
        raise ValueError("must be a plus and the first digits of numbers, such as +86170")
    return text


Region = Annotated[str, AfterValidator(_region)]
Prefix = Annotated[str, AfterValidator(_prefix)]
RegionOrAny = Annotated[str, AfterValidator(_region_or_any)]
Windows = Annotated[tuple[tuple[Count, Count], ...], BeforeValidator(_pairs)]


class Limits(ConfigModel):
    """Limits on how much may be sent; an absent one does not limit anything."""

    #: Pairs of a number of sends and a window in seconds, counted for each phone number.
    per_number: Windows = ()
    #: The same for each IP address of a person's device, where the caller passes it.
    per_ip: Windows = ()
    #: Sends a day by ISO region, ``*`` for each that is not named; days begin at midnight in China.
    per_region_day: Mapping[RegionOrAny, CountOrNone] = Field(default_factory=dict)
    #: Sends an hour, over all phone numbers.
    per_hour: Count | None = None

    @field_validator("per_number", "per_ip")
    @classmethod
    def _windows_differ(cls, value: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        """Refuse two limits on one window: they would share a counter and count each send twice."""
        windows = [seconds for _, seconds in value]
        if len(set(windows)) < len(windows):
            raise ValueError("names a window of seconds twice: one limit for each window")
        return value


class Config(ConfigModel):
    """The whole document. Build it with :func:`parse_config`."""

    access_key_id: Secret | None = None
    access_key_secret: Secret | None = None
    sign_name: SignNames | None = None
    templates: tuple[Template, ...] = Field(min_length=1)
    strict_phone_region_number_check: Flag = False
    allowed_regions: frozenset[Region] = frozenset({"CN"})
    #: Numbers that begin with one of these get nothing, such as the mainland's virtual carriers.
    blocked_prefixes: tuple[Prefix, ...] = ()
    limits: Limits = Field(default_factory=Limits)
    #: Whether everything is paused, or the usage types that are.
    paused: Annotated[bool | frozenset[str], PlainValidator(_paused)] = False
    #: The key of the hashes that stand for a number in the log and in a durable claim store.
    claims_key: Annotated[Secret, Field(min_length=32)] | None = None
    #: The password of a claim store that asks for one (Redis).
    claims_password: Password | None = None
    #: Whether a code is sent or refused while the durable claim store is down.
    claims_failure: Literal["send", "refuse"] = "send"
    #: Each caller's own entry, see :func:`config_model`; a caller without one is closed.
    callers: ConfigModel = Field(default_factory=ConfigModel)

    @model_validator(mode="after")
    def _is_complete(self, info: ValidationInfo) -> Self:
        problems = list(self._problems(str(info.context or _MEMORY)))
        if problems:
            raise IncompleteError(problems)
        return self

    def _problems(self, claims_uri: str) -> Iterator[FieldError]:
        """Yield the problems of members that are valid by themselves, but not together."""
        together = "is missing: accessKeyId and accessKeySecret go together, or are both left out"
        if self.access_key_id is None and self.access_key_secret is not None:
            yield FieldError("/accessKeyId", together)
        if self.access_key_secret is None and self.access_key_id is not None:
            yield FieldError("/accessKeySecret", together)
        refs = [ref for template in self.templates for ref in template.template_code.refs()]
        if self.sign_name is None and any(
            isinstance(ref, TemplateRef) and ref.sign_name is None for ref in refs
        ):
            yield FieldError("/signName", "is missing, and a template has none of its own")
        is_international = all(template.template_code.china is None for template in self.templates)
        if is_international and "allowed_regions" not in self.model_fields_set:
            detail = (
                'is missing: without a template for china write "allowedRegions": ["HK"], or '
                "whichever regions are meant"
            )
            yield FieldError("/allowedRegions", detail)
        needs_key = self.claims_failure == "refuse" and not claims_uri.startswith(_MEMORY)
        if needs_key and self.claims_key is None:
            detail = 'is missing: with "claimsFailure": "refuse" nothing could be sent'
            yield FieldError("/claimsKey", detail)

    def caller(self, name: str) -> ConfigModel | None:
        """Return the entry of the caller *name*, or None if it is closed."""
        entry = getattr(self.callers, name, None)
        return entry if isinstance(entry, ConfigModel) else None

    @cached_property
    def usage_types(self) -> frozenset[str]:
        """The usage types that have a template of their own."""
        return frozenset(template.usage_type for template in self.templates)

    def is_paused(self, usage_type: str) -> bool:
        """Return whether the operator has paused *usage_type*."""
        return self.paused if isinstance(self.paused, bool) else usage_type in self.paused

    def references_for(
        self, usage_type: str, phone: Phone, locale: str | None
    ) -> tuple[Reference, ...]:
        """Return what exactly *usage_type* is sent with, else what the generic one is, else none.

        The second of two is for when the first fails.
        """
        for wanted in (usage_type, _GENERIC):
            for template in self.templates:
                if template.usage_type == wanted:
                    refs = template.template_code.refs_for(phone, locale)
                    if refs:
                        return refs
        return ()

    def sign_names(self, ref: Reference) -> tuple[str, ...]:
        """Return the sign names to send *ref* with, in the document's order; globe has none."""
        if isinstance(ref, GlobeMessage):
            return ()
        return ref.sign_name or self.sign_name or ()


def config_model(callers: Mapping[str, type[ConfigModel]]) -> type[Config]:
    """Return the document's model, given the model of each caller's entry by the caller's name."""
    fields: dict[str, Any] = {name: (entry | None, None) for name, entry in callers.items()}
    entries = create_model("Callers", __base__=ConfigModel, **fields)
    return create_model(
        "Config", __base__=Config, callers=(entries, Field(default_factory=entries))
    )


def read_document(text: str) -> object:
    """Return the JSON value in *text*, which may begin with a byte order mark.

    Raises:
        ConfigError: It is not JSON, or not UTF-8. Where a store's bytes are not UTF-8, *text* has
            the escapes of PEP 383.
    """
    try:
        data = text.removeprefix(_BYTE_ORDER_MARK).encode(errors="surrogateescape")
        return strict_json.parse(data)
    except strict_json.JsonError as error:
        problem = str(error)
    except UnicodeEncodeError:
        problem = "not UTF-8"
    raise ConfigError((FieldError(NOT_JSON, problem),))


def read_config(text: str, model: type[Config] = Config, claims_uri: str = _MEMORY) -> Config:
    """Return the document in *text* as *model*; *claims_uri* is the function's ``CLAIMS_URI``.

    Raises:
        ConfigError: It is not JSON, or not such a document.
    """
    document = read_document(text)
    try:
        return model.model_validate(document, context=claims_uri)
    except ValidationError as error:
        problems = problems_of(error, document)
    raise ConfigError(problems)


def parse_config(text: str, model: type[Config] = Config, claims_uri: str = _MEMORY) -> Config:
    """Return the document in *text* as *model*, for a call.

    Raises:
        OutcomeError: ``misconfigured``; its reason names everything that is wrong, and no value.
    """
    problem = ""
    try:
        return read_config(text, model, claims_uri)
    except ConfigError as error:
        problem = str(error)
    raise failure(MISCONFIGURED, f"config: {problem}")
