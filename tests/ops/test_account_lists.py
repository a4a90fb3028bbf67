"""What an operator can choose from: the approved sign names and templates of an account."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from aliyun_sms_sandbox.aliyun import vendor
from aliyun_sms_sandbox.aliyun.catalogue import Scope, Status
from aliyun_sms_sandbox.aliyun.sms_template import Kind
from ops.check import approved
from ops.check.account import PAGE_SIZE, Account
from ops.check.answer import ApiAnswer
from ops.check.approved import Approved, ApprovedTemplate
from ops.check.finding import Finding
from smscode.credentials import Credentials
from smscode.settings import Endpoint
from support.checking.scene import KEY_ID, KEY_SECRET, HurriedClock, Scene, sign, template
from support.paths import ROOT


class Listing(NamedTuple):
    """What lists, the action that it calls, and the member of the answer that has the rows."""

    of: Callable[[Account], Approved[Any] | ApiAnswer]
    action: str
    member: str


SIGN_NAMES: Final = Listing(approved.sign_names, "QuerySmsSignList", "SmsSignList")
TEMPLATES: Final = Listing(approved.templates, "QuerySmsTemplateList", "SmsTemplateList")
each_list = pytest.mark.parametrize(
    "listing", [SIGN_NAMES, TEMPLATES], ids=lambda each: each.member
)
LATER: Final = tuple(status for status in Status if status is not Status.APPROVED)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Return a scene in which nothing is wrong."""
    return Scene(tmp_path)


def account_at(endpoint: str, secret: str = KEY_SECRET) -> Account:
    """Return the account behind *endpoint*."""
    return Account(Endpoint.parse(endpoint, "x"), Credentials(KEY_ID, secret), HurriedClock())


def choice(listing: Listing, scene: Scene) -> Approved[Any]:
    """Return what there is to choose from in the account of *scene*."""
    with scene.vendor() as sandbox:
        found = listing.of(account_at(sandbox.endpoint))
    assert isinstance(found, Approved)
    return found


def trouble(found: Approved[Any] | ApiAnswer) -> Finding:
    """Return why there is no list."""
    assert isinstance(found, ApiAnswer)
    finding = found.trouble("config")
    assert finding is not None
    return finding


def test_all_pages_are_read(scene: Scene) -> None:
    """120 templates are on three pages; a page that is known is not asked for again."""
    codes = [f"SMS_{number}" for number in range(120)]
    scene.templates = [template(code) for code in codes]
    with scene.vendor() as sandbox:
        account = account_at(sandbox.endpoint)
        found = approved.templates(account)
        assert found == approved.templates(account)
    assert isinstance(found, Approved)
    assert ([each.code for each in found.entries], found.is_whole) == (codes, True)
    assert len(sandbox.requests) == 3


@pytest.mark.parametrize(("rows", "is_whole"), [(1000, True), (1001, False)])
def test_a_list_that_goes_on_is_cut_and_says_so(scene: Scene, rows: int, is_whole: bool) -> None:  # noqa: FBT001 - a column
    """After 20 pages nobody is asked for more."""
    scene.signs = [sign(f"签名{number}") for number in range(rows)]
    with scene.vendor() as sandbox:
        found = approved.sign_names(account_at(sandbox.endpoint))
    assert isinstance(found, Approved)
    assert (len(found.entries), found.is_whole) == (1000, is_whole)
    assert len(sandbox.requests) == 20


def test_only_what_is_approved_is_listed(scene: Scene) -> None:
    """Neither what is under review, nor what was rejected or withdrawn."""
    scene.signs = [sign("启明"), *(sign(status.value, status) for status in LATER)]
    scene.templates = [template("SMS_1"), *(template(s.value, status=s) for s in LATER)]
    assert choice(SIGN_NAMES, scene) == Approved(("启明",), is_whole=True)
    assert [each.code for each in choice(TEMPLATES, scene).entries] == ["SMS_1"]


def test_only_templates_for_codes_are_listed(scene: Scene) -> None:
    """Of the mainland's only those for verification; of international ones the list tells none."""
    texts = {
        "SMS_1": (Scope.DOMESTIC, Kind.VERIFICATION),
        "SMS_2": (Scope.DOMESTIC, Kind.NOTIFICATION),
        "SMS_3": (Scope.DOMESTIC, Kind.PROMOTION),
        "SMS_4": (Scope.INTERNATIONAL, Kind.VERIFICATION),
        "SMS_5": (Scope.INTERNATIONAL, Kind.NOTIFICATION),
    }
    scene.templates = [template(code, scope, kind=kind) for code, (scope, kind) in texts.items()]
    found = choice(TEMPLATES, scene).entries
    international = [(each.code, each.is_international) for each in found]
    assert international == [("SMS_1", False), ("SMS_4", True), ("SMS_5", True)]


