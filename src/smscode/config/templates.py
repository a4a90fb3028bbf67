"""The templates of the config document, by usage, destination and locale.

A *reference* names what one service sends. A *choice* is a reference, a list of two, or either for
each locale. Every shape is told apart by hand, so that one mistake is one error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)
from typing_extensions import Self

from smscode.config.parts import TAG, ConfigModel, Count, Visible, unknown_below
from smscode.phone import Phone

_TEXT, _LIST, _TEMPLATE, _GLOBE = (f"{TAG}{name}" for name in ("text", "list", "ref", "globe"))
_CHOICE, _LOCALES, _PLACES = (f"{TAG}{name}" for name in ("choice", "locales", "places"))
_MAINLAND_ONLY = "pnvs sends to mainland numbers only: put its template under china"
_INTERNATIONAL_ONLY = 'globe sends abroad only: write {"overseas": …}'
#: Stands in a globe message where the code goes.
CODE = "{code}"
#: The locale of everybody who has no template of their own.
ANY_LOCALE = "*"
_LOCALE_TAG = re.compile(r"\*|[a-z0-9]{1,8}(-[a-z0-9]{1,8})*")  # BCP 47, in small letters


def _sign_shape(value: object) -> str | None:
    return _TEXT if isinstance(value, str) else _LIST if isinstance(value, (list, tuple)) else None


def _as_names(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


if TYPE_CHECKING:  # its type, once it has been read
    SignNames: TypeAlias = tuple[str, ...]
else:
    SignNames = Annotated[
        Annotated[Visible, Tag(_TEXT)]
        | Annotated[tuple[Visible, ...], Field(min_length=1), Tag(_LIST)],
        Discriminator(
            _sign_shape,
            custom_error_type="sign_shape",
            custom_error_message="must be a sign name, or a list of them",
        ),
        AfterValidator(_as_names),
    ]


class TemplateRef(ConfigModel):
    """One approved or lent template of one service."""

    #: Aliyun's rule for verification templates (help.aliyun.com/document_detail/463237.html).
    longest_code: ClassVar = 6
    service: Literal["dysms", "pnvs"] = "dysms"
    template_code: Visible
    #: Tried in this order; if absent, the document's own ``signName`` is used.
    sign_name: SignNames | None = None
    #: The name of the variable that takes the code.
    code_variable: Visible = "code"
    #: The code's lifetime in minutes, which a pnvs template states.
    minutes: Count = 5
    #: Constants beside the code: of international templates, and of mainland ones before 2022.
    variables: Mapping[Visible, Visible] = Field(default_factory=dict)

    @field_validator("service", mode="before")
    @classmethod
    def _is_a_service(cls, value: object) -> object:
        if value not in ("dysms", "pnvs"):
            raise ValueError('must be "dysms", "pnvs" or "globe"')
        return value

    @field_validator("variables")
    @classmethod
    def _are_beside_the_code(
        cls, value: Mapping[str, str], info: ValidationInfo
    ) -> Mapping[str, str]:
        if value and info.data.get("service") == "pnvs":
            raise ValueError("must be left out: a pnvs template has none of its own")
        if info.data.get("code_variable") in value:
            raise ValueError("must not name the variable that takes the code")
        return value


def _with_one_code(text: str) -> str:
    head, placeholder, tail = text.partition(CODE)
    if not placeholder or set(head + tail) & {"{", "}"}:
        raise ValueError("must contain {code} exactly once, and no other braces")
    return text


class GlobeMessage(ConfigModel):
    """One text that ``SendMessageToGlobe`` sends; it needs neither sign name nor template."""

    longest_code: ClassVar = 10  # the longest that an auth system makes, Supabase
    service: Literal["globe"]
    message: Annotated[Visible, AfterValidator(_with_one_code)]
    #: Who the phone shows as the sender, where the country allows it.
    sender_id: Visible | None = None
    #: Seconds after which a carrier need not deliver the message any more.
    valid_seconds: Count | None = None


Reference: TypeAlias = TemplateRef | GlobeMessage


def _ref_shape(value: object) -> str | None:
    if isinstance(value, str):
        return _TEXT
    if isinstance(value, dict):
        return _GLOBE if value.get("service") == "globe" else _TEMPLATE
    return None


def _as_ref(value: str | Reference) -> Reference:
    return TemplateRef.model_validate({"templateCode": value}) if isinstance(value, str) else value


def _list_or_ref(value: object) -> str:
    return _LIST if isinstance(value, list) else _TEMPLATE


def _locales_or_refs(value: object) -> str:
    return _LOCALES if isinstance(value, dict) and "byLocale" in value else _CHOICE


def _pair(value: tuple[Reference, ...]) -> tuple[Reference, ...]:
    if len(value) != 2:  # noqa: PLR2004
        raise ValueError("must be a list of two: the second is tried after the first has failed")
    return value


if TYPE_CHECKING:  # their types, once they have been read
    Refs: TypeAlias = Reference | tuple[Reference, ...]
else:
    _Ref = Annotated[
        Annotated[Visible, Tag(_TEXT)]
        | Annotated[TemplateRef, Tag(_TEMPLATE)]
        | Annotated[GlobeMessage, Tag(_GLOBE)],
        Discriminator(
            _ref_shape,
            custom_error_type="ref_shape",
            custom_error_message="must be a template code, or an object",
        ),
        AfterValidator(_as_ref),
    ]
    Refs = Annotated[
        Annotated[_Ref, Tag(_TEMPLATE)]
        | Annotated[tuple[_Ref, ...], AfterValidator(_pair), Tag(_LIST)],
        Discriminator(_list_or_ref),
    ]


def _tag(text: str) -> str:
    """Return a BCP 47 tag in the form that tags are compared in."""
    tag = text.lower().replace("_", "-")
    if not _LOCALE_TAG.fullmatch(tag):
        raise ValueError("has a locale that is neither a tag, such as zh-TW, nor *")
    return tag


def _each_once(value: object) -> object:
    tags = [str(tag).lower().replace("_", "-") for tag in value] if isinstance(value, dict) else []
    if len(set(tags)) < len(tags):
        raise ValueError("names a locale twice: zh-TW, zh_TW and zh-tw are one")
    return value


class ByLocale(ConfigModel):
    """References by the person's locale."""

    model_config = ConfigDict(extra="forbid")

    by_locale: Annotated[
        Mapping[Annotated[str, AfterValidator(_tag)], Refs], BeforeValidator(_each_once)
    ]

    @field_validator("by_locale")
    @classmethod
    def _has_one_for_all_others(cls, value: Mapping[str, Refs]) -> Mapping[str, Refs]:
        if ANY_LOCALE not in value:
            raise ValueError('must have "*", for every other locale')
        return value

    def refs_for(self, locale: str | None) -> Refs:
        """Return the references for *locale*, cut from the right: ``zh-TW``, ``zh``, else ``*``."""
        tag = (locale or "").lower().replace("_", "-")
        while tag and tag not in self.by_locale:
            tag = tag.rpartition("-")[0]
        return self.by_locale[tag or ANY_LOCALE]


