"""The grammar of templates: references, lists of two, locales and places, one line a mistake."""

import json
from collections.abc import Callable
from typing import Any, Final

import pytest

from smscode.config.callers import document_model
from smscode.config.errors import ConfigError
from smscode.config.model import read_config
from smscode.config.templates import GlobeMessage, TemplateRef
from smscode.phone import Phone
from support.documents import MINIMAL, load

HONG_KONG: Final = Phone("852", "51234567", "HK")
CHINA: Final = Phone("86", "13800138000", "CN")
TEXT: Final = "Your code is {code}."
GLOBE: Final = {"service": "globe", "message": TEXT}
PNVS: Final = {"service": "pnvs", "templateCode": "100001"}
AT: Final = "/templates/0/templateCode"
INTERNATIONAL_ONLY: Final = 'globe sends abroad only: write {"overseas": …}'
MAINLAND_ONLY: Final = "pnvs sends to mainland numbers only: put its template under china"
ONE_CODE: Final = "must contain {code} exactly once, and no other braces"
PAIR: Final = "must be a list of two: the second is tried after the first has failed"


def document(template_code: object, **members: object) -> dict[str, Any]:
    """Return a document with one template."""
    template = {"usageType": "Generic", "templateCode": template_code}
    return {**MINIMAL, "templates": [template], **members}


def problems(template_code: object, **members: object) -> list[tuple[str, str]]:
    """Return each place that is wrong, with what is told of it."""
    with pytest.raises(ConfigError) as caught:
        read_config(json.dumps(document(template_code, **members)), document_model())
    return [(problem.pointer, problem.detail) for problem in caught.value.problems]


def test_globe_alone() -> None:
    """It needs neither a sign name nor a template, and no key where a role signs."""
    config = load(
        {
            "templates": [{"usageType": "Generic", "templateCode": {"overseas": GLOBE}}],
            "allowedRegions": ["HK"],
        }
    )
    (ref,) = config.references_for("SignIn", HONG_KONG, None)
    assert isinstance(ref, GlobeMessage)
    assert (ref.message, ref.sender_id, ref.valid_seconds) == (TEXT, None, None)
    assert config.sign_names(ref) == ()
    assert config.references_for("SignIn", CHINA, None) == ()


def test_without_a_mainland_place() -> None:
    """A document that sends nowhere by default says which line to add."""
    (problem,) = problems({"overseas": GLOBE})
    assert problem[0] == "/allowedRegions"
    assert '"allowedRegions": ["HK"]' in problem[1]


def test_a_list_in_both_places() -> None:
    """A list serves wherever it stands, in its order."""
    config = load(document(["SMS_1", {"templateCode": "SMS_2", "signName": "other"}]))
    for phone in (CHINA, HONG_KONG):
        refs = config.references_for("SignIn", phone, None)
        assert [ref.template_code for ref in refs if isinstance(ref, TemplateRef)] == [
            *("SMS_1", "SMS_2")
        ]


WRONG: Final[tuple[tuple[object, list[tuple[str, str]]], ...]] = (
    (GLOBE, [(AT, INTERNATIONAL_ONLY)]),
    ({"china": GLOBE}, [(AT, INTERNATIONAL_ONLY)]),
    (["SMS_1", GLOBE], [(AT, INTERNATIONAL_ONLY)]),
    ({"china": {"byLocale": {"*": ["SMS_1", GLOBE]}}}, [(AT, INTERNATIONAL_ONLY)]),
    ({"overseas": PNVS}, [(AT, MAINLAND_ONLY)]),
    ({"overseas": ["SMS_1", PNVS]}, [(AT, MAINLAND_ONLY)]),
    (["SMS_1", PNVS], [(AT, MAINLAND_ONLY)]),
    ([], [(AT, PAIR)]),
    (["SMS_1"], [(AT, PAIR)]),
    (["SMS_1", "SMS_2", "SMS_3"], [(AT, PAIR)]),
    ({"byLocale": {"zh": "SMS_1"}}, [(f"{AT}/byLocale", 'must have "*", for every other locale')]),
    (
        {"byLocale": {"*": "SMS_1", "zh-TW": "SMS_2", "zh_tw": "SMS_3"}},
        [(f"{AT}/byLocale", "names a locale twice: zh-TW, zh_TW and zh-tw are one")],
    ),
    (
        {"byLocale": {"*": "SMS_1", "z h": "SMS_2"}},
        [(f"{AT}/byLocale", "has a locale that is neither a tag, such as zh-TW, nor *")],
    ),
    ({"byLocale": {"*": {"overseas": "SMS_1"}}}, [(f"{AT}/byLocale/*/templateCode", "is missing")]),
    (
        {"byLocale": {"*": {"byLocale": {"*": "SMS_1"}}}},
        [(f"{AT}/byLocale/*/templateCode", "is missing")],
    ),
    (
        {"byLocale": {"*": "SMS_1"}, "overseas": "SMS_2"},
        [(f"{AT}/overseas", "must be left out: byLocale stands alone")],
    ),
)
#: One misspelt or missing member, however deep.
DEEP: Final = (
    {"overseas": {**GLOBE, "message": "no placeholder"}},
    {"overseas": {**GLOBE, "message": "{code}{code}"}},
    {"overseas": {**GLOBE, "message": "{code} {name}"}},
    {"overseas": {**GLOBE, "message": "{code}}"}},
    {"overseas": {**GLOBE, "message": "{ code }"}},
)


