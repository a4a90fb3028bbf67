"""The actions of the RPC gateway: which service each belongs to, and what answers it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aliyun_sms_sandbox.aliyun import (
    dysms,
    globe,
    kms,
    magic,
    message_status,
    pnvs,
    send_details,
    sms_queries,
    sms_reviews,
    sms_statistics,
    vendor,
)
from aliyun_sms_sandbox.aliyun.acceptance import Acceptance
from aliyun_sms_sandbox.aliyun.account import Account
from aliyun_sms_sandbox.aliyun.flow_control import FlowControl
from aliyun_sms_sandbox.aliyun.journal import Journal, Message
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.trouble import Reply
from aliyun_sms_sandbox.wire import Answer


@dataclass(frozen=True, slots=True)
class Call:
    """One well-signed request, and all that it can be answered from."""

    query: Mapping[str, str]
    now: datetime
    account: Account
    journal: Journal
    acceptance: Acceptance


@dataclass(frozen=True, slots=True)
class Action:
    """One action of a service.

    Attributes:
        product: The service, by its name in help pages.
        version: Of its API.
        permission: The service, by its name in RAM.
        perform: What answers it.
        members: What the service calls the code of a refusal and the words with it.
    """

    product: str
    version: str
    permission: str
    perform: Callable[[Call], Reply]
    members: tuple[str, str] = vendor.MEMBERS

    def refusal(self, error: VendorError) -> Answer:
        """Answer with a refusal."""
        return vendor.answer(
            error.code,
            error.message,
            status=error.status,
            product=self.product,
            members=self.members,
        )

    def check_version(self, version: str | None) -> None:
        """Check the version of the API that a request is for.

        Raises:
            VendorError: It is another.
        """
        if version != self.version:
            raise VendorError("InvalidVersion", "Specified parameter Version is not valid.")


def _send_sms(call: Call) -> Reply:
    return _take(call, dysms.send_sms(call.query, call.account.catalogue, call.now))


def _send_batch_sms(call: Call) -> Reply:
    return _take(call, dysms.send_batch_sms(call.query, call.account.catalogue, call.now))


def _take(call: Call, messages: Sequence[Message]) -> Reply:
    at_home = [(message.sign, message.phone) for message in messages if message.at_home]
    return call.acceptance.take(
        messages, dysms.accepted, magic.BY_NUMBER, lambda flow: flow.submit(at_home, call.now)
    )


def _send_verify_code(call: Call) -> Reply:
    message = pnvs.send_verify_code(call.query, call.account.lent_signs, call.now)
    interval = pnvs.interval(call.query)

    def count(flow: FlowControl) -> None:
        flow.submit_verification(message.phone, call.now, interval)

    return call.acceptance.take([message], pnvs.accepted, magic.BY_NUMBER, count)


def _send_message_to_globe(call: Call) -> Reply:
    message = globe.send_message_to_globe(call.query, call.account.catalogue, call.now)
    return call.acceptance.take(
        [message], globe.accepted, magic.BY_NUMBER_ABROAD, lambda _flow: None
    )


def _dysms(perform: Callable[[Call], Reply]) -> Action:
    return Action("Dysmsapi", dysms.VERSION, "dysms", perform)


def _globe(perform: Callable[[Call], Reply]) -> Action:
    return Action("Dysmsapi", globe.VERSION, "dysms", perform, vendor.MEMBERS_ABROAD)


def _kms(perform: Callable[[Call], Reply]) -> Action:
    return Action("Kms", kms.VERSION, "kms", perform)


ACTIONS: Final[Mapping[str, Action]] = {
    "SendSms": _dysms(_send_sms),
    "SendBatchSms": _dysms(_send_batch_sms),
    "QuerySendDetails": _dysms(
        lambda call: send_details.query_send_details(call.query, call.journal.messages)
    ),
    "QuerySendStatistics": _dysms(
        lambda call: sms_statistics.query_send_statistics(call.query, call.journal.messages)
    ),
    "GetSmsSign": _dysms(lambda call: sms_queries.get_sms_sign(call.query, call.account.catalogue)),
    "GetSmsTemplate": _dysms(
        lambda call: sms_queries.get_sms_template(call.query, call.account.catalogue)
    ),
    "QuerySmsSign": _dysms(
        lambda call: sms_reviews.query_sms_sign(call.query, call.account.catalogue)
    ),
    "QuerySmsSignList": _dysms(
        lambda call: sms_reviews.query_sms_sign_list(call.query, call.account.catalogue)
    ),
    "QuerySmsTemplate": _dysms(
        lambda call: sms_reviews.query_sms_template(call.query, call.account.catalogue)
    ),
    "QuerySmsTemplateList": _dysms(
        lambda call: sms_reviews.query_sms_template_list(call.query, call.account.catalogue)
    ),
    "SendSmsVerifyCode": Action("Dypnsapi", pnvs.VERSION, "dypns", _send_verify_code),
    "SendMessageToGlobe": _globe(_send_message_to_globe),
    "QueryMessage": _globe(
        lambda call: message_status.query_message(call.query, call.journal.messages)
    ),
    "GetSecretValue": _kms(lambda call: kms.get_secret_value(call.query, call.account.secrets)),
    "PutSecretValue": _kms(lambda call: kms.put_secret_value(call.query, call.account.secrets)),
}
