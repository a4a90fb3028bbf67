"""The account's signs, templates and keys, and the function's config that goes with them."""

import json
from pathlib import Path
from typing import Any

import pytest

from aliyun_sms_sandbox.aliyun import catalogue, lent
from aliyun_sms_sandbox.aliyun.catalogue import Catalogue, CatalogueError, Scope, Status
from aliyun_sms_sandbox.aliyun.sender_id import REGISTERED_ONLY
from aliyun_sms_sandbox.aliyun.sms_sign import FilingStatus
from aliyun_sms_sandbox.aliyun.sms_template import Kind
from local import function

USAGE_TYPES = {
    "Register",
    "SignIn",
    "ForgotPassword",
    "Generic",
    "OrganizationInvitation",
    "UserPermissionValidation",
    "BindNewIdentifier",
    "MfaVerification",
    "BindMfa",
    "Test",
}
SIGN = {"name": "a", "status": "approved"}
SENDER_ID = {"id": "Acme", "regions": ["US"]}
TEMPLATE = {"code": "SMS_1", "name": "n", "scope": "domestic", "status": "approved"}


def _document(**changes: list[dict[str, Any]]) -> dict[str, Any]:
    return {"accessKeys": [], "signs": [], "templates": [], **changes}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "Invalid JSON"),
        ("[]", "should be an object"),
        (json.dumps({"signs": []}), "accessKeys: Field required; templates: Field required"),
        (json.dumps(_document(signs=[{"name": "a", "status": "ok"}])), "signs.0.status: "),
        (json.dumps(_document(signs=[SIGN, SIGN])), "a is there twice"),
        (json.dumps(_document(signs=[{"name": "a"}])), "signs.0.status: Field required"),
        (
            json.dumps(_document(signs=[{**SIGN, "filing": {"mobil": {}}}])),
            "signs.0.filing.mobil",
        ),
        (json.dumps(_document(accessKeys=[{"id": "a", "secret": "b", "tokn": "c"}])), "tokn"),
        (
            json.dumps(_document(accessKeys=[{"id": "a", "secret": "b", "expires": "2026-01-01"}])),
            "accessKeys.0.expires: Input should have timezone info",
        ),
        (json.dumps(_document(senderIds=[{"id": "A B", "regions": []}])), "A B: 11 letters"),
        (json.dumps(_document(senderIds=[SENDER_ID, SENDER_ID])), "Acme is there twice"),
        (json.dumps(_document(senderIds=[{"id": "Acme"}])), "senderIds.0.regions: Field required"),
        (json.dumps(_document(templates=[{**TEMPLATE, "text": "no variable"}])), "SMS_1"),
        (json.dumps(_document(templates=[{**TEMPLATE, "text": "${a} ${b}"}])), "SMS_1"),
        (
            json.dumps(_document(templates=[{**TEMPLATE, "text": "${a}", "scope": "eu"}])),
            "templates.0.scope",
        ),
    ],
)
def test_a_wrong_catalogue_is_refused_with_its_path_and_reason(
    tmp_path: Path, content: str, reason: str
) -> None:
    """Whoever edits the file learns which file and what about it is wrong."""
    path = tmp_path / "catalogue.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        catalogue.load(path)
    assert str(path) in str(caught.value)
    assert reason in str(caught.value)


def test_a_catalogue_of_before_needs_no_sender_ids(tmp_path: Path) -> None:
    """One that somebody keeps is read as it is."""
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(_document()), encoding="utf-8")
    assert catalogue.load(path).sender_ids == {}


def test_a_missing_catalogue_is_refused_with_its_path(tmp_path: Path) -> None:
    """A path that is not there is the same kind of error as a wrong file."""
    with pytest.raises(CatalogueError, match=r"absent\.json"):
        catalogue.load(tmp_path / "absent.json")


def test_a_template_renders_its_own_variables() -> None:
    """Whatever the variables are called, their values replace them and nothing else."""
    templates = catalogue.load().templates
    assert templates["SMS_2000002"].variables == ("otp",)
    text = templates["SMS_2000002"].render({"otp": "4821"})
    assert text.startswith("4821 is your verification code.")
    assert templates["SMS_1000014"].variables == ("name", "order")
    text = templates["SMS_1000014"].render({"name": "${order}", "order": "7"})
    assert text == "${order}，您的订单7已到货。"


def test_the_catalogue_has_what_is_worth_trying() -> None:
    """Statuses, scopes and kinds, filed and unfiled signs, sender ids, keys that may not do all."""
    account = catalogue.load()
    statuses = {sign.status for sign in account.signs.values()}
    assert {Status.APPROVED, Status.PENDING} <= statuses
    assert {template.scope for template in account.templates.values()} == set(Scope)
    reviewed = {template.status for template in account.templates.values()}
    assert {Status.APPROVED, Status.PENDING, Status.REJECTED} <= reviewed
    assert {template.kind for template in account.templates.values()} >= {
        Kind.VERIFICATION,
        Kind.NOTIFICATION,
    }
    filings = [filing for sign in account.signs.values() for filing in sign.filing.values()]
    assert {filing.status for filing in filings} >= {
        FilingStatus.FILED,
        FilingStatus.PENDING,
        FilingStatus.FAILED,
    }
    assert all(
        any(account.has_registered(sender_id, region) for sender_id in account.sender_ids)
        for region in REGISTERED_ONLY
    )
    assert account.has_registered("Acme", "US")
    keys = account.access_keys.values()
    assert any(key.token for key in keys)
    assert any(not key.enabled for key in keys)
    assert any("dysms:SendSms" in key.actions for key in keys)


def test_every_slot_of_the_config_can_be_sent() -> None:
    """The function's config names only keys, signs and templates of the catalogue that work."""
    account = catalogue.load()
    config = json.loads(function.CONFIG.read_text(encoding="utf-8"))
    assert account.access_keys[config["accessKeyId"]].secret == config["accessKeySecret"]
    assert account.signs[config["signName"]].status is Status.APPROVED
    assert {entry["usageType"] for entry in config["templates"]} == USAGE_TYPES
    for entry in config["templates"]:
        for place, choice in entry["templateCode"].items():
            scope = Scope.DOMESTIC if place == "china" else Scope.INTERNATIONAL
            for reference in choice["byLocale"].values() if "byLocale" in choice else [choice]:
                _check_reference(reference, scope, account)


def _check_reference(reference: str | dict[str, str], scope: Scope, account: Catalogue) -> None:
    slot = {"templateCode": reference} if isinstance(reference, str) else reference
    if slot.get("service") == "globe":
        assert scope is Scope.INTERNATIONAL
        assert account.sender_ids[slot["senderId"]].regions
        return
    template = account.templates[slot["templateCode"]]
    assert (template.scope, template.status) == (scope, Status.APPROVED)
    assert template.variables == (slot.get("codeVariable", "code"),)


def test_every_slot_of_the_personal_config_can_be_sent() -> None:
    """It has no key, and names only signs and templates that are lent."""
    config = json.loads(function.CONFIG.with_name("config-personal.json").read_text("utf-8"))
    assert not {"accessKeyId", "accessKeySecret"} & config.keys()
    assert len(config["signName"]) > 1
    assert set(config["signName"]) <= set(lent.SIGNS)
    assert "Generic" in {entry["usageType"] for entry in config["templates"]}
    for entry in config["templates"]:
        assert entry["templateCode"].keys() == {"china"}
        slot = entry["templateCode"]["china"]
        assert slot["service"] == "pnvs"
        assert slot["templateCode"] in lent.TEMPLATES
