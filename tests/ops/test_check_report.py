"""How a check tells what it found: to a person, to a script, and by its exit status."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aliyun_sms_sandbox.aliyun.server import Sandbox
from ops.check.__main__ import main
from ops.check.finding import Level
from ops.check.report import Status as Exit
from support.checking.kinds import KINDS
from support.checking.scene import PHONE, SECRETS, SIGN, Scene
from support.paths import ROOT

SIGNING = {"zitadel": {"signingKeys": ["q7WmZ2tR9xKc4VbN8sLp"]}}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Return a scene in which nothing is wrong."""
    return Scene(tmp_path)


class Screen(io.StringIO):
    """A terminal, at which a person looks."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def told(scene: Scene, stream: io.TextIOBase, *arguments: str, **environment: str) -> int:
    """Check once in front of *stream*; return the exit status."""
    scene.write()
    with scene.vendor() as sandbox:
        surroundings = {**scene.surroundings(sandbox), **environment}
        return main(arguments, surroundings, stream, scene.clock)  # type: ignore[arg-type]


def test_a_person_reads_a_line_for_each_finding(scene: Scene) -> None:
    """Level, subject, words and id on one line, what to do on the next, and a count at the end."""
    scene.document["signName"] = "启明科枝"
    stream = io.StringIO()
    told(scene, stream)
    lines = stream.getvalue().splitlines()
    assert lines[0] == f"ok         file:{scene.path}: The config was read. [store.read]"
    at = next(i for i, line in enumerate(lines) if "[sign.not_found]" in line)
    assert lines[at].startswith("error      启明科枝: The account has no such sign name (isv.")
    assert lines[at + 1].startswith("           -> Write it as in the SMS console")
    assert lines[-2:] == ["", "13 ok, 2 notes, 1 error"]


@pytest.mark.parametrize(
    ("stream", "no_color", "coloured"),
    [(io.StringIO, None, False), (Screen, None, True), (Screen, "1", False)],
)
def test_colour_is_for_a_person_who_wants_it(
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    stream: type[io.StringIO],
    no_color: str | None,
    coloured: bool,  # noqa: FBT001 - a column
) -> None:
    """A pipe gets plain text, and so does a terminal with NO_COLOR (no-color.org)."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color is not None:
        monkeypatch.setenv("NO_COLOR", no_color)
    output = stream()
    told(scene, output)
    assert ("\x1b[" in output.getvalue()) is coloured


@pytest.mark.parametrize(
    ("arguments", "environment", "word"),
    [
        ((), {}, "ok "),
        ((), {"LANG": "en_US.UTF-8"}, "ok "),
        ((), {"LANG": "zh_CN.UTF-8"}, "通过"),
        ((), {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "ok "),
        (("--lang", "zh"), {"LANG": "C"}, "通过"),
        (("--lang", "en"), {"LANG": "zh_CN.UTF-8"}, "ok "),
    ],
)
def test_the_language(
    scene: Scene, arguments: tuple[str, ...], environment: dict[str, str], word: str
) -> None:
    """English; Chinese when it is asked for, or when the locale is Chinese."""
    output = io.StringIO()
    told(scene, output, *arguments, **environment)
    assert output.getvalue().startswith(word)


def test_a_script_reads_json(scene: Scene) -> None:
    """One document: status, counts, and every finding with its id, level, subject and words."""
    scene.document["paused"] = True
    output = io.StringIO()
    assert told(scene, output, "--json", "--lang", "zh") == 0
    document = json.loads(output.getvalue())
    assert (document["status"], document["exitStatus"]) == ("ready", 0)
    levels = [finding["level"] for finding in document["findings"]]
    assert document["counts"] == {level.value: levels.count(level.value) for level in Level}
    (paused,) = [each for each in document["findings"] if each["id"] == "usage.paused"]
    assert paused == {
        "id": "usage.paused",
        "level": "warning",
        "subject": "paused",
        "message": "已暂停：所有请求返回 unavailable。",
        "todo": "原因消除后请从 paused 中移除。",
    }


def test_what_the_stream_cannot_show_is_escaped(scene: Scene) -> None:
    """A terminal without Chinese still gets every line."""
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="ascii")
    told(scene, stream)
    assert SIGN.encode("ascii", "backslashreplace") in buffer.getvalue()


def test_warnings_are_faults_when_asked(scene: Scene) -> None:
    """--strict turns the exit status of a warning from 0 to 1."""
    scene.document["paused"] = True
    assert scene.check().status == Exit.READY
    assert scene.check("--strict").status == Exit.FAULTS


