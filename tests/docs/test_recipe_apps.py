"""The recipes for better-auth and NextAuth, each as an app: the page's code, and npm's library."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final, Protocol

import pytest
import requests

from docs.test_recipes import TOKEN
from local.clouds.trigger import Trigger
from local.function import ROOT
from smscode.outcome import RATE_LIMITED, UNCERTAIN, Kind
from support.callers.front import REFUSALS, Front, fronting
from support.callers.recipes import Package, serving

#: Accepted, and the connection is reset before the receipt.
UNHEARD: Final = "+8619900000211"
_NUMBERS: Final = count(13800138000)


class App(Protocol):
    """An app that signs people in with a code by SMS."""

    @property
    def log(self) -> Path:
        """What it has logged."""

    def ask(self, number: str, language: str | None = None) -> requests.Response:
        """Ask for a code, as a browser does."""

    def sign_in(self, number: str, code: str) -> str | None:
        """Return the name that the session has then; None where there is none."""


@dataclass(frozen=True, slots=True)
class BetterAuth:
    """Its own routes, as its client calls them."""

    url: str
    log: Path

    def ask(self, number: str, language: str | None = None) -> requests.Response:
        """Send an OTP."""
        return self.post("send-otp", {"phoneNumber": number}, language)

    def sign_in(self, number: str, code: str) -> str | None:
        """Verify it, which signs up whoever is new."""
        response = self.post("verify", {"phoneNumber": number, "code": code})
        if not response.ok:
            assert response.json()["code"] in {"INVALID_OTP", "OTP_NOT_FOUND"}
            return None
        user = response.json()["user"]
        assert (user["phoneNumber"], user["phoneNumberVerified"]) == (number, True)
        return str(user["name"])

    def post(
        self, path: str, body: dict[str, str], language: str | None = None
    ) -> requests.Response:
        """Call one of the plugin's routes."""
        headers = {"Origin": self.url} | ({"Accept-Language": language} if language else {})
        with _browser() as browser:
            return browser.post(
                f"{self.url}/api/auth/phone-number/{path}", json=body, headers=headers
            )


@dataclass(frozen=True, slots=True)
class NextAuth:
    """The page's route, and NextAuth's own, as `signIn` calls them."""

    url: str
    log: Path

    def ask(self, number: str, language: str | None = None) -> requests.Response:
        """Call the page's route."""
        headers = {"Accept-Language": language} if language else {}
        with _browser() as browser:
            return browser.post(f"{self.url}/api/code", json={"phone": number}, headers=headers)

    def sign_in(self, number: str, code: str) -> str | None:
        """Post the credentials with NextAuth's token against forgery."""
        with _browser() as browser:
            token = browser.get(f"{self.url}/api/auth/csrf").json()["csrfToken"]
            browser.post(
                f"{self.url}/api/auth/callback/credentials",
                data={"phone": number, "code": code, "csrfToken": token},
                allow_redirects=False,
            )
            session = browser.get(f"{self.url}/api/auth/session").json()
        return None if session is None else session["user"]["name"]


def _browser() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxy stands before loopback
    return session


@pytest.fixture(scope="module")
def each_front(warm: None) -> Iterator[Front]:  # noqa: ARG001 - for its effect
    """Start the function behind one trigger: the apps are what differs."""
    with fronting(Trigger.FC) as front:
        yield front


def _serve(name: str, front: Front, folder: Path) -> Iterator[str]:
    package = Package.of(name)
    if not package.is_here:
        pytest.skip(f"node or {package.folder} is missing: see the Makefile")
    environment = {"SMSCODE_URL": f"{front.url}/", "SMSCODE_TOKEN": TOKEN}
    with serving(name, folder, environment) as url:
        yield url


@pytest.fixture(scope="module")
def better_auth(
    each_front: Front, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BetterAuth]:
    """Return a running app with better-auth."""
    folder = tmp_path_factory.mktemp("better-auth")
    for url in _serve("better-auth", each_front, folder):
        yield BetterAuth(url, folder / "log")


@pytest.fixture(scope="module")
def next_auth(each_front: Front, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NextAuth]:
    """Return a running app with NextAuth."""
    folder = tmp_path_factory.mktemp("nextauth")
    for url in _serve("nextauth", each_front, folder):
        yield NextAuth(url, folder / "log")


