"""What is said of a wrong document or address: one line, in the operator's language, no value.

Each row is something that somebody writes by mistake. `make check` and `make config-put` say the
same of it.
"""

import io
import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from ops.check.__main__ import main as check
from ops.language import Language
from smscode import aws
from smscode.clock import SystemClock
from support.config_putting import NO_ALIYUN, Desk, Operator

LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
CHINESE: Final = re.compile("[\u4e00-\u9fff]")
#: Three words in a row are an English sentence, unless they are a command or a name.
ENGLISH: Final = re.compile(r"(?<![\w`./-])[a-z]{2,} [a-z]{2,} [a-z]{2,}(?![\w`./-])")

GOOD: Final[dict[str, Any]] = {
    "accessKeyId": "LTAI5tQmZkRvWcXbNpSd",
    "accessKeySecret": "hG5kWq8ZoCrVb3MxSj6PtEa9DiUu5N",
    "signName": "启明科技",
    "templates": [
        {"usageType": "Generic", "templateCode": {"china": "SMS_777", "overseas": "SMS_888"}}
    ],
    "allowedRegions": ["CN", "HK"],
    "limits": {"perNumber": [[1, 60]], "perRegionDay": {"HK": 100}, "perHour": 700_500},
    "claimsKey": "9f2c6d81b7a40e53c18d6fb2907ae4d5",
    "callers": {"generic": {"tokens": ["Qm4TzR8vKp2XwB6nHs9JdL3gYc7FfA1e"]}},
}


def without(name: str) -> dict[str, Any]:
    """Return the good document without one member."""
    return {key: value for key, value in GOOD.items() if key != name}


def template(code: object, usage: str = "Generic") -> dict[str, Any]:
    """Return the good document with one template alone."""
    return {**GOOD, "templates": [{"usageType": usage, "templateCode": code}]}


def tokens(*values: str) -> dict[str, Any]:
    """Return the good document with other tokens."""
    return {**GOOD, "callers": {"generic": {"tokens": list(values)}}}


#: What is written, where it is wrong, and a value of it that no line may show, if it has one.
DOCUMENTS: Final[tuple[tuple[str, object, str, str], ...]] = (
    ("a comma too many", '{"accessKeyId": "LTAI5tQmZkRv",}', "config", "LTAI5tQmZkRv"),
    ("single quotes", "{'accessKeyId': 'LTAI5tQmZkRv'}", "config", "LTAI5tQmZkRv"),
    ("a member twice", '{"signName": "Zeta", "signName": "Eta"}', "config", "Zeta"),
    ("no key id", without("accessKeyId"), "/accessKeyId", "hG5kWq8Z"),
    ("no secret", without("accessKeySecret"), "/accessKeySecret", "LTAI5tQm"),
    ("a line end in a key", {**GOOD, "accessKeyId": "LTAI5tQm\n"}, "/accessKeyId", "LTAI5tQm"),
    ("no sign name", without("signName"), "/signName", "SMS_777"),
    ("a space after a sign", {**GOOD, "signName": "启明科技 "}, "/signName", "启明科技"),
    ("an invisible character", {**GOOD, "signName": "启\u200b明"}, "/signName", "启"),
    ("a number for a sign", {**GOOD, "signName": 4711}, "/signName", "4711"),
    ("no templates", without("templates"), "/templates", "SMS_777"),
    ("templates without items", {**GOOD, "templates": []}, "/templates", "SMS_777"),
    (
        "a misspelt member",
        {**GOOD, "templates": [{"usagetype": "Generic", "templateCode": "SMS_777"}]},
        "/templates/0/usageType",
        "SMS_777",
    ),
    ("a code that is a number", template(4711), "/templates/0/templateCode", "4711"),
    (
        "a list of one",
        template({"china": ["SMS_777"]}),
        "/templates/0/templateCode/china",
        "SMS_777",
    ),
    (
        "an unknown service",
        template({"china": {"service": "pigeon", "templateCode": "SMS_777"}}),
        "/templates/0/templateCode/china/service",
        "pigeon",
    ),
    (
        "pnvs for abroad",
        template({"overseas": {"service": "pnvs", "templateCode": "100777"}}),
        "/templates/0/templateCode",
        "100777",
    ),
    (
        "globe for the mainland",
        template({"china": {"service": "globe", "message": "Zeta {code}"}}),
        "/templates/0/templateCode",
        "Zeta",
    ),
    (
        "a message without the code",
        template({"china": "SMS_1", "overseas": {"service": "globe", "message": "Zeta"}}),
        "/templates/0/templateCode/overseas/message",
        "Zeta",
    ),
    (
        "no template for all other locales",
        template({"china": {"byLocale": {"zh": "SMS_777"}}}),
        "/templates/0/templateCode/china/byLocale",
        "SMS_777",
    ),
    ("regions that are no list", {**GOOD, "allowedRegions": "Zeta"}, "/allowedRegions", "Zeta"),
    (
        "a region by its name",
        {**GOOD, "allowedRegions": ["CN", "HongKong"]},
        "/allowedRegions/1",
        "HongKong",
    ),
    (
        "one pair for a list",
        {**GOOD, "limits": {"perNumber": [4711, 60]}},
        "/limits/perNumber",
        "4711",
    ),
    ("a number in quotes", {**GOOD, "limits": {"perHour": "4711"}}, "/limits/perHour", "4711"),
    ("a limit of nothing", {**GOOD, "limits": {"perHour": 0}}, "/limits/perHour", "700500"),
    ("a yes", {**GOOD, "paused": "zeta"}, "/paused", "zeta"),
    ("a choice that is none", {**GOOD, "claimsFailure": "zeta"}, "/claimsFailure", "zeta"),
    ("a short key", {**GOOD, "claimsKey": "9f2c6d81"}, "/claimsKey", "9f2c6d81"),
    ("a short token", tokens("Qm4TzR8v"), "/callers/generic/tokens/0", "Qm4TzR8v"),
    (
        "a token with its scheme",
        tokens("Bearer Qm4TzR8vKp2XwB6nHs9J"),
        "/callers/generic/tokens/0",
        "Qm4TzR8v",
    ),
    # What loads, and is hardly meant.
    (
        "placeholders",
        {**GOOD, "accessKeyId": "<YOUR-KEY-ID>", "accessKeySecret": "YOUR-KEY-SECRET"},
        "accessKeyId, accessKeySecret",
        "YOUR-KEY",
    ),
    ("brackets round a sign", {**GOOD, "signName": "【启明科技】"}, "signName", "启明科技"),
    (
        "a pair the other way round",
        {**GOOD, "limits": {"perNumber": [[60, 1]], "perHour": 9}},
        "limits/perNumber",
        "700500",
    ),
    ("a member of no meaning", {**GOOD, "singName": "Zeta"}, "/singName", "Zeta"),
    ("nobody who may call", without("callers"), "callers", "SMS_777"),
)

