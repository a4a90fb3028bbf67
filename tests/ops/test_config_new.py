"""`make config-new`: a config and `.env` that work without being edited, from a few answers."""

import json
import os
import pty
import re
import select
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox, running
from local.clouds.fc import Credentials
from ops.config_new.__main__ import main
from ops.config_new.systems import SYSTEMS
from ops.language import Language, in_language
from smscode.clock import SystemClock
from smscode.config.callers import ENTRIES
from smscode.outcome import Text
from support.documents import load
from support.instance import Instance, environment_for, issue, variables
from support.paths import ROOT
from support.starting import HEARING_CTRL_C

ACCOUNT: Final = "1234567890123456"
NAME: Final = f"smscode-{ACCOUNT}-cn-hangzhou"
KEY: Final = {
    "SMSCODE_ACCESS_KEY_ID": "sandbox-access-key-id",
    "SMSCODE_ACCESS_KEY_SECRET": "sandbox-access-key-secret",
}
COMPANY: Final = {"sign-name": "速通科技", "template": "SMS_1000004", "account-id": ACCOUNT}
LONGEST: Final = 120.0  # s


@dataclass(slots=True)
class Operator:
    """A person who answers by the words of a question; without answers, nobody."""

    answers: Mapping[str, str] = field(default_factory=dict)
    language: Language = "en"
    said: list[str] = field(default_factory=list)

    @property
    def has_person(self) -> bool:
        """Whether there are answers."""
        return bool(self.answers)

    def say(self, text: Text) -> None:
        """Read."""
        self.said.append(in_language(self.language, text))

    def ask(self, question: Text) -> str:
        """Answer the question that has these words; to others, nothing."""
        self.say(question)
        asked = self.said[-1]
        return next((answer for words, answer in self.answers.items() if words in asked), "")

    ask_secret = ask

    @property
    def text(self) -> str:
        """All that was shown."""
        return "\n".join(self.said)


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder in which the command runs."""

    folder: Path

    def new(
        self,
        options: Mapping[str, str],
        environment: Mapping[str, str] = {},
        operator: Operator | None = None,
    ) -> tuple[int, str]:
        """Run it; return the exit status and what was shown."""
        operator = operator or Operator()
        arguments = [f"--{name}={value}" for name, value in options.items()]
        return main(arguments, environment, operator, SystemClock(), self.folder), operator.text

    @property
    def document(self) -> dict[str, Any]:
        """The document that was written, as the function reads it."""
        text = (self.folder / "smscode.json").read_text(encoding="utf-8")
        load(text)
        document: dict[str, Any] = json.loads(text)
        return document

    @property
    def settings(self) -> dict[str, str]:
        """The lines of `.env`."""
        lines = (self.folder / ".env").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a folder with the example of `.env`, as a checkout has."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    (tmp_path / ".env.example").write_text(example, encoding="utf-8")
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def aliyun() -> Iterator[Sandbox]:
    """Give an Aliyun."""
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def role(aliyun: Sandbox) -> Credentials:
    """Give the function's role."""
    aliyun.clear()
    return issue(aliyun, "config-new")


def sends(desk: Desk, aliyun: Sandbox, role: Credentials, phone: str) -> str:
    """Return the text of the SMS that the function sends with what was written, as it is."""
    uri = f"file:{desk.folder / 'smscode.json'}"
    answer = Instance(environment_for(aliyun, uri, role)).call(role=role, phone=phone)
    assert answer["code"] == "sent", answer
    return str(aliyun.messages[-1].text)


GLOBE: Final = {"template-abroad": "Your Acme code is {code}.", "sender-id": "Acme"}
PLANS: Final[list[Any]] = [
    pytest.param(COMPANY, {}, ["+8613800138000"], id="company"),
    pytest.param(
        {**COMPANY, "template": "Generic=SMS_1000004,SignIn=SMS_1000001"},
        {},
        ["+8613800138000"],
        id="usage",
    ),
    pytest.param(
        {**COMPANY, "to": "both", "regions": "hk, GB", "template-abroad": "SMS_2000001"},
        {},
        ["+8613800138000", "+85251234567"],
        id="template-abroad",
    ),
    pytest.param(
        {**COMPANY, **GLOBE, "to": "both", "regions": "US"},
        {},
        ["+8613800138000", "+12025550123"],
        id="message-abroad",
    ),
    pytest.param(
        {**GLOBE, "to": "abroad", "regions": "US", "account-id": ACCOUNT},
        {},
        ["+12025550123"],
        id="abroad-alone",
    ),
    pytest.param(
        {
            "account": "personal",
            "sign-name": "速通互联验证码，云渚科技验证平台",
            "template": "100001",
            "account-id": ACCOUNT,
        },
        {},
        ["+8613800138000"],
        id="personal",
    ),
    pytest.param(
        {**GLOBE, "account": "international", "regions": "US", "account-id": ACCOUNT},
        {},
        ["+12025550123"],
        id="international",
    ),
    pytest.param(
        {"cloud": "aws", "sign-name": "速通科技", "template": "SMS_1000004"},
        KEY,
        ["+8613800138000"],
        id="aws",
    ),
]


