"""Where the config document can live: a file or a variable here, and the table of all stores."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from smscode.config.errors import ConfigError
from smscode.config.model import read_document
from smscode.outcome import OutcomeError
from smscode.secret_stores import STORES, Host, SecretStore, open_store
from smscode.settings import SettingsError
from support.stand_ins import HeldClock

TEXT = '{"signName": "阿里云"}'


def opened(uri: str, environment: Mapping[str, str] = MappingProxyType({})) -> SecretStore:
    """Open a store in a function without a role."""
    return open_store(uri, Host(environment, lambda: None, HeldClock()))


def refusal(store: SecretStore) -> str:
    """Return why the store cannot be read: the operator must act, and sees no path or value."""
    with pytest.raises(OutcomeError) as caught:
        store.read()
    assert caught.value.outcome.kind.code == "misconfigured"
    assert caught.value.__context__ is None
    return str(caught.value.outcome.reason)


def test_file(tmp_path: Path) -> None:
    """A file is its text in UTF-8, as it is at the time of the look."""
    path = tmp_path / "config.json"
    store = opened(f"file:{path}")
    path.write_text(TEXT, encoding="utf-8")
    assert store.read() == TEXT
    path.write_bytes(b"{\r\n}\r")
    assert store.read() == "{\r\n}\r"


def test_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is found out at the look, not when the store is opened."""
    reason = refusal(opened(f"file:{tmp_path / 'none.json'}"))
    assert "FileNotFoundError" in reason
    assert str(tmp_path) not in reason


def test_file_that_is_a_folder(tmp_path: Path) -> None:
    """A folder is no document."""
    assert "IsADirectoryError" in refusal(opened(f"file:{tmp_path}"))


def test_file_that_is_no_text(tmp_path: Path) -> None:
    """A file in another encoding is refused by its reader, who is told at which byte."""
    path = tmp_path / "config.json"
    path.write_bytes('"阿里云"'.encode("gb18030"))
    with pytest.raises(ConfigError, match="not UTF-8 at byte 1"):
        read_document(opened(f"file:{path}").read())


def test_file_with_an_impossible_name() -> None:
    """A name that no file can have is one that is not there."""
    assert "ValueError" in refusal(opened("file:a\0b"))


def test_variable() -> None:
    """A variable is its value, as it is at the time of the look."""
    environment: dict[str, str] = {}
    store = opened("env:SMS_CONFIG", environment)
    assert "not set" in refusal(store)
    environment["SMS_CONFIG"] = TEXT
    assert store.read() == TEXT


@pytest.mark.parametrize(
    "uri",
    [
        *("", ":", "file", "file:", "env:", "/etc/config.json", "config.json", "FILE:x", " file:x"),
        *("http://example.com/s3cr3t", "aws-secretsmanager:", "aws-secretsmanager", "aws-ssm:"),
    ],
)
def test_what_is_no_store(uri: str) -> None:
    """Anything else is refused when the function starts, with the list of what there is."""
    with pytest.raises(SettingsError, match=r"^CONFIG_URI: ") as caught:
        opened(uri)
    assert "s3cr3t" not in str(caught.value)
    assert all(f"{scheme}:" in str(caught.value) for scheme in STORES)


def test_every_store_of_the_contract() -> None:
    """There is a store for each scheme that the README lists."""
    assert {"file", "env", "aws-secretsmanager"} <= set(STORES)
