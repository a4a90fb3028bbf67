"""A child process: ``python -m support.faults SITUATION``, a name out of ``SITUATIONS``.

What the calls came to goes to stdout, amid the function's log.
"""

import sys

from support.faults.situations import SITUATIONS

SITUATIONS[sys.argv[1]]()
