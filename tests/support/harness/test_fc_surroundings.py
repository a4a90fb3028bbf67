"""The FC stand-in surrounds a function with what FC's built-in Python runtime does."""

import os
import re
import sys
from pathlib import Path

import pytest

from support.harness.fc_runtime import FcProcess
from support.harness.fc_surroundings import Flavour, StsCredentials
from support.harness.invocation import Invocation
from support.harness.tiny import function_in
from support.paths import ROOT


def run(path: Path, source: str, **context: object) -> tuple[Invocation, str]:
    """Invoke a fresh function once and return the outcome and its log."""
    with FcProcess(code=function_in(path, source)) as function:
        outcome = function.invoke(b"{}", **context)  # type: ignore[arg-type]
    return outcome, function.logs


def test_module_is_imported_once_at_the_first_invocation(tmp_path: Path) -> None:
    """Import happens after the first start line, and not again."""
    source = """
        print("imported")
        def handler(event, context):
            print("called")
        """
    with FcProcess(code=function_in(tmp_path, source)) as function:
        function.invoke(b"{}", request_id="1-first")
        function.invoke(b"{}", request_id="1-second")
    assert function.logs.splitlines() == [
        "FC Invoke Start RequestId: 1-first",
        "imported",
        "called",
        "FC Invoke End RequestId: 1-first",
        "FC Invoke Start RequestId: 1-second",
        "called",
        "FC Invoke End RequestId: 1-second",
    ]


def test_root_logger_belongs_to_the_runtime(tmp_path: Path) -> None:
    """Root records get FC's prefix from INFO up, and basicConfig changes nothing."""
    source = """
        import logging
        logging.basicConfig(format="mine", level=logging.DEBUG)
        def handler(event, context):
            logging.getLogger("any.name").info("hello %s", "there")
            logging.debug("quiet")
            context.getLogger().warning("careful")
        """
    _, logs = run(tmp_path, source, request_id="1-abc")
    time = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
    lines = logs.splitlines()[1:-1]
    assert len(lines) == 2
    assert re.fullmatch(rf"{time} 1-abc \[INFO\] hello there", lines[0])
    assert re.fullmatch(rf"{time} 1-abc \[WARNING\] careful", lines[1])


def test_long_record_is_cut(tmp_path: Path) -> None:
    """A record longer than 128 KiB loses its end."""
    source = """
        import logging
        def handler(event, context):
            logging.error("x" * 200_000)
        """
    _, logs = run(tmp_path, source)
    assert max(map(len, logs.splitlines())) == 128 * 1024


def test_environment_is_fcs_own(tmp_path: Path) -> None:
    """The function sees FC's public variables and its own, not the runtime's and not ours."""
    source = "import os\ndef handler(event, context): return dict(os.environ)"
    with FcProcess(code=function_in(tmp_path, source), env={"CONFIG_URI": "env:X"}) as function:
        seen = function.invoke(b"{}").json()
    assert seen["CONFIG_URI"] == "env:X"
    assert seen["FC_FUNC_CODE_PATH"] == str(tmp_path)
    assert {name for name in seen if name.startswith("FC_")} == {
        "FC_ACCOUNT_ID",
        "FC_FUNCTION_HANDLER",
        "FC_FUNCTION_MEMORY_SIZE",
        "FC_FUNCTION_NAME",
        "FC_FUNC_CODE_PATH",
        "FC_INSTANCE_ID",
        "FC_QUALIFIER",
        "FC_REGION",
        "FC_RUNTIME_VERSION",
    }
    assert set(os.environ) & set(seen) <= {"LANG", "PATH", "PYTHONIOENCODING", "LC_CTYPE"}


def test_reserved_variable_is_refused(tmp_path: Path) -> None:
    """A variable whose name starts with FC_ fails here as it fails the deploy."""
    with pytest.raises(ValueError, match="FC_MINE"):
        FcProcess(code=tmp_path, env={"FC_MINE": "1"})


@pytest.mark.parametrize(
    ("flavour", "on_context", "in_environment"),
    [("python3.10", "STS.a", None), ("python3.12", None, "STS.a")],
)
def test_credentials_are_where_the_flavour_has_them(
    tmp_path: Path, flavour: Flavour, on_context: str | None, in_environment: str | None
) -> None:
    """3.10 hands the role's credentials over on the context, 3.12 in the environment only."""
    source = """
        import os
        def handler(event, context):
            keys = getattr(context, "credentials", None)
            return [keys and keys.access_key_id, os.environ.get("ALIBABA_CLOUD_ACCESS_KEY_ID")]
        """
    role = StsCredentials("STS.a", "secret", "token")
    code = function_in(tmp_path, source)
    with FcProcess(code=code, flavour=flavour, credentials=role) as function:
        assert function.invoke(b"{}").json() == [on_context, in_environment]


def test_search_path_and_folder(tmp_path: Path) -> None:
    """The code folder is the working folder and leads sys.path, layers next; this one is absent."""
    source = "import os, sys\ndef handler(event, context): return [os.getcwd(), *sys.path]"
    outcome, _ = run(tmp_path, source)
    working, *path = outcome.json()
    assert working == path[0] == str(tmp_path)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    assert path[1:3] == [f"/opt/python/lib/{version}/site-packages", "/opt/python"]
    assert str(ROOT / "tests") not in path


def test_context_members(tmp_path: Path) -> None:
    """The context has FC's members as attributes, and the test may set any of them."""
    source = """
        def handler(event, context):
            return [context.request_id, context.function.name, context.function.timeout,
                    context.region, context.logger, hasattr(context, "aws_request_id")]
        """
    outcome, _ = run(tmp_path, source, request_id="1-x", region="cn-beijing")
    assert outcome.json() == ["1-x", "smscode", 30.0, "cn-beijing", None, False]