def test_a_fault_comes_before_a_doubt(scene: Scene) -> None:
    """With both an error and something that could not be checked the error decides."""
    scene.document["callers"]["generic"]["tokens"] = ["ab" * 16]
    del scene.document["accessKeyId"], scene.document["accessKeySecret"]
    report = scene.check()
    assert report.faults == {"secret.uniform", "key.none"}
    assert report.status == Exit.FAULTS


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        ((), {"CONFIG_URI": ""}),
        (("--send-to", PHONE, "--delivery", f"{PHONE},1^0"), {}),
        (("--lang", "fr"), {}),
        (("--verbose",), {}),
    ],
)
def test_a_command_that_makes_no_sense(
    scene: Scene,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    environment: dict[str, str],
) -> None:
    """Exit status 2, and how to use it on standard error."""
    with pytest.raises(SystemExit) as ended:
        told(scene, io.StringIO(), *arguments, **environment)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m ops.check")


def run(sandbox: Sandbox, scene: Scene, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command as an operator does, in a process of its own."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": "src", "LANG": "C.UTF-8"}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "ops.check", *arguments],
        cwd=ROOT,
        env={**environment, **scene.surroundings(sandbox)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_itself(scene: Scene) -> None:
    """A process of its own: the status is the exit status, and nothing is on standard error."""
    scene.write()
    with scene.vendor() as sandbox:
        clean = run(sandbox, scene)
        sandbox.answer_next("isv.SMS_SIGNATURE_ILLEGAL", to="GetSmsSign")
        faulty = run(sandbox, scene, "--json")
    assert (clean.returncode, clean.stderr) == (0, "")
    assert clean.stdout.splitlines()[-1] == "21 ok, 2 notes"
    assert (faulty.returncode, faulty.stderr) == (1, "")
    assert json.loads(faulty.stdout)["counts"]["error"] == 1
    assert [secret for secret in SECRETS if secret in clean.stdout + faulty.stdout] == []


def test_debug_of_the_sdk_prints_nothing(scene: Scene) -> None:
    """DEBUG=sdk would put the key's token on standard error; here it does not."""
    scene.write()
    scene.environment["DEBUG"] = "sdk"
    with scene.vendor() as sandbox:
        assert run(sandbox, scene).stderr == ""


def test_the_function_does_not_import_it() -> None:
    """Neither loading the handler nor a call brings in a module of the check."""
    program = (
        "import index, sys\n"
        "index.handler({'phone': '1', 'usageType': 'SignIn', 'code': '1234'}, None)\n"
        "print([name for name in sys.modules if name.startswith('ops.check')])\n"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": "src", "CONFIG_URI": "file:nowhere"}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_no_module_of_the_function_names_it() -> None:
    """The operator's commands import the function; it imports none of them."""
    for module in (ROOT / "src").rglob("*.py"):
        assert not re.search(r"^\s*(from|import) ops\b", module.read_text("utf-8"), re.MULTILINE)


def test_both_languages_say_the_same() -> None:
    """Each text has the same fields in English and in Chinese, and each is in its language."""
    texts = [(kind.id, text) for kind in KINDS for text in (kind.says, kind.todo) if text]
    assert len(texts) > len(KINDS)
    for name, text in texts:
        english, chinese = (set(re.findall(r"(?<!\{)\{(\w+)\}", each)) for each in text)
        assert english == chinese, name
        assert not re.search(r"[\u4e00-\u9fff]", text.english), name
        assert re.search(r"[\u4e00-\u9fff]", text.chinese) or text.chinese == "{problem}。", name


def test_what_must_be_mended_says_how() -> None:
    """Every error, warning and doubt has words on what to do; what is well asks for nothing."""
    for kind in KINDS:
        if kind.level in (Level.OK, Level.NOTE):
            assert kind.todo is None or kind.id.startswith("send.")
        else:
            assert kind.todo is not None


@pytest.mark.parametrize(
    ("changes", "variables", "notes"),
    [
        ({}, {}, {"limit.per_instance"}),
        ({"callers": SIGNING}, {}, {"limit.per_instance", "claims.replays"}),
        ({"callers": SIGNING}, {"CLAIMS_URI": "dynamodb:claims"}, set()),
        ({"claimsFailure": "refuse"}, {"CLAIMS_URI": "dynamodb:claims"}, {"claims.refuses"}),
        ({"claimsFailure": "refuse"}, {}, {"limit.per_instance"}),
    ],
    ids=["memory", "memory, signed", "durable, signed", "durable, refuse", "memory, refuse"],
)
def test_what_is_said_of_the_claims(
    scene: Scene, changes: dict[str, object], variables: dict[str, str], notes: set[str]
) -> None:
    """What one instance alone remembers, and what is refused without the store, are notes."""
    scene.document.update(changes)
    scene.environment.update(variables)
    findings = scene.check().findings
    said = {each["id"] for each in findings if str(each["id"]).startswith(("claims.", "limit."))}
    assert said == notes