@pytest.mark.parametrize(("options", "variables_", "phones"), PLANS)
def test_options_make_a_config_that_sends(
    desk: Desk,
    aliyun: Sandbox,
    role: Credentials,
    options: Mapping[str, str],
    variables_: Mapping[str, str],
    phones: list[str],
) -> None:
    """Options alone make a document that sends as it is, to each place, for its owner's eyes."""
    status, said = desk.new(options, variables_)
    assert (status, said[:8]) == (0, "Written:")
    for phone in phones:
        assert "123456" in sends(desk, aliyun, role, phone)
    mode = stat.S_IMODE((desk.folder / "smscode.json").stat().st_mode)
    assert mode == stat.S_IRUSR | stat.S_IWUSR
    assert not [secret for secret in variables_.values() if secret in said]


def test_names_are_those_of_the_stack(desk: Desk) -> None:
    """On Function Compute nothing has to be copied from one command to the next."""
    status, said = desk.new(COMPANY)
    assert status == 0
    assert desk.settings["SMSCODE_CONFIG_URI"] == f"aliyun-oss:{NAME}/smscode.json"
    assert desk.settings["SMSCODE_LOG_PROJECT"] == NAME
    assert all(desk.settings[f"SMSCODE_{name}"] for name in ("HTTP_AUTH", "QUALIFIER", "LOGSTORE"))
    commands = ["aliyun ros CreateStack --RegionId cn-hangzhou", "make config-put", "s deploy -y"]
    assert [said.index(command) for command in commands] == sorted(
        said.index(command) for command in commands
    )


def test_kms(desk: Desk) -> None:
    """A company that must have KMS names its secret, to the function and to the stack."""
    _, said = desk.new({**COMPANY, "kms-secret": "sms/prod"})
    assert desk.settings["SMSCODE_CONFIG_URI"] == "aliyun-kms:sms/prod"
    assert "ParameterKey ConfigSecret" in said
    assert "ParameterValue sms/prod" in said


def test_the_endpoint_of_globe_is_that_of_the_account(desk: Desk) -> None:
    """An account of aliyun.com sends abroad from its own endpoint, on either cloud."""
    options = {**GLOBE, "to": "abroad", "regions": "US", "account-id": ACCOUNT}
    desk.new(options)
    assert desk.settings["SMSCODE_GLOBE_ENDPOINT"] == "dysmsapi.aliyuncs.com"
    _, said = desk.new({**options, "cloud": "aws", "overwrite": "yes"}, KEY)
    assert '"GlobeEndpoint=dysmsapi.aliyuncs.com"' in said


LOGTO: Final[dict[str, Any]] = {
    "accessKeyId": "sandbox-access-key-id",
    "accessKeySecret": "sandbox-access-key-secret",
    "signName": "速通科技",
    "templates": [
        {"usageType": "SignIn", "templateCode": {"china": "SMS_1000001", "overseas": ""}},
        {"usageType": "Generic", "templateCode": "SMS_1000004"},
    ],
}


