"""The account's signs, templates and keys, and the function's config that goes with them."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox import function
from sandbox.aliyun import catalogue, lent
from sandbox.aliyun.catalogue import CatalogueError, Scope, Status

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
TEMPLATE = {"code": "SMS_1", "name": "n", "scope": "domestic", "status": "approved"}


def _document(**changes: list[dict[str, Any]]) -> dict[str, Any]:
    return {"accessKeys": [], "signs": [], "templates": [], **changes}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "JSONDecodeError"),
        ("[]", "TypeError"),
        (json.dumps({"signs": []}), "accessKeys"),
        (json.dumps(_document(signs=[{"name": "a", "status": "ok"}])), "'ok' is not a valid"),
        (json.dumps(_document(signs=[{"name": "a"}])), "status"),
        (json.dumps(_document(accessKeys=[{"id": "a", "secret": "b", "tokn": "c"}])), "tokn"),
        (
            json.dumps(_document(accessKeys=[{"id": "a", "secret": "b", "expires": "2026-01-01"}])),
            "offset",
        ),
        (json.dumps(_document(templates=[{**TEMPLATE, "text": "no variable"}])), "SMS_1"),
        (json.dumps(_document(templates=[{**TEMPLATE, "text": "${a} ${b}"}])), "SMS_1"),
        (json.dumps(_document(templates=[{**TEMPLATE, "text": "${a}", "scope": "eu"}])), "eu"),
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


def test_a_missing_catalogue_is_refused_with_its_path(tmp_path: Path) -> None:
    """A path that is not there is the same kind of error as a wrong file."""
    with pytest.raises(CatalogueError, match=r"absent\.json"):
        catalogue.load(tmp_path / "absent.json")


def test_a_template_renders_its_own_variable() -> None:
    """Whatever the variable is called, its value replaces it and nothing else."""
    template = catalogue.load().templates["SMS_2000002"]
    assert template.variable == "otp"
    assert template.render("4821").startswith("4821 is your verification code.")


def test_the_catalogue_has_what_is_worth_trying() -> None:
    """There are approved and unapproved signs and templates, both scopes, and an STS key."""
    account = catalogue.load()
    statuses = {sign.status for sign in account.signs.values()}
    assert {Status.APPROVED, Status.PENDING} <= statuses
    assert {template.scope for template in account.templates.values()} == set(Scope)
    assert Status.PENDING in {template.status for template in account.templates.values()}
    assert any(key.token for key in account.access_keys.values())


def test_every_slot_of_the_config_can_be_sent() -> None:
    """The function's config names only keys, signs and templates of the catalogue that work."""
    account = catalogue.load()
    config = json.loads(function.CONFIG.read_text(encoding="utf-8"))
    assert account.access_keys[config["accessKeyId"]].secret == config["accessKeySecret"]
    assert account.signs[config["signName"]].status is Status.APPROVED
    assert {entry["usageType"] for entry in config["templates"]} == USAGE_TYPES
    for entry in config["templates"]:
        slots = entry["templateCode"]
        if isinstance(slots, str):
            slots = {"china": slots}
        for place, slot in slots.items():
            slot = {"templateCode": slot} if isinstance(slot, str) else slot  # noqa: PLW2901
            template = account.templates[slot["templateCode"]]
            scope = Scope.DOMESTIC if place == "china" else Scope.INTERNATIONAL
            assert (template.scope, template.status) == (scope, Status.APPROVED)
            assert template.variable == slot.get("codeVariable", "code")


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
