"""Who comes in: method, size and credential, by the config in hand or else by a newer one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smscode.call import Call
from smscode.callers import Peer
from smscode.clock import Deadline
from smscode.config_cache import ConfigCache
from smscode.outcome import CONTENT_TOO_LARGE, METHOD_NOT_ALLOWED, Outcome, OutcomeError

if TYPE_CHECKING:
    from smscode.config import Config

# Reasons of a 401 that a config newer than ours may not share.
_MAY_BE_NEW = frozenset({"unknown_token", "bad_signature", "not_configured"})


def check_form(peer: Peer, call: Call) -> None:
    """Make sure that *call* is one that *peer* could have made.

    Raises:
        OutcomeError: ``method_not_allowed`` or ``content_too_large``.
    """
    if call.method != "POST":
        raise OutcomeError(Outcome(METHOD_NOT_ALLOWED, allow="POST"))
    if len(call.body) > peer.body_limit:
        raise OutcomeError(Outcome(CONTENT_TOO_LARGE))


def authenticate(peer: Peer, call: Call, configs: ConfigCache, deadline: Deadline) -> Config:
    """Authenticate by the config in hand, then by a newer one, if there is reason to look.

    Returns the config that serves the call.

    Raises:
        OutcomeError: ``unauthorized``, or why there is no config.
    """
    try:
        peer.authenticate(call, lambda: configs.current(deadline))
    except OutcomeError as error:
        if error.outcome.reason not in _MAY_BE_NEW:
            raise
    else:
        return configs.current(deadline)
    newer = configs.after_unknown_credential(configs.current(deadline), deadline)
    peer.authenticate(call, lambda: newer)
    return newer
