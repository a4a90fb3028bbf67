"""The sandbox as others have it: the built wheel, in an empty folder and environment."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from support.pages.page import read
from support.paths import ROOT

UV: Final = ROOT / ".tools/uv/bin/uv"
LONGEST: Final = 300.0  # s
#: Its dependencies, and what they need; the rest of the environment is what a test brings itself.
NEEDED: Final = {"jinja2", "phonenumbers", "pydantic", "starlette", "uvicorn"}
NODE_SDK: Final = ROOT / ".tools/dysmsapi/node_modules"

needs_uv = pytest.mark.skipif(not UV.exists(), reason="uv (make test installs it) is missing")


def pin(name: str) -> str:
    """Return the requirement of *name* in the version that our own tests have."""
    text = "".join((ROOT / each).read_text(encoding="utf-8") for each in REQUIREMENTS)
    (found,) = set(re.findall(rf"^{re.escape(name)}==(\S+)", text, re.MULTILINE))
    return f"{name}=={found}"


REQUIREMENTS: Final = ("requirements.txt", "tests/requirements.txt")
#: The vendor's SDK and its closure are in our files; the same for pytest.
FOREIGN: Final = ("alibabacloud-dysmsapi20170525", "pytest", "pytest-xdist")


def run(
    *words: object, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command in an environment of its own, and return what it did."""
    return subprocess.run(  # noqa: S603 - tools that make installed, and what they made
        [str(word) for word in words],
        cwd=cwd,
        env={**_settings(), "PATH": os.environ["PATH"], "PYTHONUTF8": "1", **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=LONGEST,
    )


def _settings() -> dict[str, str]:
    """Return what the installers take from their user: an index, a cache, a proxy."""
    prefixes = ("PIP_", "UV_", "HTTP", "http", "NO_PROXY", "no_proxy", "SSL_", "XDG_", "HOME")
    return {name: value for name, value in os.environ.items() if name.startswith(prefixes)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with wheel and sdist."""
    folder = tmp_path_factory.mktemp("built")
    done = run(UV, "build", "--quiet", "--out-dir", folder, "sandbox", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def python(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the interpreter of an environment with the wheel, the vendor's SDK and pytest."""
    folder = tmp_path_factory.mktemp("environment")
    (wheel,) = built.glob("*.whl")
    made = run(UV, "venv", "--quiet", "--python", sys.executable, folder / "venv", cwd=folder)
    assert made.returncode == 0, made.stderr
    interpreter = folder / "venv/bin/python"
    foreign = [pin(name) for name in FOREIGN]
    done = run(
        UV, "pip", "install", "--quiet", "--python", interpreter, wheel, *foreign, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return interpreter


@needs_uv
def test_what_it_needs(built: Path, tmp_path: Path) -> None:
    """Five packages, in ranges; the sdist has what the wheel has, and no more."""
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    run(sys.executable, "-m", "zipfile", "-e", wheel, tmp_path / "wheel", cwd=tmp_path)
    (metadata,) = tmp_path.glob("wheel/*.dist-info/METADATA")
    text = metadata.read_text(encoding="utf-8")
    required = re.findall(r"^Requires-Dist: ([a-z0-9-]+)(\S+)", text, re.MULTILINE)
    assert {name for name, _ in required} == NEEDED
    assert all(re.fullmatch(r"[<>=.,0-9]*<\d+[.,<>=0-9]*", versions) for _, versions in required)
    run(sys.executable, "-m", "tarfile", "-e", sdist, tmp_path / "sdist", cwd=tmp_path)
    (unpacked,) = (tmp_path / "sdist").iterdir()
    names = [
        {str(path.relative_to(root)) for path in (root / "aliyun_sms_sandbox").rglob("*.*")}
        for root in (tmp_path / "wheel", unpacked)
    ]
    assert names[0] == names[1]
    assert "aliyun_sms_sandbox/inbox/static/inbox.css" in names[0]


@pytest.fixture
def running(python: Path, tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """Run the installed command in an empty folder; give its addresses, as it prints them."""
    command = python.with_name("aliyun-sms-sandbox")
    with subprocess.Popen(  # noqa: S603 - what was just installed
        [command, "--port", "0", "--inbox-port", "0"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        shown = ""
        while "Ctrl-C stops." not in shown:
            line = process.stdout.readline()
            assert line, shown
            shown += line
        found = dict(re.findall(r"^(Inbox|Aliyun) +(http://[0-9.:]+)", shown, re.MULTILINE))
        yield {"INBOX": found["Inbox"], "ALIYUN": found["Aliyun"]}
        process.terminate()


PROGRAM: Final = """
import json, os, urllib.request
from urllib.parse import urlsplit
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.models import Config

client = Client(Config(
    access_key_id="sandbox-access-key-id", access_key_secret="sandbox-access-key-secret",
    endpoint=urlsplit(os.environ["ALIYUN"]).netloc, protocol="HTTP",
))
param = json.dumps({"code": "471147"})
print(client.send_sms(SendSmsRequest(
    phone_numbers="13700137000", sign_name="速通科技", template_code="SMS_1000001",
    template_param=param,
)).body.code)
url = os.environ["INBOX"] + "/api/codes/13700137000?wait=10"
print(json.load(urllib.request.urlopen(url))["code"])
"""


@needs_uv
def test_a_foreign_program(python: Path, running: Mapping[str, str], tmp_path: Path) -> None:
    """The vendor's SDK for Python sends, and the code is read over HTTP."""
    local = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    done = run(python, "-c", PROGRAM, cwd=tmp_path, environment={**running, **local})
    assert done.stdout.split() == ["OK", "471147"], done.stderr


@needs_uv
@pytest.mark.skipif(not NODE_SDK.exists(), reason="the SDK for Node.js (make test) is missing")
def test_a_foreign_program_in_node(running: Mapping[str, str], tmp_path: Path) -> None:
    """The vendor's SDK for Node.js sends by the page's sample; the page's file reads the code."""
    send, read_codes, *_ = read(ROOT / "docs/sandbox.md").blocks("js")
    (number,) = re.findall(r'phoneNumbers: "(\d+)"', send)
    (tmp_path / "node_modules").symlink_to(NODE_SDK)
    modules = {
        "aliyun-sms.mjs": read_codes.replace("http://127.0.0.1:9025", running["INBOX"]),
        "program.mjs": f"""import {{ codeFor }} from "./aliyun-sms.mjs";
            {send.replace("127.0.0.1:9100", running["ALIYUN"].removeprefix("http://"))}
            console.log(await codeFor("{number}"));""",
    }
    for name, text in modules.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("node", "program.mjs", cwd=tmp_path)
    assert done.stdout.split() == ["OK", "123456"], done.stderr


@needs_uv
@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "side by side"])
def test_the_plugin(python: Path, tmp_path: Path, options: Sequence[str]) -> None:
    """The README's test passes as it stands, often and side by side, and nothing is left over."""
    (text,) = read(ROOT / "sandbox/README.md").blocks("python")
    more = """

def test_nothing_is_left_over(aliyun_sms):
    assert not aliyun_sms.messages and not aliyun_sms.refusals


def test_what_is_laid_down(aliyun_sms):
    aliyun_sms.outcome("isv.AMOUNT_NOT_ENOUGH", message="账户余额不足")
    with pytest.raises(AssertionError, match="isv.AMOUNT_NOT_ENOUGH"):
        test_a_code_arrives(aliyun_sms)
    assert aliyun_sms.refusals[0]["code"] == "isv.AMOUNT_NOT_ENOUGH"


def test_it_is_forgotten(aliyun_sms):
    test_a_code_arrives(aliyun_sms)
    assert len(aliyun_sms.messages) == 1
"""
    for name in ("test_one.py", "test_two.py"):
        (tmp_path / name).write_text(f"import pytest\n{text}{more}", encoding="utf-8")
    local = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    done = run(python, "-m", "pytest", "-q", *options, cwd=tmp_path, environment=local)
    assert "8 passed" in done.stdout, done.stdout + done.stderr


@needs_uv
def test_the_repository_is_no_package(tmp_path: Path) -> None:
    """Whoever installs the repository's root is told what there is to install."""
    made = run(UV, "venv", "--quiet", "--seed", tmp_path / "venv", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    pip = tmp_path / "venv/bin/pip"
    done = run(pip, "install", "--no-deps", ROOT, cwd=tmp_path)
    assert done.returncode != 0
    assert "pip install aliyun-sms-sandbox" in done.stdout + done.stderr
