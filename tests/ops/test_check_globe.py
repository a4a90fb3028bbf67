"""International messages, lists and locales in a check: well by themselves, and how they fail."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aliyun_sms_sandbox.aliyun import segments, sender_id, vendor
from ops.check import globe
from ops.check.finding import Finding
from ops.check.places import of_messages, places
from ops.check.regions import look as look_at_regions
from smscode.config.model import Config
from support.checking.scene import GOOD, MESSAGE, SIGN, Scene

CODE = "0123456789"
calm = settings(deadline=None, derandomize=True, database=None)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Return a scene in which nothing is wrong."""
    return Scene(tmp_path)


def of_messages_alone(**changes: object) -> dict[str, Any]:
    """Return a document that sends abroad only, and has no sign name and no template."""
    kept = {name: GOOD[name] for name in ("accessKeyId", "accessKeySecret", "callers")}
    templates = [{"usageType": "Generic", "templateCode": {"overseas": MESSAGE}}]
    limits = {"perHour": 100}
    return {**kept, "templates": templates, "allowedRegions": ["HK"], "limits": limits, **changes}


def found(message: object, *regions: str) -> list[Finding]:
    """Return what is found on the international message *message*."""
    generic = {"usageType": "Generic", "templateCode": {"overseas": message}}
    config = Config.model_validate({"templates": [generic], "allowedRegions": [*regions]})
    return list(globe.look(of_messages(places(config))))


def test_a_document_of_messages_alone_is_complete(scene: Scene) -> None:
    """It needs no sign name and no template, and the account is asked for neither."""
    scene.document = of_messages_alone()
    report = scene.check("--strict")
    assert (report.status, report.faults) == (0, set())
    assert report.actions == ["QueryMessage"]
    assert {each["id"] for each in report.findings} >= {"key.good", "clock.right"}
    assert [each["subject"] for each in report.about("message.one_sms")] == ["Generic/overseas"]


def test_a_key_that_may_only_send_is_still_known(scene: Scene) -> None:
    """Aliyun has to know the key before it refuses an action."""
    scene.document = of_messages_alone()
    scene.script = [
        (vendor.answer("FORBIDDEN_ACTION", "m", members=vendor.MEMBERS_ABROAD), "QueryMessage")
    ]
    report = scene.check()
    assert report.about("key.good")
    assert (report.status, report.faults) == (0, set())


def test_a_refused_key_is_told_once_for_both_services(scene: Scene) -> None:
    """Whatever was asked with it, the key is the matter."""
    scene.document["accessKeyId"] = "LTAInobody"
    scene.document["templates"][1]["templateCode"]["overseas"] = MESSAGE
    report = scene.check()
    assert report.actions == ["GetSmsSign", "QueryMessage"]
    assert len(report.about("key.unknown")) == 1


def test_lists_and_locales_are_told_by_their_places(scene: Scene) -> None:
    """What stands in several places is asked for and told once, with each place's pointer."""
    lent = {"service": "pnvs", "templateCode": "100001", "signName": ["速通互联验证码", "云渚科技"]}
    scene.document["templates"][0]["templateCode"] = {
        "china": [lent, "SMS_11"],
        "overseas": {"byLocale": {"zh": ["SMS_21", MESSAGE], "zh-TW": "SMS_21", "*": MESSAGE}},
    }
    scene.document["templates"][1]["templateCode"]["china"] = ["SMS_12", lent]
    report = scene.check("--strict")
    assert (report.status, report.faults) == (0, set())
    told = {each["subject"] for each in report.findings}
    assert told >= {
        "100001 (SignIn/china/0, Generic/china/1)",
        "SMS_11 (SignIn/china/1)",
        "SMS_21 (SignIn/overseas/byLocale/zh/0, SignIn/overseas/byLocale/zh-tw)",
        "SignIn/overseas/byLocale/zh/1, SignIn/overseas/byLocale/*",
    }
    assert report.actions.count("GetSmsTemplate") == 5


def test_a_misspelt_member_of_a_list_is_named(scene: Scene) -> None:
    """Its nearest name is looked for in lists and locales too, and nowhere else is it known."""
    scene.document["templates"][1]["templateCode"]["overseas"] = {
        "byLocale": {"*": {**MESSAGE, "validSecond": 300}}
    }
    (finding,) = scene.check().about("document.unknown_member")
    assert finding["subject"].endswith("/overseas/byLocale/*/validSecond")
    assert "validSeconds" in finding["todo"]


def test_constants_that_fit_the_template_are_good(scene: Scene) -> None:
    """The code's variable and the constants are together those of the template, in any order."""
    text = "${product}：验证码${code}。"
    answer = vendor.ok(TemplateStatus="1", TemplateType="0", TemplateContent=text)
    scene.script = [(answer, "GetSmsTemplate")]
    scene.document["templates"][0]["templateCode"]["china"] = {
        "templateCode": "SMS_11",
        "variables": {"product": "启明"},
    }
    report = scene.check()
    assert report.faults == set()
    (good,) = [each for each in report.about("template.good") if "SMS_11" in each["subject"]]
    assert good["message"].endswith(": code, product.")


