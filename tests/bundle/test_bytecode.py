"""Bytecode that no runtime compares or writes again."""

import importlib.util
import io
import platform
import sys
from importlib.machinery import SourcelessFileLoader
from pathlib import Path
from typing import Final

import pytest

from bundle import bytecode
from bundle.errors import BuildError
from bundle.interpreter import Interpreter
from bundle.parts import Part
from bundle.progress import Progress

HERE: Final = Interpreter(sys.executable, platform.python_version())
TAG: Final = sys.implementation.cache_tag
SOURCE: Final = b"def fail():\n    raise ValueError\n"


def compiled(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files with their bytecode."""
    (part,) = bytecode.compiled([Part("tiny", files)], HERE, Progress(io.StringIO()))
    return dict(part.files)


def test_each_module_has_bytecode_of_an_unchecked_hash() -> None:
    """It names its source by a hash that nobody compares, so that no time matters (PEP 552)."""
    files = compiled({"tiny/__init__.py": SOURCE, "tiny/data.json": b"{}"})
    assert set(files) == {
        "tiny/__init__.py",
        "tiny/data.json",
        f"tiny/__pycache__/__init__.{TAG}.pyc",
    }
    pyc = files[f"tiny/__pycache__/__init__.{TAG}.pyc"]
    unchecked_hash = (1).to_bytes(4, "little")
    assert pyc[:4] == importlib.util.MAGIC_NUMBER
    assert pyc[4:8] == unchecked_hash
    assert pyc[8:16] == importlib.util.source_hash(SOURCE)


def test_nothing_of_the_machine_that_builds_is_inside(tmp_path: Path) -> None:
    """A module's path is the one in the bundle, and the bytes are the same each time."""
    file = tmp_path / "tiny.pyc"
    file.write_bytes(compiled({"tiny/app.py": SOURCE})[f"tiny/__pycache__/app.{TAG}.pyc"])
    code = SourcelessFileLoader("tiny", str(file)).get_code("tiny")
    assert code is not None
    assert code.co_filename == "tiny/app.py"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PYTHONOPTIMIZE", "2"), ("PYTHONPYCACHEPREFIX", "elsewhere"), ("PYTHONHASHSEED", "1")],
)
def test_the_users_settings_change_nothing(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytecode depends on the source and on the Python alone."""
    source = f"# {name}\nassert 1 not in {{'a', 'b', 'c'}}\n".encode()
    plain = compiled({"tiny.py": source})
    monkeypatch.setenv(name, value)
    # With another module beside it, or it would be remembered.
    again = compiled({"tiny.py": source, "other.py": b""})
    assert plain.items() < again.items()


def test_a_module_that_does_not_compile_stops_the_build() -> None:
    """The message has the module and the line."""
    with pytest.raises(BuildError, match=r"broken\.py"):
        compiled({"broken.py": b"def"})