@pytest.mark.parametrize(("template_code", "told"), WRONG, ids=lambda value: str(value)[:60])
def test_one_line_for_one_mistake(template_code: object, told: list[tuple[str, str]]) -> None:
    """The place, and what to write there."""
    assert problems(template_code, allowedRegions=["CN", "HK"]) == told


@pytest.mark.parametrize("template_code", DEEP, ids=str)
def test_message_without_one_code(template_code: object) -> None:
    """A text holds the code once, and nothing else that could be a placeholder."""
    assert problems(template_code, allowedRegions=["HK"]) == [(f"{AT}/overseas/message", ONE_CODE)]


@pytest.mark.parametrize(
    ("ref", "pointer"),
    [
        ({"service": "globe", "mesage": TEXT}, "/message"),
        ({"service": "glob", "message": TEXT}, "/service"),
        ({"templatecode": "SMS_1"}, "/templateCode"),
        ({"templateCode": "SMS_1", "minutes": "5"}, "/minutes"),
        ({**GLOBE, "validSeconds": 0}, "/validSeconds"),
        ({"templateCode": "SMS_1", "variables": {"code": "x"}}, "/variables"),
        ({**PNVS, "variables": {"product": "x"}}, "/variables"),
    ],
)
@pytest.mark.parametrize(
    ("wrap", "inside"),
    [
        (lambda ref: {"overseas": ref}, "/overseas"),
        (lambda ref: {"overseas": ["SMS_1", ref]}, "/overseas/1"),
        (lambda ref: {"overseas": {"byLocale": {"*": ref}}}, "/overseas/byLocale/*"),
        (
            lambda ref: {"overseas": {"byLocale": {"*": "SMS_1", "zh-TW": ["SMS_1", ref]}}},
            "/overseas/byLocale/zh-TW/1",
        ),
    ],
    ids=["alone", "list", "locale", "list by locale"],
)
def test_one_mistake_anywhere_is_one_line(
    ref: object, pointer: str, wrap: Callable[[object], object], inside: str
) -> None:
    """However deep a reference lies, its mistake is named once, by its place."""
    told = problems(wrap(ref), allowedRegions=["HK"])
    assert [place for place, _ in told][:1] == [f"{AT}{inside}{pointer}"]
    assert {place.rpartition("/")[0] for place, _ in told} == {f"{AT}{inside}"}


def test_unknown_members_are_named_where_they_are() -> None:
    """What has no meaning is told by its pointer, through lists and locales, and once."""
    extra = {"templateCode": "SMS_1", "note": 1}
    config = load(document({"china": ["SMS_1", extra], "overseas": {"byLocale": {"*": extra}}}))
    assert list(config.unknown_members()) == [
        *(f"{AT}/china/1/note", f"{AT}/overseas/byLocale/*/note")
    ]
    assert list(load(document([extra, "SMS_2"])).unknown_members()) == [f"{AT}/0/note"]


@pytest.mark.parametrize("prefix", ["", "86170", "+", "+0", "+86 170", "+86170x", "＋86170", 86170])
def test_a_prefix_that_is_none(prefix: object) -> None:
    """A prefix is a plus and digits: anything else would block nobody."""
    (problem,) = problems("SMS_1", blockedPrefixes=["+85", prefix])
    assert problem[0] == "/blockedPrefixes/1"