@pytest.fixture(params=["better_auth", "next_auth"])
def app(request: pytest.FixtureRequest) -> App:
    """Return each of them."""
    running: App = request.getfixturevalue(request.param)
    return running


@pytest.fixture
def number() -> str:
    """Return one that no test has used."""
    return f"+86{next(_NUMBERS)}"


def code_sent(front: Front) -> str:
    """Return the code of the newest SMS."""
    return front.sandbox.messages[-1].params["code"]


def test_a_new_number_signs_in(app: App, front: Front, number: str) -> None:
    """The code that was sent signs a new number in, once, and no other code does."""
    assert app.ask(number).status_code == requests.codes.ok
    (sms,) = front.sandbox.messages
    assert sms.template == "SMS_1000001"
    code = code_sent(front)
    assert app.sign_in(number, "no code") is None
    assert app.sign_in(number, code) == number
    assert app.sign_in(number, code) is None


def test_a_refused_second_request_leaves_the_first_code(
    app: App, front: Front, number: str
) -> None:
    """The person has the first code on the phone, and no other will come."""
    app.ask(number)
    code = code_sent(front)
    front.refuse("isv.BUSINESS_LIMIT_CONTROL")
    assert app.ask(number).status_code == RATE_LIMITED.status
    assert app.sign_in(number, code) == number


def test_an_accepted_second_request_replaces_the_first_code(
    app: App, front: Front, number: str
) -> None:
    """The newest code that was sent counts alone."""
    app.ask(number)
    first = code_sent(front)
    app.ask(number)
    assert app.sign_in(number, first) is None
    assert app.sign_in(number, code_sent(front)) == number


def test_an_uncertain_code_counts(app: App, front: Front) -> None:
    """After a 504 the SMS may have arrived, as here, and its code is the one that is asked for."""
    for _ in range(2):
        assert app.ask(UNHEARD).status_code == UNCERTAIN.status
    assert app.sign_in(UNHEARD, code_sent(front)) == UNHEARD


@pytest.mark.parametrize(("code", "kind"), REFUSALS.items())
def test_failures(app: App, front: Front, number: str, code: str, kind: Kind) -> None:
    """The browser gets the status, the outcome, and a sentence in its language."""
    for language, text in ((None, kind.text.english), ("zh-CN,zh;q=0.9", kind.text.chinese)):
        front.refuse(code)
        response = app.ask(number, language)
        assert response.status_code == kind.status
        assert response.json() == {"code": kind.code, "message": text}


def test_what_is_logged(app: App, front: Front, number: str) -> None:
    """Neither a code nor a number is, whatever fails."""
    app.ask(number)
    code = code_sent(front)
    front.refuse("isv.BUSINESS_LIMIT_CONTROL")
    app.ask(number)
    app.sign_in(number, f"{code}0")
    logged = app.log.read_text(encoding="utf-8")
    assert code not in logged
    assert number.removeprefix("+86") not in logged


def test_a_new_password(better_auth: BetterAuth, front: Front, number: str) -> None:
    """A refused second code for it leaves the first one too; who has an account is told nobody."""
    better_auth.ask(number)
    better_auth.sign_in(number, code_sent(front))
    told = [better_auth.post("request-password-reset", {"phoneNumber": number}).json()]
    assert front.sandbox.messages[-1].template == "SMS_1000003"
    code = code_sent(front)
    front.refuse("isv.BUSINESS_LIMIT_CONTROL")
    told += [
        better_auth.post("request-password-reset", {"phoneNumber": phone}).json()
        for phone in (number, "+8613900139000")
    ]
    assert told == [{"status": True}] * 3
    reset = {"phoneNumber": number, "otp": code, "newPassword": "a new password"}
    assert better_auth.post("reset-password", reset).json() == {"status": True}


@pytest.mark.parametrize("recipe", ["better-auth", "nextauth"])
def test_versions(recipe: str) -> None:
    """The page names the version that the Makefile installs for these tests."""
    package = Package.of(recipe)
    variable = f"{package.name.upper().replace('-', '_')}_VERSION"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"\n{variable} := {package.version}\n" in makefile
    assert f".tools/recipes/{package.name}/$({variable})" in makefile