if TYPE_CHECKING:
    Choice: TypeAlias = Refs | ByLocale
else:
    Choice = Annotated[
        Annotated[Refs, Tag(_CHOICE)] | Annotated[ByLocale, Tag(_LOCALES)],
        Discriminator(_locales_or_refs),
    ]


def labelled(choice: Choice, label: str = "") -> Iterator[tuple[str, Reference]]:
    """Yield each reference in *choice* with its JSON Pointer, which begins with *label*."""
    if isinstance(choice, ByLocale):
        for tag, refs in choice.by_locale.items():
            yield from labelled(refs, f"{label}/byLocale/{tag}")
    elif isinstance(choice, tuple):
        for index, ref in enumerate(choice):
            yield f"{label}/{index}", ref
    else:
        yield label, choice


def _refuse(choice: Choice, **services: str) -> None:
    """Refuse *choice* if it has a reference of one of *services*, for the reason given there."""
    for _, ref in labelled(choice):
        if ref.service in services:
            raise ValueError(services[ref.service])


class Destinations(ConfigModel):
    """The choices of a usage, for mainland China and for everywhere else."""

    china: Choice | None = None
    overseas: Choice | None = None

    @model_validator(mode="before")
    @classmethod
    def _absent_is_absent(cls, value: object) -> object:
        if isinstance(value, dict):  # Logto's connector writes "" where there is no code
            return {name: choice for name, choice in value.items() if choice != ""}
        return value

    @model_validator(mode="after")
    def _each_is_in_its_place(self) -> Self:
        if self.china is None and self.overseas is None:
            raise ValueError("needs a template code, or one for china or overseas")
        if self.china is not None:
            _refuse(self.china, globe=_INTERNATIONAL_ONLY)
        if self.overseas is not None:
            _refuse(self.overseas, pnvs=_MAINLAND_ONLY)
        return self

    def refs(self) -> tuple[Reference, ...]:
        """Return every reference, whomever it is for."""
        choices = [each for each in (self.china, self.overseas) if each is not None]
        return tuple(ref for choice in choices for _, ref in labelled(choice))

    def refs_for(self, phone: Phone, locale: str | None) -> tuple[Reference, ...]:
        """Return one reference, or two of which the second is for when the first fails; or none."""
        choice = self.china if phone.is_mainland else self.overseas
        if isinstance(choice, ByLocale):
            choice = choice.refs_for(locale)
        if choice is None:
            return ()
        return choice if isinstance(choice, tuple) else (choice,)

    def unknown_members(self, path: str = "") -> Iterator[str]:
        """Yield them; those of a choice for both places once, where the document has it."""
        if self.china is not None and self.china is self.overseas:
            return unknown_below(self.china, path)
        return super().unknown_members(path)


def _places_or_choice(value: object) -> str:
    is_choice = not isinstance(value, dict) or value.keys() & _OF_A_CHOICE
    return _CHOICE if is_choice else _PLACES


_OF_A_CHOICE = {"templateCode", "service", "message", "byLocale"}


def _as_destinations(value: Choice | Destinations) -> Destinations:
    if isinstance(value, Destinations):
        return value
    _refuse(value, globe=_INTERNATIONAL_ONLY, pnvs=_MAINLAND_ONLY)
    return Destinations.model_construct(china=value, overseas=value)


if TYPE_CHECKING:
    Places: TypeAlias = Destinations
else:
    Places = Annotated[
        Annotated[Choice, Tag(_CHOICE)] | Annotated[Destinations, Tag(_PLACES)],
        Discriminator(_places_or_choice),
        AfterValidator(_as_destinations),
    ]


class Template(ConfigModel):
    """The templates for one usage type."""

    usage_type: Visible
    template_code: Places
    #: Logto writes its own template type here; nothing depends on it.
    type: object = None
