"""Secrets that no header can hold: refused by their places, and shown by no command."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pytest

from ops.check.__main__ import main
from smscode.clock import SystemClock
from support.config_putting import Desk
from support.leaks.made_up import ODD, Secrets, config, marred
from support.leaks.scanner import found

SECRETS: Final = Secrets()
NOT_UTF8: Final = re.compile(r"not UTF-8 at byte |不是 UTF-8")
#: How a document can be written down; the last two are read as what they are not.
ENCODINGS: Final = ("ascii", "utf-8", "utf-8-sig", "utf-16", "gb18030")


def places(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the JSON Pointers of all secrets that are marred."""
    yield from ("/accessKeyId", "/accessKeySecret", "/claimsKey")
    for caller, entry in document["callers"].items():
        for name, secrets in entry.items():
            yield from (f"/callers/{caller}/{name}/{index}" for index in range(len(secrets)))


def encoded(document: Mapping[str, Any], encoding: str) -> bytes:
    """Return the bytes that an editor has left; half a character can be written as ASCII only."""
    text = json.dumps(document, ensure_ascii=encoding == "ascii")
    return text.encode(encoding, errors="replace")


def checked(data: bytes, folder: Path, *arguments: str) -> tuple[int, str]:
    """Check the document in *data*; return the exit status, and all that is said."""
    path = folder / "config.json"
    path.write_bytes(data)
    output = io.StringIO()
    status = main(arguments, {"CONFIG_URI": f"file:{path}"}, output, SystemClock())
    return status, output.getvalue()


def put(data: bytes, folder: Path) -> tuple[int, str]:
    """Put the document in *data*; return the exit status, and all that is said."""
    target = folder / "put.json"
    status, said = Desk(folder).put(f"file:{target}", data)
    assert not target.exists()
    return status, said


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_every_place_is_told_and_no_value(odd: str, tmp_path: Path) -> None:
    """Both commands name each secret that is marred, once, and show no part of one."""
    document = marred(config(SECRETS), odd)
    data = encoded(document, "ascii")
    for status, said in (checked(data, tmp_path, "--json"), put(data, tmp_path)):
        assert status == 1
        assert found(said, SECRETS.by_name()) == []
    findings = json.loads(checked(data, tmp_path, "--json")[1])["findings"]
    told = [each["subject"].split(", ") for each in findings if each["level"] == "error"]
    assert sorted(chain.from_iterable(told)) == sorted(places(document))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("odd", ["", *ODD.values()], ids=["as it is", *ODD])
def test_no_encoding_shows_a_value(odd: str, encoding: str, tmp_path: Path) -> None:
    """However the document is written down, and in whichever language, no secret is seen."""
    data = encoded(marred(config(SECRETS, signName=["速通科技", ""]), odd), encoding)
    for status, said in (
        *(checked(data, tmp_path, "--lang", language) for language in ("en", "zh")),
        put(data, tmp_path),
    ):
        assert status == 1
        assert found(said, SECRETS.by_name()) == []
        assert bool(NOT_UTF8.search(said)) is (encoding in ENCODINGS[-2:])


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_the_scanner_sees_a_marred_secret(odd: str) -> None:
    """It finds each of them in the document itself, so that the tests above can fail."""
    document = marred(config(SECRETS), odd)
    for text in (json.dumps(document), json.dumps(document, ensure_ascii=False), str(document)):
        leaks = {leak.partition(",")[0] for leak in found(text, SECRETS.by_name())}
        marred_ones = {"key_id", "key_secret", "claims_key", "bearer", "signing_key"}
        assert leaks >= {*marred_ones, "path_secret", "claims_password"}