@pytest.mark.parametrize("cloud", ["fc", "aws"])
def test_from_logto(desk: Desk, aliyun: Sandbox, role: Credentials, cloud: str) -> None:
    """Logto's own document sends as it did; its key is kept only where there is no role."""
    source = desk.folder / "logto.json"
    source.write_text(json.dumps(LOGTO), encoding="utf-8")
    options = {"from": str(source), "cloud": cloud, "account-id": ACCOUNT, "callers": "logto"}
    status, said = desk.new(options)
    assert status == 0
    assert "登录" in sends(desk, aliyun, role, "+8613800138000")
    assert ("accessKeySecret" in desk.document) == (cloud == "aws")
    assert desk.document["callers"]["logto"]["tokens"][0] in said
    assert LOGTO["accessKeySecret"] not in said


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"signName": "速通科技",}', "not JSON"),
        ("[]", "not a JSON object"),
        ('{"signName": "速通科技"}', "/templates: is missing"),
        (None, "No such file or directory"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_a_document_that_is_none(desk: Desk, text: str | bytes | None, problem: str) -> None:
    """What is wrong with the document is said, and nothing is written."""
    source = desk.folder / "logto.json"
    if text is not None:
        source.write_bytes(text if isinstance(text, bytes) else text.encode())
    status, said = desk.new({"from": str(source), "account-id": ACCOUNT})
    assert status == 1
    assert problem in said
    assert not (desk.folder / "smscode.json").exists()
    assert not (desk.folder / ".env").exists()


def test_run_twice(desk: Desk) -> None:
    """What is there stays, byte for byte, unless the operator agrees; other settings stay then."""
    files = [desk.folder / name for name in ("smscode.json", ".env")]
    assert desk.new(COMPANY)[0] == 0
    files[1].write_text("# ours\nWITH=redis\nSMSCODE_REGION=cn-beijing\n", encoding="utf-8")
    before = [file.read_bytes() for file in files]
    status, said = desk.new(COMPANY)
    assert status == 1
    assert "--overwrite=yes" in said
    assert desk.new(COMPANY, operator=Operator({"Overwrite": "no"}))[0] == 1
    assert [file.read_bytes() for file in files] == before
    assert desk.new({**COMPANY, "overwrite": "yes"})[0] == 0
    text = files[1].read_text(encoding="utf-8")
    assert text.startswith("# ours\nWITH=redis\nSMSCODE_REGION=cn-hangzhou\n")
    assert f"SMSCODE_LOG_PROJECT={NAME}\n" in text
    assert files[0].read_bytes() != before[0]


def test_settings_that_are_there_stay(desk: Desk) -> None:
    """`.env` alone is asked about as well, unless it would stay as it is."""
    settings = desk.folder / ".env"
    settings.write_text("SMSCODE_REGION=cn-beijing\n", encoding="utf-8")
    status, said = desk.new(COMPANY)
    assert status == 1
    assert ".env is there already" in said
    assert settings.read_text(encoding="utf-8") == "SMSCODE_REGION=cn-beijing\n"
    assert not (desk.folder / "smscode.json").exists()
    assert desk.new({**COMPANY, "overwrite": "yes"})[0] == 0
    (desk.folder / "smscode.json").unlink()
    assert desk.new(COMPANY)[0] == 0


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"template": "SMS_1", "account-id": ACCOUNT}, "--sign-name is missing"),
        ({"sign-name": "速通科技", "account-id": ACCOUNT}, "--template is missing"),
        ({"sign-name": "速通科技", "template": "SMS_1"}, "--account-id is missing"),
        ({**COMPANY, "to": "abroad", "regions": "HK"}, "--template-abroad is missing"),
        ({**COMPANY, "to": "both"}, "--regions is missing"),
        ({**COMPANY, "cloud": "aws"}, "SMSCODE_ACCESS_KEY_ID is missing"),
        ({**COMPANY, "cloud": "azure"}, "--cloud: must be one of fc, aws"),
        ({**COMPANY, "account": "Company"}, "--account: must be one of company"),
        ({**COMPANY, "account-id": "12"}, "--account-id: "),
        ({**COMPANY, "region": "Hangzhou"}, "--region: "),
        ({**COMPANY, "template": "SMS_1,SMS_2"}, "--template: "),
        ({**COMPANY, "template": "SignIn="}, "--template: "),
        ({**COMPANY, "template": "SignIn=SMS_1,SignIn=SMS_2"}, "--template: "),
        ({**COMPANY, "sign-name": " , "}, "--sign-name: "),
        ({**COMPANY, "sign-name": "速通\u200b科技"}, "--sign-name: must have no invisible"),
        ({**COMPANY, **GLOBE, "to": "both", "regions": "Hongkong"}, "--regions: "),
        (
            {**COMPANY, "to": "both", "regions": "HK", "template-abroad": "{code} {code}"},
            "--template-abroad: must contain {code} exactly once",
        ),
        ({**COMPANY, "callers": "logto,cognito"}, "--callers: must be one of generic, "),
    ],
)
def test_nobody_to_ask(desk: Desk, options: Mapping[str, str], named: str) -> None:
    """Over a pipe, an answer that is missing or wrong is named; nothing is written."""
    status, said = desk.new(options)
    assert status == 2
    assert named in said
    assert not (desk.folder / "smscode.json").exists()


