"""docs/aliyun-setup.md: what may be sent by what is what the config takes, and what the list does.

Its samples are loaded in test_samples_of_pages.py.
"""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from smscode.config.templates import GlobeMessage, TemplateRef
from smscode.outcome import OutcomeError
from smscode.senders.vendor_codes import KINDS, lets_another_try
from smscode.settings import Endpoint, Settings
from support.documents import load
from support.pages.page import Section, read, spans
from support.paths import ROOT
from support.sam_template import TEMPLATE

PAGE: Final = read(ROOT / "docs/aliyun-setup.md")
SENT_BY: Final = PAGE.section("11. What is sent by what")
#: By service, a reference that says no more than it must.
LEAST: Final[Mapping[str, dict[str, Any]]] = {
    "dysms": {"templateCode": "SMS_1"},
    "pnvs": {"templateCode": "100001"},
    "globe": {"message": "{code}"},
}
#: By member, a value that is not the default.
OTHER: Final[Mapping[str, Any]] = {
    "signName": "SignOfTheTest",
    "codeVariable": "otp",
    "variables": {"product": "Acme"},
    "minutes": 10,
    "senderId": "Acme",
    "validSeconds": 300,
}


def rows(section: Section, table: int) -> list[list[str]]:
    """Return the rows of one table of *section*, its heading left out."""
    return section.tables[table][1:]


def config_with(service: str, **members: object) -> dict[str, Any]:
    """Return a document with one reference of *service*."""
    place = "china" if service == "pnvs" else "overseas"
    reference = {"service": service, **LEAST[service], **members}
    return {
        "signName": "速通科技",
        "templates": [{"usageType": "Generic", "templateCode": {place: reference}}],
        "allowedRegions": ["HK"],
    }


def test_members_are_those_of_the_references() -> None:
    """The table has each member once, and no other."""
    told = [name for row in rows(SENT_BY, 1) for name in spans(row[0])]
    fields = {**TemplateRef.model_fields, **GlobeMessage.model_fields}
    assert sorted(told) == sorted(str(field.alias) for field in fields.values())


@pytest.mark.parametrize("service", LEAST)
@pytest.mark.parametrize("member", OTHER)
def test_a_member_is_of_the_services_that_the_table_says(service: str, member: str) -> None:
    """Of those it means something; of the others it means nothing, or is refused."""
    (row,) = (row for row in rows(SENT_BY, 1) if spans(row[0]) == [member])
    document = config_with(service, **{member: OTHER[member]})
    is_meant = service in spans(row[1])
    try:
        unknown = list(load(document).unknown_members())
    except OutcomeError:
        assert not is_meant
    else:
        # minutes of dysms is read, and nothing depends on it
        assert is_meant is (not unknown) or (service, member) == ("dysms", "minutes")


@pytest.mark.parametrize("row", rows(SENT_BY, 1), ids=lambda row: spans(row[0])[0])
def test_defaults_are_the_references(row: list[str]) -> None:
    """A default in backticks is the one that is there when the member is left out."""
    (name,) = spans(row[0])
    fields = {field.alias: field for field in TemplateRef.model_fields.values()}
    for default in spans(row[2]):
        assert str(fields[name].default) == default


def test_outcomes_after_which_the_second_is_tried() -> None:
    """They are those of the codes that let another reference be tried."""
    (row,) = (row for row in rows(SENT_BY, 0) if row[0] == "a list of two")
    assert set(spans(row[1])) == {
        kind.code for code, kind in KINDS.items() if lets_another_try(code)
    }


def test_endpoints_are_the_templates() -> None:
    """The page names those that template.yml takes, and first the function's own default."""
    table = rows(PAGE.section("10. The international site"), 1)
    told = [name for row in table for name in spans(row[1])]
    assert sorted(told) == sorted(TEMPLATE["Parameters"]["GlobeEndpoint"]["AllowedValues"])
    own = Settings.from_environment({"CONFIG_URI": "file:x"}).globe
    assert Endpoint.parse(told[0], "GLOBE_ENDPOINT") == own
