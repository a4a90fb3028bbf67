"""The operator's commands, run from a checkout and never deployed: ``python -m ops.check``."""

import sys
from pathlib import Path

# Nothing of a checkout is installed: without it each command would need PYTHONPATH.
_SRC = str(Path(__file__).resolve().parents[1] / "src")
if _SRC not in sys.path:
    sys.path.insert(0, _SRC)