@pytest.mark.parametrize("name", SYSTEMS)
def test_each_system(desk: Desk, name: str) -> None:
    """Each has a page, an entry of ours that opens its path, and a line with its secret, once."""
    assert name == "generic" or (ROOT / f"docs/callers/{name}.md").exists() or name == "receipts"
    system = SYSTEMS[name]
    assert system.entry in ENTRIES
    given = {system.variable: "secret-that-the-other-side-shows"}
    status, said = desk.new({**COMPANY, "callers": name}, given)
    assert status == 0
    (secret,) = desk.document["callers"][system.entry][system.member]
    is_ours = system.make is not None
    assert said.count(secret) == is_ours
    assert (secret == given[system.variable]) != is_ours
    assert load(desk.document).caller(system.entry) is not None


def test_every_caller_can_be_asked_for() -> None:
    """No caller of the function is left out."""
    assert {system.entry for system in SYSTEMS.values()} == ENTRIES.keys()


def test_a_secret_that_is_not_known_yet(desk: Desk) -> None:
    """A system that wants our URL first gets no entry, and the page that says what to do later."""
    status, said = desk.new({**COMPANY, "callers": "zitadel,generic"})
    assert status == 0
    assert list(desk.document["callers"]) == ["generic"]
    assert "docs/callers/zitadel.md" in said


def test_two_recipes_share_an_entry(desk: Desk) -> None:
    """Systems that speak our own JSON get a token each, so that one can be taken back alone."""
    desk.new({**COMPANY, "callers": "auth0, keycloak, auth0"})
    tokens = desk.document["callers"]["generic"]["tokens"]
    assert len(tokens) == len(set(tokens)) == 2


def numbered(said: list[str]) -> dict[str, str]:
    """Return the numbers that were shown beside choices, by choice."""
    lines = (re.match(r"  (\d+)  (\S+)", line) for line in said)
    return {line[2]: line[1] for line in lines if line}


def test_chosen_from_the_account(desk: Desk, aliyun: Sandbox, role: Credentials) -> None:
    """With a key, what is approved is listed, and a number chooses it, with its own variable."""
    environment = {"DYSMSAPI_ENDPOINT": aliyun.endpoint, **variables(role)}
    answers = {"Account ID": ACCOUNT, "go:": "both", "Regions abroad": "HK", "signature": "1"}
    answers |= {"for the mainland": "1", "for abroad": "1"}
    looks = Operator(answers)
    desk.new({}, environment, looks)
    shown = numbered(looks.said)
    assert {"速通科技", "SMS_1000009", "SMS_2000002"} <= shown.keys()
    assert (
        not {"审核中签名", "未通过签名", "SMS_1000011", "SMS_1000012", "SMS_1000014"} & shown.keys()
    )
    answers["for the mainland"] = f"Generic={shown['SMS_1000009']},SignIn=1"
    answers["for abroad"] = shown["SMS_2000002"]
    status, _ = desk.new({"overwrite": "yes"}, environment, Operator(answers))
    assert status == 0
    assert desk.document["signName"] == "速通科技"
    generic, sign_in = (template["templateCode"] for template in desk.document["templates"])
    assert generic["china"] == "SMS_1000009"
    assert generic["overseas"] == {"templateCode": "SMS_2000002", "codeVariable": "otp"}
    assert sign_in["china"] == "SMS_1000001"
    assert "123456 is your" in sends(desk, aliyun, role, "+85251234567")


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("sandbox-send-only-key", "isp.RAM_PERMISSION_DENY"),
        ("sandbox-disabled-key", "InvalidAccessKeyId.Inactive"),
        ("unknown-key", "InvalidAccessKeyId.NotFound"),
    ],
)
def test_what_cannot_be_listed_is_typed(desk: Desk, aliyun: Sandbox, key: str, reason: str) -> None:
    """A key that may not list says so in one line, and the rest is typed."""
    environment = {
        "DYSMSAPI_ENDPOINT": aliyun.endpoint,
        "ALIBABA_CLOUD_ACCESS_KEY_ID": f"{key}-id",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": f"{key}-secret",
    }
    person = Operator({"Account ID": ACCOUNT, "signature": "速通科技", "Template": "SMS_1000004"})
    status, said = desk.new({}, environment, person)
    assert status == 0
    assert said.count(reason) == 1
    assert f"{key}-secret" not in said
    assert desk.document["signName"] == "速通科技"


