"""The recipes: the code of each page is taken from it and run by node; Keycloak's is posted."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from local.clouds.trigger import Trigger
from local.function import CONFIG
from smscode.callers import CALLERS
from smscode.outcome import RATE_LIMITED
from support.callers import recipes
from support.callers.front import Front, fronting
from support.callers.pages import blocks, in_chinese, named_in
from support.documents import load

FOLDER: Final = recipes.FOLDER
RECIPES: Final = [
    FOLDER / f"{name}.md" for name in ("appwrite", "auth0", "better-auth", "keycloak", "nextauth")
]
TOKEN: Final = "sandbox-token-for-local-use-only-0000"
NUMBER: Final = "+8613800138000"
#: The heading of that section in English, and in Chinese.
SECOND_REQUEST: Final = ("A second request within a minute", "一分钟内再次请求")
needs_node = pytest.mark.skipif(not recipes.NODE, reason="node is missing")
each_recipe = pytest.mark.parametrize("page", RECIPES, ids=lambda page: str(page.stem))

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def each_front(warm: None) -> Iterator[Front]:  # noqa: ARG001 - for its effect
    """Start the function behind one trigger: the apps are what differs."""
    with fronting(Trigger.FC) as front:
        yield front


@pytest.fixture
def run(front: Front, tmp_path: Path) -> Run:
    """Return what runs a recipe, and returns what its product gets."""
    environment = {"SMSCODE_URL": f"{front.url}/", "SMSCODE_TOKEN": TOKEN}

    def run_recipe(name: str, **asked: str) -> Any:  # noqa: ANN401 - JSON
        return recipes.run(name, tmp_path, {"phone": NUMBER, **asked}, environment)

    return run_recipe


def sent(front: Front) -> list[tuple[str, Mapping[str, str]]]:
    """Return template and parameters of each SMS."""
    return [(sms.template, sms.params) for sms in front.sandbox.messages]


@needs_node
@pytest.mark.parametrize(
    ("type_", "template"),
    [
        ("otp_verify", "SMS_1000008"),
        ("otp_enroll", "SMS_1000009"),
        ("change_password", "SMS_1000003"),
    ],
)
def test_auth0(front: Front, run: Run, type_: str, template: str) -> None:
    """The Action sends each kind of code, and says nothing."""
    code = front.new_code()
    assert run("auth0", code=code, type=type_, locale="zh-CN", phone="+86-138-0013-8000") == []
    assert sent(front) == [(template, {"code": code})]


@needs_node
@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", ("drop", "rate_limited")),
        ("isp.SYSTEM_ERROR", ("drop", "uncertain")),
        ("Throttling.User", ("retry", "unavailable")),
    ],
)
def test_auth0_failures(front: Front, run: Run, refusal: str, told: tuple[str, str]) -> None:
    """A message is retried only when certainly nothing was sent."""
    front.refuse(refusal)
    ((verb, reason),) = run("auth0", code=front.new_code(), type="otp_verify")
    assert (verb, reason.partition(",")[0]) == told


@needs_node
def test_auth0_without_a_code(front: Front, run: Run) -> None:
    """A notice is dropped before anything is called."""
    assert run("auth0", type="blocked_account") == [["drop", "no code in blocked_account"]]
    assert not front.sandbox.requests


@needs_node
@pytest.mark.parametrize(
    ("type_", "user", "template"), [("known", "u1", "SMS_1000001"), ("new", "u2", "SMS_1000002")]
)
def test_appwrite(front: Front, run: Run, type_: str, user: str, template: str) -> None:
    """A known user's token is for sign-in, a new one's for sign-up; failures are passed on."""
    reply = run("appwrite", code="3f09ab", type=type_)
    assert reply == {"status": 200, "body": {"userId": user}, "logged": []}
    assert sent(front) == [(template, {"code": "3f09ab"})]
    front.refuse("isv.BUSINESS_LIMIT_CONTROL")
    reply = run("appwrite", code=front.new_code(), type=type_)
    assert (reply["status"], reply["body"]) == (429, {"message": RATE_LIMITED.text.english})
    assert reply["logged"][0].startswith("rate_limited, request ")


def test_keycloak(front: Front) -> None:
    """The plugin formats the page's template with number and message, and posts the page's request.

    gateway/ApiSmsService.java of github.com/netzbegruenung/keycloak-mfa-plugins: String.format.
    """
    page = FOLDER / "keycloak.md"
    (template,) = blocks(page, "text")
    (shown,) = blocks(page, "http")
    (message,) = blocks(page, "properties")
    head, _, body = shown.partition("\n\n")
    start, *lines = head.splitlines()
    headers = dict(line.split(": ", 1) for line in lines)
    assert (start, headers["Authorization"]) == ("POST /", f"Bearer {TOKEN}")
    assert message == "smsAuthText=%1$s"
    assert template % (NUMBER, "350008") == body
    code = front.new_code()
    answer = front.post("/", (template % (NUMBER, code)).encode(), headers)
    assert (answer.status, sent(front)) == (200, [("SMS_1000008", {"code": code})])


@each_recipe
def test_pages(page: Path) -> None:
    """A page's entry loads; both languages show the same code, settings and values."""
    (entry,) = blocks(page, "json")
    document = {**json.loads(CONFIG.read_bytes()), **json.loads(entry)}
    assert list(load(document).unknown_members()) == []
    chinese = in_chinese(page)
    for language in ("js", "json", "sh", "http", "text", "properties"):
        assert blocks(page, language) == blocks(chinese, language)
    assert named_in(page) == named_in(chinese)


@pytest.mark.parametrize(
    "page",
    sorted(set(FOLDER.glob("*.md")) - {FOLDER / "README.md"}),
    ids=lambda page: str(page.stem),
)
def test_a_second_request(page: Path) -> None:
    """Every page says what a refused second request does to the first code, and to wait 60 s."""
    heading = SECOND_REQUEST[page.name.endswith(".zh-CN.md")]
    text = page.read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## {heading}\n\n(.*?)\n\n## ", text, re.DOTALL | re.MULTILINE)
    assert "60" in section


def test_index() -> None:
    """The index links every page, and has the path of every caller."""
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(([\w.-]+\.md)\)", index))
    assert linked == {page.name for page in FOLDER.glob("*.md")} - {"README.md"}
    others = {f"`/{caller.name}`" for caller in CALLERS} - {"`/generic`"}
    assert set(re.findall(r"`/\w+`", index)) == others
    assert set(RECIPES) <= set(FOLDER.glob("*.md"))
