"""The carriers of mainland China: which numbers are whose, and which signs they let through.

Since 2025 a carrier drops what comes under a sign that it has not filed, though Aliyun has accepted
it: help.aliyun.com/document_detail/101347.html, which says that the code may be any. Here it is the
one whose meaning is just that.
"""

import re
from typing import Final

from aliyun_sms_sandbox.aliyun import numbers
from aliyun_sms_sandbox.aliyun.delivery import DELIVERED, Delivery, failed
from aliyun_sms_sandbox.aliyun.sms_sign import Filing, FilingStatus, Operator, Sign

NOT_FILED: Final = failed("PORT_NOT_REGISTERED")
#: The ranges as libphonenumber has them (``carrier/en/86.txt`` of 9.0). Who has moved to another
#: carrier with the number is not known here, and a number of none of the three meets no filing.
_RANGES: Final = {
    Operator.MOBILE: re.compile(
        r"134[0-8]|13[5-9]|147|15[0-27-9]|170[356]|172|178|18[23478]|19[578]"
    ),
    Operator.UNICOM: re.compile(r"13[0-2]|145|15[56]|16[67]|170[4789]|171|17[56]|18[56]|196"),
    Operator.TELECOM: re.compile(r"133|153|170[0-2]|173|1740|177|18[019]|19[0139]"),
}
#: An unverified one lets its first messages through: Aliyun waits for more of them to be delivered.
_LETS_THROUGH: Final = frozenset({FilingStatus.FILED, FilingStatus.UNVERIFIED})


def operator_of(number: str) -> Operator | None:
    """Return the carrier that a number of the mainland was given out by."""
    shortest = numbers.canonical(number)
    return next((o for o, numbers_of in _RANGES.items() if numbers_of.match(shortest)), None)


def delivery_to(number: str, sign: Sign) -> Delivery:
    """Return what becomes of a message under *sign* to a number of the mainland."""
    operator = operator_of(number)
    if operator is None:
        return DELIVERED
    filing = sign.filing.get(operator, Filing())
    return DELIVERED if filing.status in _LETS_THROUGH else NOT_FILED
