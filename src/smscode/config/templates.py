"""The templates of the config document, by usage and destination."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator
from typing_extensions import Self

from smscode.config.parts import TAG, ConfigModel, Count, Visible
from smscode.phone import Phone

_TEXT, _LIST, _REF, _PLACES = (f"{TAG}{name}" for name in ("text", "list", "ref", "places"))
_MAINLAND_ONLY = "pnvs sends to mainland numbers only: put its template under china"


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
    """One template of one service, for one kind of destination."""

    service: Literal["dysms", "pnvs"] = "dysms"
    template_code: Visible
    #: Tried in this order; if absent, the document's own ``signName`` is used.
    sign_name: SignNames | None = None
    #: The name of the template's one variable.
    code_variable: Visible = "code"
    #: The code's lifetime in minutes, which a pnvs template states.
    minutes: Count = 5


def _ref_shape(value: object) -> str | None:
    return (
        _TEXT
        if isinstance(value, str)
        else _REF
        if isinstance(value, (dict, TemplateRef))
        else None
    )


def _as_ref(value: str | TemplateRef) -> TemplateRef:
    return TemplateRef.model_validate({"templateCode": value}) if isinstance(value, str) else value


if TYPE_CHECKING:  # its type, once it has been read
    RefField: TypeAlias = TemplateRef
else:
    RefField = Annotated[
        Annotated[Visible, Tag(_TEXT)] | Annotated[TemplateRef, Tag(_REF)],
        Discriminator(
            _ref_shape,
            custom_error_type="ref_shape",
            custom_error_message="must be a template code, or an object with one",
        ),
        AfterValidator(_as_ref),
    ]


class Destinations(ConfigModel):
    """The templates of a usage, for mainland China and for everywhere else."""

    china: RefField | None = None
    overseas: RefField | None = None

    @model_validator(mode="before")
    @classmethod
    def _absent_is_absent(cls, value: object) -> object:
        if isinstance(value, dict):  # Logto's connector writes "" where there is no code
            return {name: ref for name, ref in value.items() if ref != ""}
        return value

    @model_validator(mode="after")
    def _has_a_template(self) -> Self:
        if self.china is None and self.overseas is None:
            raise ValueError("needs a template code, or one for china or overseas")
        if self.overseas is not None and self.overseas.service == "pnvs":
            raise ValueError(_MAINLAND_ONLY)
        return self

    def refs(self) -> tuple[TemplateRef, ...]:
        """Return the templates that there are."""
        return tuple(ref for ref in (self.china, self.overseas) if ref is not None)

    def ref_for(self, phone: Phone) -> TemplateRef | None:
        """Return the template for *phone*, if there is one."""
        return self.china if phone.is_mainland else self.overseas

    def unknown_members(self, path: str = "") -> Iterator[str]:
        """Yield them; those of a template for both places once, where the document has it."""
        if self.china is not None and self.china is self.overseas:
            return self.china.unknown_members(path)
        return super().unknown_members(path)


def _choice_shape(value: object) -> str | None:
    if isinstance(value, str):
        return _TEXT
    if isinstance(value, dict):
        return _REF if "templateCode" in value else _PLACES
    return _PLACES if isinstance(value, Destinations) else None


def _as_destinations(value: str | TemplateRef | Destinations) -> Destinations:
    if isinstance(value, Destinations):
        return value
    ref = _as_ref(value)
    if ref.service == "pnvs":
        raise ValueError(_MAINLAND_ONLY)
    return Destinations.model_validate({"china": ref, "overseas": ref})


if TYPE_CHECKING:  # its type, once it has been read
    Choice: TypeAlias = Destinations
else:
    Choice = Annotated[
        Annotated[Visible, Tag(_TEXT)]
        | Annotated[TemplateRef, Tag(_REF)]
        | Annotated[Destinations, Tag(_PLACES)],
        Discriminator(
            _choice_shape,
            custom_error_type="choice_shape",
            custom_error_message="must be a template code, or an object",
        ),
        AfterValidator(_as_destinations),
    ]


class Template(ConfigModel):
    """The templates for one usage type."""

    usage_type: Visible
    template_code: Choice
    #: Logto writes its own template type here; nothing depends on it.
    type: object = None