@pytest.mark.parametrize(
    ("content", "variables"),
    [
        ("您的验证码为${code}。", ("code",)),
        ("${product}：${code}，${code}", ("product", "code")),
        ("验证码：${验证码}", ("验证码",)),
        ("no variable: $code {code}", ()),
    ],
)
def test_the_variables_are_those_of_the_text(
    scene: Scene, content: str, variables: tuple[str, ...]
) -> None:
    """Each once and in order; a template with several or none is listed like the others."""
    row = {
        "TemplateCode": "SMS_1",
        "TemplateName": "登录",
        "TemplateContent": content,
        "OuterTemplateType": 0,
        "TemplateType": 2,
        "AuditStatus": "AUDIT_STATE_PASS",
    }
    scene.script = [(vendor.ok(SmsTemplateList=[row], TotalCount=1), "QuerySmsTemplateList")]
    (found,) = choice(TEMPLATES, scene).entries
    assert found == ApprovedTemplate("SMS_1", "登录", content, variables, is_international=False)


def test_a_sign_name_is_listed_once(scene: Scene) -> None:
    """One for verification codes may have the name of one for all purposes."""
    row = {"SignName": "启明", "AuditStatus": "AUDIT_STATE_PASS"}
    scene.script = [(vendor.ok(SmsSignList=[row, row], TotalCount=2), "QuerySmsSignList")]
    assert choice(SIGN_NAMES, scene).entries == ("启明",)


@each_list
@pytest.mark.parametrize(
    "rows", [None, 7, [7, None], [{}], [{"AuditStatus": "AUDIT_STATE_PASS", "SignName": 7}]]
)
def test_odd_rows_are_left_out(scene: Scene, listing: Listing, rows: object) -> None:
    """What is not of the API's form is no choice, and ends no list in a crash."""
    scene.script = [
        (vendor.ok(**{listing.member: rows}), listing.action),
        (vendor.ok(**{listing.member: []}), listing.action),
    ]
    assert choice(listing, scene) == Approved((), is_whole=True)


@each_list
def test_a_list_that_grows_meanwhile_comes_to_an_end(scene: Scene, listing: Listing) -> None:
    """Without a number that fits, the page on which there is nothing is the last."""
    page = vendor.ok(**{listing.member: [{}] * PAGE_SIZE}, TotalCount=1)
    scene.script = [
        (page, listing.action),
        (vendor.ok(**{listing.member: []}, TotalCount=1), listing.action),
    ]
    assert choice(listing, scene).is_whole


@each_list
def test_a_refused_key_is_told(scene: Scene, listing: Listing) -> None:
    """As the check tells it; nothing else is asked with it."""
    with scene.vendor() as sandbox:
        account = account_at(sandbox.endpoint, "another-secret")
        found = listing.of(account)
        assert trouble(found).kind.id == "key.secret_wrong"
        assert [other.of(account) for other in (SIGN_NAMES, TEMPLATES)] == [found, found]
    assert len(sandbox.requests) == 1


@each_list
def test_the_policy_lets_it_list(scene: Scene, listing: Listing) -> None:
    """With docs/policies/aliyun-check.json it does; without the action in it, it is told which."""
    policy = json.loads((ROOT / "docs/policies/aliyun-check.json").read_text(encoding="utf-8"))
    allowed = tuple(policy["Statement"][0]["Action"])
    (key,) = scene.keys
    scene.keys = [replace(key, actions=allowed)]
    assert choice(listing, scene).entries
    scene.keys = [replace(key, actions=tuple({*allowed} - {f"dysms:{listing.action}"}))]
    with scene.vendor() as sandbox:
        finding = trouble(listing.of(account_at(sandbox.endpoint)))
    assert finding.kind.id == "key.no_permission"
    assert finding.fields["action"] == f"dysms:{listing.action}"


@each_list
def test_a_page_that_is_refused_ends_the_list(scene: Scene, listing: Listing) -> None:
    """Half a list is none; the code is told, whatever it is."""
    page = vendor.ok(**{listing.member: [{}] * PAGE_SIZE}, TotalCount=100)
    scene.script = [
        (page, listing.action),
        (vendor.answer("isv.INVALID_PARAMETERS", "参数异常"), listing.action),
    ]
    with scene.vendor() as sandbox:
        found = listing.of(account_at(sandbox.endpoint))
    assert isinstance(found, ApiAnswer)
    assert found.refusal == "isv.INVALID_PARAMETERS"


@each_list
def test_no_route_is_told(listing: Listing) -> None:
    """Nobody listens on the discard port."""
    assert trouble(listing.of(account_at("http://127.0.0.1:9"))).kind.id == "service.silent"
