"""The handler in a runtime's process, and what that process has imported so far.

Stands beside the function on sys.path, and is named as the handler in its stead.
"""

import json
import sys

from index import handler as function

QUESTION = {"probe": "modules"}


def handler(event: object, context: object) -> object:
    """Tell the names of all modules when asked for them; else serve *event*."""
    asked = json.loads(event) if isinstance(event, bytes) else event
    return sorted(sys.modules) if asked == QUESTION else function(event, context)