def test_a_wrong_variable_is_named(scene: Scene) -> None:
    """Both the one that is missing and the one too many, each by its name."""
    text = "${product}：验证码${captcha}。"
    answer = vendor.ok(TemplateStatus="1", TemplateType="0", TemplateContent=text)
    scene.script = [(answer, "GetSmsTemplate")]
    scene.document["templates"][0]["templateCode"]["china"] = {
        "templateCode": "SMS_11",
        "variables": {"brand": "启明"},
    }
    report = scene.check()
    (more,) = report.about("template.more_variables")
    (fewer,) = report.about("template.fewer_variables")
    assert "product, captcha," in more["message"]
    assert "code, brand," in fewer["message"]


@pytest.mark.parametrize(
    "text",
    [
        "Your Acme code is {code}.",
        "[Acme] {code} is your code…",
        "<#> {code} is your code. FA+9qCX9VSu",
        "您的验证码是{code}。",
    ],
)
def test_an_ordinary_message_is_no_placeholder(scene: Scene, text: str) -> None:
    """A sentence may say "your code", and have a brand or Android's mark in brackets."""
    scene.document["templates"][1]["templateCode"]["overseas"] = {**MESSAGE, "message": text}
    assert scene.check().faults == set()


@calm
@given(st.text(alphabet="a{}^€~é漢😀\\[]|", max_size=170).map(lambda text: text * 2))
def test_a_text_is_billed_as_the_standard_counts(text: str) -> None:
    """Two countings of the same standard agree: that of the check, and the sandbox's."""
    assert globe.Bill.of(text).parts == segments.count(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 150 + "{code}", 1),
        ("a" * 151 + "{code}", 2),
        ("a" * 148 + "€{code}", 1),
        ("a" * 149 + "€{code}", 2),
        ("a" * 296 + "{code}", 2),
        ("a" * 297 + "{code}", 3),
        ("码" * 60 + "{code}", 1),
        ("码" * 61 + "{code}", 2),
        ("码" * 124 + "{code}", 2),
        ("码" * 125 + "{code}", 3),
        ("“" + "a" * 60 + "{code}", 2),
    ],
)
def test_it_is_billed_with_the_longest_code(text: str, parts: int) -> None:
    """160 characters of GSM-7, of which some count two, or 70 of UCS-2; then 153 and 67 each."""
    (bill, *_) = found({**MESSAGE, "message": text}, "HK")
    assert bill.kind is (globe.ONE_SMS if parts == 1 else globe.SEVERAL_SMS)
    assert bill.fields["parts"] == parts


@pytest.mark.parametrize(
    "name",
    ["Acme", "A", "1A", "A" * 11, "A" * 12, "1" * 15, "1" * 16, "Acme 1", "Acmé", "１２", "A-1"],
)
def test_a_sender_id_has_the_form_that_aliyun_takes(name: str) -> None:
    """What is an error here is refused by the sandbox, and nothing else."""
    faults = [each.kind for each in found({**MESSAGE, "senderId": name}, "HK")][1:]
    assert faults == ([] if sender_id.is_well_formed(name) else [globe.ILL_FORMED_SENDER])


@pytest.mark.parametrize(
    ("regions", "kind", "named"),
    [
        (("HK", "GB"), globe.NO_SENDER, None),
        (("HK", "CA"), globe.NO_REGISTERED_SENDER, "CA"),
        (("US", "SG", "CA"), globe.NO_REGISTERED_SENDER, "CA, SG, US"),
    ],
)
def test_a_message_without_a_sender_id(
    regions: tuple[str, ...], kind: object, named: str | None
) -> None:
    """It is a note, and a warning where an allowed region takes only registered ones."""
    without = {name: each for name, each in MESSAGE.items() if name != "senderId"}
    finding = found(without, *regions)[-1]
    assert (finding.kind, finding.fields.get("regions")) == (kind, named)


@pytest.mark.parametrize(
    ("prefix", "regions", "is_of_one"),
    [
        ("+86170", ["CN"], True),
        ("+86170", ["HK", "US"], False),
        ("+8", ["CN"], True),
        ("+852", ["HK"], True),
        ("+4477", ["GB"], True),
        ("+1246", ["US"], True),
        ("+210", ["CN", "HK"], False),
        ("+999", ["CN"], False),
    ],
)
def test_a_prefix_is_of_an_allowed_region(
    prefix: str,
    regions: list[str],
    is_of_one: bool,  # noqa: FBT001 - a column
) -> None:
    """Its country code says which regions it is of; it is named by its index, never by itself."""
    templates = [{"usageType": "Generic", "templateCode": {"china": "SMS_1", "overseas": MESSAGE}}]
    config = Config.model_validate(
        {
            "signName": SIGN,
            "templates": templates,
            "allowedRegions": regions,
            "blockedPrefixes": [prefix],
        }
    )
    told = [each for each in look_at_regions(config) if each.kind.id == "region.prefix_of_none"]
    assert [each.subject for each in told] == ([] if is_of_one else ["blockedPrefixes/0"])
    assert prefix not in str(told)
