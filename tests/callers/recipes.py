"""Runs the code in a recipe's page as the product would that it is for: `recipes.mjs` calls it.

The products' libraries are not here: what stands for them hands the options back, to be called with
what their documentation says that they are called with.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from callers.test_pages import blocks
from sandbox.function import ROOT

FOLDER: Final = ROOT / "docs" / "callers"
NODE: Final = shutil.which("node") or ""
_PRODUCTS: Final = Path(__file__).with_name("recipes.mjs")
_LIBRARIES: Final[Mapping[str, Mapping[str, str]]] = {
    "better-auth": {
        "index": "export const betterAuth = (options) => options;",
        "plugins": "export const phoneNumber = (options) => options;",
    },
    "next-auth": {
        "index": "export default (options) => ({ auth: options });",
        "providers/credentials": "export default (options) => options;",
    },
    # `users` and `secret` are what Appwrite would have, and make.
    "node-appwrite": {
        "index": """
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
    },
}
# What NextAuth's page asks its reader to write.
_CODES: Final = """
    const saved = new Map();
    export const codes = {
      saved,
      save: async (phone, code) => saved.set(phone, code),
      take: async (phone, code) => saved.get(phone) === code && saved.delete(phone),
    };"""


def run(name: str, folder: Path, asked: object, environment: Mapping[str, str]) -> Any:  # noqa: ANN401
    """Write a recipe's files into an empty folder, run them, and return what its product gets."""
    _write(name, folder)
    done = subprocess.run(  # noqa: S603 - our own script
        [NODE, str(_PRODUCTS), name, str(folder), json.dumps(asked)],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def _write(name: str, folder: Path) -> None:
    """Write the files that a page shows, each named in its first line, and what they import."""
    for block in blocks(FOLDER / f"{name}.md", "js"):
        file, _, text = block.partition("\n")
        (folder / file.removeprefix("// ")).write_text(text, encoding="utf-8")
    (folder / "codes.js").write_text(_CODES, encoding="utf-8")
    for library, modules in _LIBRARIES.items():
        exports = {f"./{module}".removesuffix("/index"): f"./{module}.js" for module in modules}
        _write_package(folder / "node_modules" / library, {"type": "module", "exports": exports})
        for module, text in modules.items():
            path = folder / "node_modules" / library / f"{module}.js"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    # Auth0's Actions are CommonJS; all else is a module.
    _write_package(folder, {"type": "commonjs" if name == "auth0" else "module"})


def _write_package(folder: Path, document: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps(document), encoding="utf-8")
