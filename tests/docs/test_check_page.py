"""docs/check.md says what the check says, in both languages."""

import io
import re
from pathlib import Path
from typing import Final

import pytest

from aliyun_sms_sandbox.aliyun.sms_sign import FilingStatus
from ops.check.__main__ import main
from ops.check.finding import Kind
from ops.check.report import Status
from ops.language import Language
from smscode.outcome import Text
from support.checking.faults import first_sign, tokens
from support.checking.kinds import KINDS
from support.checking.scene import Scene, filing, template
from support.paths import ROOT

PAGES: Final[dict[Language, str]] = {
    "en": (ROOT / "docs/check.md").read_text(encoding="utf-8"),
    "zh": (ROOT / "docs/check.zh-CN.md").read_text(encoding="utf-8"),
}
each_page = pytest.mark.parametrize("language", PAGES)


def shown(text: Text | None, language: Language) -> str:
    """Return a text as the page shows it: fields in braces, and nothing doubled."""
    if text is None:
        return ""
    return (
        (text.chinese if language == "zh" else text.english).replace("{{", "{").replace("}}", "}")
    )


def row(kind: Kind, language: Language) -> str:
    """Return the row of one kind of finding."""
    says, todo = (shown(text, language) for text in (kind.says, kind.todo))
    return f"| `{kind.id}` | {kind.level.value} | {says} | {todo} |"


@each_page
def test_the_tables_are_the_vocabulary(language: Language) -> None:
    """Each kind of finding has its row, word for word, and in the code's order; no row is left."""
    rows = [line for line in PAGES[language].splitlines() if re.match(r"\| `\w+\.\w+` \|", line)]
    assert rows == [row(kind, language) for kind in KINDS]


@each_page
def test_the_exit_status(language: Language) -> None:
    """Each status has a row: the code's, and argparse's own 2."""
    numbers = re.findall(r"^\| (\d) \|", PAGES[language], re.MULTILINE)
    assert [int(number) for number in numbers] == sorted([*Status, 2])


@each_page
def test_the_sample_is_what_is_printed(language: Language, tmp_path: Path) -> None:
    """A config with three faults, checked against the sandbox, prints the page's sample."""
    (sample,) = re.findall(r"```text\n(.*?)```", PAGES[language], re.DOTALL)
    scene = Scene(tmp_path)
    first_sign(unicom=filing(FilingStatus.ABSENT, None))(scene)
    tokens("k9Zr2Lq7k9Zr2Lq7")(scene)
    scene.document |= {
        "templates": [
            {"usageType": "SignIn", "templateCode": {"china": "SMS_11"}},
            {"usageType": "Generic", "templateCode": {"china": "SMS_12"}},
        ],
        "allowedRegions": ["CN"],
        "limits": {},
        "callers": {"generic": scene.document["callers"]["generic"]},
    }
    scene.templates = [template("SMS_11"), template("SMS_12", variable="captcha")]
    scene.write()
    output = io.StringIO()
    with scene.vendor() as sandbox:
        main((), scene.surroundings(sandbox), output, scene.clock)
    lines = output.getvalue().replace(str(scene.path), "config.json").splitlines()
    kept = [line for line in lines if "[service.not_aliyun]" not in line]
    assert sample.splitlines()[:-1] == kept[:-1]
    assert sample.splitlines()[-1] == kept[-1].replace("2 notes", "1 note")


def test_both_pages_have_the_same_commands() -> None:
    """The Chinese page shows the commands and the sample of the English one."""
    english, chinese = (re.findall(r"```.*?```", PAGES[each], re.DOTALL) for each in PAGES)
    assert english == chinese
    headings = [re.findall(r"^#+", PAGES[each], re.MULTILINE) for each in PAGES]
    assert headings[0] == headings[1]


@each_page
def test_the_variables_of_make_are_the_modules_options(language: Language) -> None:
    """Each variable that the page gives to make is one that the Makefile passes on."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.split("\ncheck:", 1)[1].split("\n\n", 1)[0]
    given = set(re.findall(r"make check [^\n`]*", PAGES[language]))
    names = {name for command in given for name in re.findall(r"\b([A-Z_]+)=", command)}
    assert names == {"CONFIG_URI", "JSON", "STRICT", "SEND_TO", "DELIVERY"}
    assert all(f"$({name})" in recipe for name in names - {"CONFIG_URI"})
