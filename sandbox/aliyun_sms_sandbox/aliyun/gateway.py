"""Aliyun's RPC gateway, which all services but object storage stand behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aliyun_sms_sandbox.aliyun import acs3, credentials, parameters, rpc1
from aliyun_sms_sandbox.aliyun.acceptance import Acceptance
from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.account import Account
from aliyun_sms_sandbox.aliyun.actions import ACTIONS, Call
from aliyun_sms_sandbox.aliyun.credentials import Nonces
from aliyun_sms_sandbox.aliyun.journal import Journal
from aliyun_sms_sandbox.aliyun.script import Script
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.clock import TurnableClock
from aliyun_sms_sandbox.trouble import Reply
from aliyun_sms_sandbox.wire import Request


@dataclass(frozen=True, slots=True)
class Gateway:
    """Checks the signature, then answers as scripted or as the action decides."""

    account: Account
    journal: Journal
    script: Script
    clock: TurnableClock
    acceptance: Acceptance
    nonces: Nonces = field(default_factory=Nonces)

    def answer(self, request: Request) -> Reply:
        """Answer one request and record what happened."""
        self.journal.record_request(request)
        query = parameters.read(request)
        name = parameters.action(request)
        try:
            reply = self._answer(request, name, query)
        except VendorError as error:
            # To an action that is none the gateway answers, in a shape that all have.
            reply = ACTIONS.get(name, ACTIONS["SendSms"]).refusal(error)
        self.journal.tell_reply(reply)
        return reply

    def _answer(self, request: Request, name: str, query: Mapping[str, str]) -> Reply:
        now = self.clock.now()
        key = self._verify(request, query)
        credentials.check_end(key, now)
        scripted = self.script.take(name)
        if scripted is not None:
            return scripted
        action = ACTIONS.get(name)
        if action is None:
            raise VendorError(
                "InvalidAction.NotFound",
                "Specified api is not found, please check your url and method.",
            )
        action.check_version(request.headers.get("x-acs-version") or query.get("Version"))
        key.check_allows(f"{action.permission}:{name}")
        return action.perform(Call(query, now, self.account, self.journal, self.acceptance))

    def _verify(self, request: Request, query: Mapping[str, str]) -> AccessKey:
        find_key, now = self.account.access_keys.get, self.clock.machine()
        if "Signature" in query and "authorization" not in request.headers:
            return rpc1.verify(request.method, query, find_key, now, self.nonces)
        return acs3.verify(request, find_key, now, self.nonces)
