"""Runs the code in a recipe's page: once, as the product that it is for would, or as an app."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from local.function import ROOT
from support.callers.pages import blocks

FOLDER: Final = ROOT / "docs" / "callers"
NODE: Final = shutil.which("node") or ""
_RUN: Final = Path(__file__).with_name("recipes.mjs")
_SERVE: Final = Path(__file__).with_name("recipe_app.mjs")
_PATIENCE: Final = 120.0  # s
# Stands for Appwrite's library; `users` and `secret` are what Appwrite would have, and make.
_APPWRITE: Final = """
    export class Client {
      setEndpoint() { return this; }
      setProject() { return this; }
      setKey() { return this; }
    }
    export const ID = { unique: () => 'u2' };
    export const Query = { equal: (name, value) => (user) => user[name] === value };
    export class Users {
      list = async ([isWanted]) => ({ users: users.filter(isWanted) });
      create = async ($id, email, phone) => ({ $id, phone });
      createToken = async (userId, length, expire) => ({ userId, secret });
    }"""
# What NextAuth's page asks its reader to write.
_CODES: Final = """
    const saved = new Map();
    export const codes = {
      save: async (phone, code) => saved.set(phone, code),
      take: async (phone, code) => saved.get(phone) === code && saved.delete(phone),
    };"""


@dataclass(frozen=True, slots=True)
class Package:
    """What a recipe's page tells its reader to install.

    Attributes:
        name: Of npm.
        version: Exactly.
    """

    name: str
    version: str

    @classmethod
    def of(cls, recipe: str) -> "Package":
        """Return the one that a page names."""
        (line,) = blocks(FOLDER / f"{recipe}.md", "sh")
        name, _, version = line.removeprefix("npm install ").rpartition("@")
        return cls(name, version)

    @property
    def folder(self) -> Path:
        """Where the Makefile installs it."""
        return ROOT / ".tools" / "recipes" / self.name

    @property
    def is_here(self) -> bool:
        """Whether it can run; in any version but that of the page it is not the one."""
        return bool(NODE) and (self.folder / self.version).exists()


def run(name: str, folder: Path, asked: object, environment: Mapping[str, str]) -> Any:  # noqa: ANN401
    """Write a recipe's files into an empty folder, run them, and return what its product gets."""
    _write_page(name, folder)
    # Auth0's Actions are CommonJS; all else is a module.
    kind = json.dumps({"type": "commonjs" if name == "auth0" else "module"})
    _write(folder / "package.json", kind)
    _write(folder / "node_modules/node-appwrite/package.json", '{"type": "module"}')
    _write(folder / "node_modules/node-appwrite/index.js", _APPWRITE)
    done = subprocess.run(  # noqa: S603 - our own script
        [NODE, str(_RUN), name, str(folder), json.dumps(asked)],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=_PATIENCE,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@contextmanager
def serving(name: str, folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Write a recipe's files into an empty folder, and serve its app while the block runs.

    What the app logs is in ``log`` there.
    """
    _write_page(name, folder)
    _write(folder / "package.json", '{"type": "module"}')
    _write(folder / "codes.js", _CODES)
    (folder / "node_modules").symlink_to(Package.of(name).folder / "node_modules")
    log = folder / "log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(  # noqa: S603 - our own script
            [NODE, str(_SERVE), name, str(folder)],
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        ) as app,
    ):
        assert app.stdin
        assert app.stdout
        with app.stdin:  # the app ends with it
            port = app.stdout.readline().decode().strip()
            assert re.fullmatch(r"[0-9]+", port), log.read_text(encoding="utf-8")
            yield f"http://127.0.0.1:{port}"


def _write_page(name: str, folder: Path) -> None:
    """Write the files that a page shows, each named in its first line."""
    for block in blocks(FOLDER / f"{name}.md", "js"):
        file, _, text = block.partition("\n")
        _write(folder / file.removeprefix("// "), text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
