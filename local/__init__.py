"""The function on this machine: its triggers, its commands, and the sandbox behind it."""

import sys
from pathlib import Path

# Nothing of a checkout is installed: without it each command would need PYTHONPATH.
_SANDBOX = str(Path(__file__).resolve().parents[1] / "sandbox")
if _SANDBOX not in sys.path:
    sys.path.insert(0, _SANDBOX)
