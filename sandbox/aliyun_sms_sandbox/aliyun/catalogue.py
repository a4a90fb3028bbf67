"""What the sandbox's Aliyun account owns: keys, signs, templates, sender ids; `catalogue.json`.

Edit that file to try some of your own; names, texts and codes are free.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.flow_control import UNLIMITED, FlowLimits
from aliyun_sms_sandbox.aliyun.review import Status
from aliyun_sms_sandbox.aliyun.sender_id import SenderId
from aliyun_sms_sandbox.aliyun.sms_sign import Sign
from aliyun_sms_sandbox.aliyun.sms_template import Scope, Template
from aliyun_sms_sandbox.aliyun.vendor import VendorError

__all__ = [
    "AccessKey",
    "Catalogue",
    "CatalogueError",
    "Scope",
    "Sign",
    "Status",
    "Template",
    "load",
]

DEFAULT_PATH = Path(__file__).parents[1] / "catalogue.json"

_Entry = TypeVar("_Entry")


class CatalogueError(Exception):
    """The catalogue file cannot be read; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the account owns, by id, name or code, and its limits."""

    access_keys: Mapping[str, AccessKey]
    signs: Mapping[str, Sign]
    templates: Mapping[str, Template]
    flow_limits: FlowLimits = UNLIMITED
    sender_ids: Mapping[str, SenderId] = field(default_factory=dict)

    def without_flow_control(self) -> "Catalogue":
        """Return the same account for one number to get any number of codes."""
        return replace(self, flow_limits=UNLIMITED)

    # The texts for what is not there are as seen in 2023: mylxsw/aidea-server#4.

    def sign(self, name: str) -> Sign:
        """Return the sign of that name, whatever its review has come to.

        Raises:
            VendorError: The account has none.
        """
        if name not in self.signs:
            raise VendorError("isv.SMS_SIGNATURE_ILLEGAL", "该账号下找不到对应签名")
        return self.signs[name]

    def template(self, code: str) -> Template:
        """Return the template of that code, likewise.

        Raises:
            VendorError: The account has none.
        """
        if code not in self.templates:
            raise VendorError("isv.SMS_TEMPLATE_ILLEGAL", "该账号下找不到对应模板")
        return self.templates[code]

    def has_registered(self, sender_id: str, region: str) -> bool:
        """Return whether a sender id is registered in a region."""
        return sender_id in self.sender_ids and region in self.sender_ids[sender_id].regions


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)

    access_keys: list[AccessKey]
    signs: list[Sign]
    templates: list[Template]
    flow_control: FlowLimits = UNLIMITED
    sender_ids: list[SenderId] = []


def load(path: Path = DEFAULT_PATH) -> Catalogue:
    """Read a catalogue file.

    Raises:
        CatalogueError: It is missing, or not such a file.
    """
    try:
        file = _File.model_validate_json(path.read_bytes())
    except OSError as error:
        raise CatalogueError(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        raise CatalogueError(f"{path}: {_faults(error)}") from error
    try:
        return Catalogue(
            _unique((key.id, key) for key in file.access_keys),
            _unique((sign.name, sign) for sign in file.signs),
            _unique((template.code, template) for template in file.templates),
            file.flow_control,
            _unique((sender.id, sender) for sender in file.sender_ids),
        )
    except ValueError as error:
        raise CatalogueError(f"{path}: {error}") from None


def _unique(entries: Iterable[tuple[str, _Entry]]) -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    for name, entry in entries:
        if name in found:
            raise ValueError(f"{name} is there twice")
        found[name] = entry
    return found


def _faults(error: ValidationError) -> str:
    return "; ".join(
        ": ".join(part for part in (".".join(map(str, fault["loc"])), fault["msg"]) if part)
        for fault in error.errors(include_url=False, include_input=False)
    )
