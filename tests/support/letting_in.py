"""Authentication as the app does it, for the tests of who is let in."""

from smscode.call import Call
from smscode.callers import HttpCaller, authentication
from smscode.config.model import Config


def let_in(caller: HttpCaller, call: Call, config: Config) -> None:
    """Make sure that *caller* accepts what *call* carries; OutcomeError when it does not."""
    authentication.accept(caller, caller.credential(call), config)
