"""A document that does not load: every fault is named at once by its place, and no value shown."""

import re

import pytest

from smscode.outcome import OutcomeError
from support.documents import MINIMAL, SECRETS, load

VALUES = (*SECRETS, "SMS_9999999", "SignOfTheTest")


def refusal(document: object) -> str:
    """Return why the document is refused; the reason shows none of its values."""
    with pytest.raises(OutcomeError) as caught:
        load(document)
    assert caught.value.__context__ is None
    assert caught.value.outcome.kind.code == "misconfigured"
    reason = caught.value.outcome.reason or ""
    assert reason.startswith("config: ")
    assert not [value for value in VALUES if value in reason]
    return reason


def template(**members: object) -> dict[str, object]:
    """Return the change that makes this the only template."""
    return {"templates": [members]}


SLOT = {"codeVariable": "", "templateCode": 5}
CHINA = "/templates/0/templateCode/china"
SEVERAL = ("accessKeyId", "allowedRegions", "signName", "callers", "templates")


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"templates": []}, ["/templates"]),
        ({"templates": "SMS_9999999"}, ["/templates"]),
        ({"templates": None}, ["/templates"]),
        ({"templates": [5, "SMS_9999999"]}, ["/templates/0", "/templates/1"]),
        (template(templateCode="SMS_9999999"), ["/templates/0/usageType"]),
        (template(usageType="A"), ["/templates/0/templateCode"]),
        (
            template(usageType="", templateCode={}),
            ["/templates/0/usageType", "/templates/0/templateCode"],
        ),
        (
            template(usageType="A", templateCode={"china": SLOT}),
            [f"{CHINA}/templateCode", f"{CHINA}/codeVariable"],
        ),
        ({"accessKeyId": "", "accessKeySecret": 5}, ["/accessKeyId", "/accessKeySecret"]),
        ({"signName": []}, ["/signName"]),
        ({"signName": ["", 5]}, ["/signName/0", "/signName/1"]),
        (
            {"allowedRegions": ["CN", "china", "HKG", ""]},
            ["/allowedRegions/1", "/allowedRegions/2", "/allowedRegions/3"],
        ),
        ({"allowedRegions": "CN"}, ["/allowedRegions"]),
        ({"limits": 5}, ["/limits"]),
        ({"limits": {"perNumber": [[1, 60], [5, 3600], [3, 60]]}}, ["/limits/perNumber"]),
        (
            {"limits": {"perNumber": [[1, 60], [1], [0, 60], [1, 0]], "perHour": 0}},
            [f"/limits/perNumber/{place}" for place in ("1/1", "2/0", "3/1")] + ["/limits/perHour"],
        ),
        (
            {"limits": {"perRegionDay": {"HK": -1, "*": "many"}}},
            ["/limits/perRegionDay/HK", "/limits/perRegionDay/*"],
        ),
        ({"claimsKey": "x" * 31, "claimsPassword": ""}, ["/claimsKey", "/claimsPassword"]),
        ({"strictPhoneRegionNumberCheck": "perhaps"}, ["/strictPhoneRegionNumberCheck"]),
        ({"callers": []}, ["/callers"]),
        ({"callers": {"generic": {}}}, ["/callers/generic/tokens"]),
        ({"callers": {"generic": {"tokens": []}}}, ["/callers/generic/tokens"]),
        ({"callers": {"generic": {"tokens": SECRETS[2]}}}, ["/callers/generic/tokens"]),
        (
            {"callers": {"generic": {"tokens": [SECRETS[2], "", 5]}}},
            ["/callers/generic/tokens/1", "/callers/generic/tokens/2"],
        ),
        (dict.fromkeys(SEVERAL, 5), [f"/{name}" for name in SEVERAL]),
    ],
)
def test_every_wrong_field_is_named(changes: dict[str, object], pointers: list[str]) -> None:
    """All fields that are wrong are named at once."""
    reason = refusal({**MINIMAL, **changes})
    assert set(re.findall(r"(/[\w/*]+): ", reason)) >= set(pointers)


@pytest.mark.parametrize("missing", ["accessKeyId", "accessKeySecret", "signName"])
def test_incomplete_document(missing: str) -> None:
    """Half a key, or a template without any signature, is named."""
    assert missing in refusal({name: v for name, v in MINIMAL.items() if name != missing})


def test_all_that_is_incomplete_is_named_at_once() -> None:
    """Half a key does not hide the missing signature."""
    reason = refusal({name: MINIMAL[name] for name in ("accessKeyId", "templates")})
    assert "accessKeySecret" in reason
    assert "signName" in reason


def test_service_that_is_not_built() -> None:
    """A slot that names a service which this version has not is refused by its place."""
    slot = {"service": "pigeon", "templateCode": "SMS_9999999"}
    reason = refusal({**MINIMAL, **template(usageType="A", templateCode={"china": slot})})
    assert f"{CHINA}/service: " in reason
    assert "dysms" in reason
    assert "pigeon" not in reason


def test_service_for_mainland_numbers_only() -> None:
    """A slot for numbers elsewhere cannot name the service that has none."""
    slot = {"service": "pnvs", "templateCode": "SMS_9999999"}
    for code in ({"overseas": slot}, slot):
        reason = refusal({**MINIMAL, **template(usageType="A", templateCode=code)})
        assert "/templates/0/templateCode: " in reason
        assert "pnvs" in reason


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{\n  "accessKeyId": "%s",\n  "signName": "x",}', r"line 3 column \d+"),
        ('{\n  "accessKeyId": "%s"\n  "signName": "x"}', "line 3 column 3"),
        ('{"accessKeyId": "%s', "line 1 column 17"),
        ('{"accessKeyId": "%s"}\n {', "line 2 column 2"),
    ],
)
def test_json_error(text: str, place: str) -> None:
    """A slip such as a trailing comma is told by line and column."""
    assert re.search(rf"not JSON: .+ {place}$", refusal(text % SECRETS[0]))


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "5", f'"{SECRETS[0]}"', f'["{SECRETS[0]}"]', "\ud800"),
        f'{{"accessKeyId": "{SECRETS[0]}", "accessKeyId": "{SECRETS[0]}"}}',
    ],
)
def test_what_is_no_document(text: str) -> None:
    """Anything but one JSON object is refused."""
    assert refusal(text)
