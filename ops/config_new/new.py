"""Writes the document and ``.env``, and shows what to paste where and what to run next."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ops.chinese import both, of_document
from ops.config_new import document, questions
from ops.config_new.asking import Interview, Question, one_of
from ops.config_new.clouds import GLOBE_OF_ALIYUN, Cloud, Step, ask_cloud
from ops.config_new.files import with_settings, write_for_owner
from ops.config_new.questions import Approved
from ops.config_new.systems import SYSTEMS
from smscode.config.callers import document_model
from smscode.config.errors import ConfigError
from smscode.config.model import read_config, read_document
from smscode.outcome import Text

_URL = "https://YOUR-FUNCTION"
_YES, _NO = "yes", "no"


class NotWrittenError(Exception):
    """Raised when nothing is written; says why in both languages."""

    def __init__(self, says: Text) -> None:
        super().__init__(says.english)
        self.says = says


class Caller(NamedTuple):
    """An auth system that calls, and its secret; empty while the system has not shown it."""

    name: str
    secret: str


def write_new(interview: Interview, approved: Approved, folder: Path, source: Path | None) -> None:
    """Ask, and write ``smscode.json`` and ``.env`` into *folder*.

    *source* is a document of Logto's own connector, which then says what is sent.

    Raises:
        UnansweredError: A question has no usable answer.
        NotWrittenError: The operator keeps what is there, or the answers make no config.
    """
    document_file, settings_file = folder / "smscode.json", folder / ".env"
    if document_file.exists():
        _ask_to_overwrite(interview, document_file)
    cloud = ask_cloud(interview)
    if source is None:
        members, globe = _asked(interview, approved, cloud)
    else:
        members, globe = _of_logto(interview, source, cloud), None
    callers = [_caller(interview, name) for name in questions.ask_systems(interview)]
    deployment = cloud.plan(interview, globe)
    rest = document.around(_entries(callers), members)
    text = _checked({**members, **rest, **members})
    before = _text_of(settings_file)
    example = _text_of(folder / ".env.example") if cloud.uses_example else None
    settings = with_settings(before or example or "", deployment.settings)
    if before is not None and settings != before:
        _ask_to_overwrite(interview, settings_file)
    write_for_owner(document_file, text)
    write_for_owner(settings_file, settings)
    _show(interview, callers, deployment.steps)


def _asked(
    interview: Interview, approved: Approved, cloud: Cloud
) -> tuple[Mapping[str, object], str | None]:
    """Return the members that answers make, and the endpoint of globe if it has to be set."""
    sending, account = questions.ask_sending(interview, approved)
    key = {} if cloud.has_role else questions.ask_key(interview)
    is_of_aliyun = sending.uses_globe and account == questions.COMPANY
    return {**key, **sending.members()}, GLOBE_OF_ALIYUN if is_of_aliyun else None


def _of_logto(interview: Interview, source: Path, cloud: Cloud) -> Mapping[str, object]:
    """Return the members of Logto's document, for the regions that the operator names."""
    members = document.of_logto(_read(source), questions.ask_regions_abroad(interview))
    return document.without_key(members) if cloud.has_role else members


def _read(source: Path) -> Mapping[str, object]:
    """Return the JSON object in *source*.

    Raises:
        NotWrittenError: There is none.
    """
    problem = _NO_OBJECT
    try:
        read = read_document(source.read_text(encoding="utf-8"))
        if isinstance(read, dict):
            return read
    except OSError as error:
        problem = both(error.strerror or type(error).__name__)
    except ConfigError as error:
        problem = of_document(error)
    except UnicodeDecodeError:
        problem = both("not UTF-8")
    english, chinese = problem
    raise NotWrittenError(
        Text(f"{source} cannot be read: {english}", f"无法读取 {source}：{chinese}")
    )


def _caller(interview: Interview, name: str) -> Caller:
    make = SYSTEMS[name].make
    return Caller(name, questions.ask_secret_of(interview, name) if make is None else make())


def _entries(callers: Sequence[Caller]) -> Mapping[str, Mapping[str, object]]:
    """Return the callers' entries; those that have one in common have a secret each in it."""
    entries: dict[str, dict[str, list[str]]] = {}
    for caller in callers:
        system = SYSTEMS[caller.name]
        if caller.secret:
            entries.setdefault(system.entry, {}).setdefault(system.member, []).append(caller.secret)
    return entries


def _checked(members: Mapping[str, object]) -> str:
    """Return the document of *members* as text.

    Raises:
        NotWrittenError: It is no config.
    """
    lines = (f"  {_json(name)}: {_json(value)}" for name, value in members.items())
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    try:
        read_config(text, document_model())
    except ConfigError as error:
        english, chinese = of_document(error)
    else:
        return text
    raise NotWrittenError(
        Text(f"This makes no config: {english}", f"这样构不成有效的配置：{chinese}")
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _text_of(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None


def _ask_to_overwrite(interview: Interview, file: Path) -> None:
    """Go on if the operator agrees.

    Raises:
        NotWrittenError: They do not.
    """
    interview.say(Text(f"{file.name} is there already.", f"{file.name} 已存在。"))
    if interview.ask(OVERWRITE) != _YES:
        raise NotWrittenError(
            Text(
                "Nothing was written. --overwrite=yes replaces it.",
                "未写入任何文件。--overwrite=yes 可覆盖。",
            )
        )


def _show(interview: Interview, callers: Sequence[Caller], steps: Sequence[Step]) -> None:
    """Show each secret, once, with where it goes; then the commands that come next."""
    interview.say(_WRITTEN)
    for line in map(_pasted, callers):
        interview.say(line)
    interview.say(_NEXT)
    for number, step in enumerate(steps, 1):
        interview.say(Text(*(f"  {number}. {says}\n     {step.command}" for says in step.says)))


def _pasted(caller: Caller) -> Text:
    """Return where the secret of *caller* goes, or comes from."""
    says = Text(
        *(f"  {text.format(url=_URL, secret=caller.secret)}" for text in SYSTEMS[caller.name].paste)
    )
    if caller.secret:
        return says
    page = f"docs/callers/{caller.name}"
    return Text(
        f"{says.english}  Put the secret that it shows into the config: {page}.md",
        f"{says.chinese}  再把它显示的密钥写入配置：{page}.zh-CN.md",
    )


OVERWRITE = Question(
    "overwrite", Text("Overwrite it? yes or no", "覆盖？yes 或 no"), one_of(_YES, _NO), _NO
)
_NO_OBJECT = Text("not a JSON object", "不是 JSON 对象")
_WRITTEN = Text(
    f"Written: smscode.json and .env. Shown this once, for the other side ({_URL} is the URL "
    "that the deploy prints):",
    "已写入 smscode.json 和 .env。以下内容只显示一次，请填到对方系统"
    f"（{_URL} 换成部署后输出的 URL）：",
)
_NEXT = Text("Next:", "接下来：")
