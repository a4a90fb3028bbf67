"""Aliyun's RPC gateway, which all services but object storage stand behind."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.aliyun import acs3, parameters, vendor
from sandbox.aliyun.acceptance import Acceptance
from sandbox.aliyun.account import Account
from sandbox.aliyun.actions import ACTIONS, Action, Call
from sandbox.aliyun.journal import Journal
from sandbox.aliyun.script import Script
from sandbox.aliyun.vendor import VendorError
from sandbox.trouble import Reply
from sandbox.wire import Request


@dataclass(frozen=True, slots=True)
class Gateway:
    """Checks the signature, then answers as scripted or as the action decides."""

    account: Account
    journal: Journal
    script: Script
    clock: Callable[[], datetime]
    acceptance: Acceptance
    nonces: acs3.Nonces = field(default_factory=acs3.Nonces)

    def answer(self, request: Request) -> Reply:
        """Answer one request and record what happened."""
        self.journal.record_request(request)
        name = request.headers.get("x-acs-action", "")
        action = ACTIONS.get(name)
        product = action.product if action else "Dysmsapi"
        try:
            reply = self._answer(request, name, action)
        except VendorError as error:
            reply = vendor.answer(error.code, error.message, status=error.status, product=product)
        self.journal.tell_reply(reply)
        return reply

    def _answer(self, request: Request, name: str, action: Action | None) -> Reply:
        now = self.clock()
        key = acs3.verify(request, self.account.access_keys.get, now, self.nonces)
        scripted = self.script.take(name)
        if scripted is not None:
            return scripted
        if action is None:
            raise VendorError(
                "InvalidAction.NotFound",
                "Specified api is not found, please check your url and method.",
            )
        action.check(request, key)
        query = parameters.read(request)
        return action.perform(Call(query, now, self.account, self.journal, self.acceptance))
