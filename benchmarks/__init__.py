"""How fast the function is, measured against the same work done the plain way. `make bench`."""

import sys
from pathlib import Path

# Nothing of a checkout is installed: without it each process would need PYTHONPATH.
_SANDBOX = str(Path(__file__).resolve().parents[1] / "sandbox")
if _SANDBOX not in sys.path:
    sys.path.insert(0, _SANDBOX)