#: What is written as CONFIG_URI, and what the line must name of it.
ADDRESSES: Final[tuple[tuple[str, str], ...]] = (
    ("smscode.json", "file:"),
    ("oss://bucket/smscode.json", "aliyun-oss:"),
    ("s3:bucket/smscode.json", "aws-secretsmanager:"),
    ("file:", "file:"),
    ("file:/nowhere/smscode.json", "FileNotFoundError"),
    ("file:/", "IsADirectoryError"),
    ("aliyun-oss:bucket/smscode.json", "?region=cn-"),
    ("aliyun-oss:bucket?region=cn-hangzhou", "BUCKET/KEY"),
    ("aliyun-oss://bucket/smscode.json?region=cn-hangzhou", "BUCKET/KEY"),
    ("aliyun-oss:bucket/smscode.json?zone=cn-hangzhou", "zone"),
    ("aliyun-oss:bucket/smscode.json?Region=cn-hangzhou", "Region"),
    ("aliyun-kms:smscode", "?region=cn-"),
    ("aliyun-kms:?region=cn-hangzhou", "CONFIG_URI"),
    ("aliyun-kms:smscode?region=Hangzhou", "cn-hangzhou"),
    ("aliyun-kms:smscode?region=cn-hangzhou&endpoint=http://kms.example", "CONFIG_URI endpoint"),
    ("aliyun-kms:smscode?region=cn-hangzhou", "`aliyun configure`"),
    ("aws-secretsmanager:smscode", "NoRegionError"),
    ("aws-ssm:smscode?region=us-east-1", "NoRegionError"),
)


def environment(folder: Path, uri: str) -> dict[str, str]:
    """Return what the commands see: no key, no profile, and nobody at Aliyun."""
    return {**NO_ALIYUN, "HOME": str(folder), "CONFIG_URI": uri}


def lines_of_check(folder: Path, uri: str, language: Language) -> list[str]:
    """Return what `make check` says of what is wrong, without what to do about it."""
    output = io.StringIO()
    check(("--lang", language), environment(folder, uri), output, SystemClock())
    levels = ("error ", "warning ", "unchecked ", "错误 ", "警告 ", "未能检查 ")
    lines = [line for line in output.getvalue().splitlines() if line.startswith(levels)]
    of_account = ("[service.silent]",)
    return [re.sub(r"^\S+ +", "", each) for each in lines if not each.endswith(of_account)]


def lines_of_put(folder: Path, uri: str, text: str, language: Language) -> list[str]:
    """Return the same of `make config-put`, whose operator writes nothing."""
    desk = Desk(folder)
    desk.environment = environment(folder, uri)
    operator = Operator(agrees_to=False, language=language)
    desk.put(uri, text, operator)
    levels = "(?:error|warning|unchecked): |(?:错误|警告|未能检查)："
    said = [re.match(levels, line) for line in operator.text.splitlines()]
    return [each.string[each.end() :] for each in said if each is not None]


def is_in(language: Language, line: str) -> bool:
    """Return whether *line*, about names and codes aside, is of *language*."""
    if language == "zh":
        return bool(CHINESE.search(line)) and not ENGLISH.search(line)
    return not CHINESE.search(line)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("document", "field", "value"),
    [row[1:] for row in DOCUMENTS],
    ids=[row[0] for row in DOCUMENTS],
)
def test_a_wrong_document(
    document: object, field: str, value: str, language: Language, tmp_path: Path
) -> None:
    """Both commands say one line, with the field in front, in the language, without the value."""
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    path = tmp_path / "wrong.json"
    path.write_text(text, encoding="utf-8")
    for lines in (
        lines_of_check(tmp_path, f"file:{path}", language),
        lines_of_put(tmp_path, f"file:{tmp_path / 'stored.json'}", text, language),
    ):
        (line,) = lines
        assert re.match(rf"{re.escape(field)}[:：] ?", line), line
        said = line[len(field) :]
        assert is_in(language, said), line
        assert value not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("uri", "named"), ADDRESSES, ids=[row[0] for row in ADDRESSES])
def test_a_wrong_address(
    uri: str, named: str, language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, in the language, that names what to mend."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    aws.client.cache_clear()  # of a region that another test had
    (line,) = lines_of_check(tmp_path, uri, language)
    assert line.startswith(("CONFIG_URI", uri))
    said = line.removeprefix(uri)
    assert named in said
    assert is_in(language, said)