def test_options_ask_nothing_of_the_account(desk: Desk, aliyun: Sandbox, role: Credentials) -> None:
    """Where everything is answered, no request is made."""
    environment = {"DYSMSAPI_ENDPOINT": aliyun.endpoint, **variables(role)}
    assert desk.new(COMPANY, environment, Operator({"nothing": ""}))[0] == 0
    assert not aliyun.requests


def test_in_chinese(desk: Desk) -> None:
    """Where the operator's locale is Chinese, so is every line that is no command or address."""
    answers = {"签名": "速通科技", "模板": "SMS_1000004", "账号 ID": ACCOUNT}
    person = Operator(answers, "zh")
    status, _ = desk.new({}, operator=person)
    assert status == 0
    prose = [line for line in person.said if not line.startswith("     ")]
    assert not [line for line in prose if not re.search("[\u4e00-\u9fff]", line.split("\n")[0])]


class Screen:
    """The real command on a pseudo-terminal, and what it shows."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        """Start it."""
        self.shown = ""
        self._ours, theirs = pty.openpty()
        path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [*HEARING_CTRL_C, sys.executable, "-m", "ops.config_new", *arguments],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": path, "PYTHONUTF8": "1"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)

    def wait_for(self, words: str) -> None:
        """Read until it shows *words*."""
        give_up = time.monotonic() + LONGEST
        while words not in self.shown:
            left = give_up - time.monotonic()
            assert left > 0, self.shown
            if select.select([self._ours], [], [], left)[0]:
                self.shown += os.read(self._ours, 65_536).decode()

    def type(self, text: str) -> None:
        """Type *text*."""
        os.write(self._ours, text.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C, and again if that came in the moment before the terminal is read."""
        for _ in range(int(LONGEST)):
            self._process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
                return

    def end_the_input(self) -> None:
        """Press Ctrl-D."""
        self.type("\N{END OF TRANSMISSION}")

    def end(self) -> int:
        """Read the rest and return the exit status."""
        status = self._process.wait(LONGEST)
        with suppress(OSError):  # nobody writes there any more
            while select.select([self._ours], [], [], 0)[0]:
                self.shown += os.read(self._ours, 65_536).decode()
        os.close(self._ours)
        return status


def test_on_a_terminal(desk: Desk, aliyun: Sandbox, role: Credentials) -> None:
    """A person answers; what they type for a secret is not shown, and a wrong answer asks again."""
    screen = Screen(desk.folder)
    for words, answer in (
        ("Where the function runs", "aws"),
        ("Your Aliyun account", ""),
        ("Where the codes go", "nowhere"),
        ("must be one of mainland, abroad, both", ""),
        ("Template for the mainland", "SMS_1000004"),
        ("Your approved signature", "速通科技"),
        ("AccessKey ID", KEY["SMSCODE_ACCESS_KEY_ID"]),
        ("AccessKey secret", KEY["SMSCODE_ACCESS_KEY_SECRET"]),
        ("Auth systems", "logto"),
    ):
        screen.wait_for(words)
        screen.type(f"{answer}\n")
    assert screen.end() == 0, screen.shown
    assert not [secret for secret in KEY.values() if secret in screen.shown]
    assert screen.shown.count(desk.document["callers"]["logto"]["tokens"][0]) == 1
    assert desk.settings == {
        "SMSCODE_REGION": "",
        "SMSCODE_CONFIG_URI": "aws-secretsmanager:smscode",
    }
    assert "123456" in sends(desk, aliyun, role, "+8613800138000")


@pytest.mark.parametrize("leave", [Screen.interrupt, Screen.end_the_input])
def test_leaving(desk: Desk, leave: Callable[[Screen], None]) -> None:
    """Whoever leaves half-way has written nothing."""
    screen = Screen(desk.folder)
    screen.wait_for("Where the function runs")
    leave(screen)
    assert screen.end() == 130
    assert "Nothing was written" in screen.shown
    assert [each.name for each in desk.folder.iterdir()] == [".env.example"]
