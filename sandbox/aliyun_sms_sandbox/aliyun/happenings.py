"""What a magic number can have happen to a request that is otherwise in order."""

from collections.abc import Callable
from dataclasses import dataclass

from aliyun_sms_sandbox.aliyun.delivery import DELIVERED, Delivery
from aliyun_sms_sandbox.aliyun.vendor import VendorError
from aliyun_sms_sandbox.trouble import Late, Reply
from aliyun_sms_sandbox.wire import Answer


@dataclass(frozen=True, slots=True)
class Visit:
    """One request.

    Attributes:
        accept: Records its messages with what becomes of them, and returns the receipt.
        turn: Its place among those for this number, from 1.
    """

    accept: Callable[[Delivery], Answer]
    turn: int


Happening = Callable[[Visit], Reply]


def accepted(delivery: Delivery) -> Happening:
    """The message is accepted; this becomes of it."""
    return lambda visit: visit.accept(delivery)


def accepted_slowly(seconds: float) -> Happening:
    """The message is accepted, and the receipt comes after a while."""
    return lambda visit: Late(visit.accept(DELIVERED), seconds)


def refused(code: str, message: str) -> Happening:
    """The message is refused."""

    def happen(_visit: Visit) -> Reply:
        raise VendorError(code, message)

    return happen


def refused_every_other_time(code: str, message: str) -> Happening:
    """The message is refused, and accepted when it comes again."""

    def happen(visit: Visit) -> Reply:
        if visit.turn % 2:
            raise VendorError(code, message)
        return visit.accept(DELIVERED)

    return happen


def unaccepted(reply: Reply) -> Happening:
    """This comes before the message would have been accepted."""
    return lambda _visit: reply


def accepted_unheard(reply: Reply) -> Happening:
    """The message is accepted, and this comes in place of the receipt."""

    def happen(visit: Visit) -> Reply:
        visit.accept(DELIVERED)
        return reply

    return happen
