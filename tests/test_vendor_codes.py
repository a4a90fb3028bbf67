"""Every code that Aliyun documents, with the outcome that it means for us."""

import pytest

from smscode.senders.attempt import Remedy
from smscode.senders.vendor_codes import KINDS, kind_of, remedy_for, retry_after

# Read from the vendor's pages and the gateway's public codes, not from the table in src.
OUTCOMES = {
    "sent": "OK",
    "invalid_phone": "MOBILE_NUMBER_ILLEGAL",
    "rejected": """
        BLACK_KEY_CONTROL_LIMIT CUSTOMER_REFUSED SMS_SECURITY_INTERCEPTED NOT_SUPPORTED_COUNTRY""",
    "rate_limited": "BUSINESS_LIMIT_CONTROL FREQUENCY_FAIL",
    "quota_exhausted": """
        DAY_LIMIT_CONTROL MONTH_LIMIT_CONTROL AMOUNT_NOT_ENOUGH OUT_OF_SERVICE
        ONLINE_BILLING_FAILED""",
    "unavailable": "Throttling Throttling.User Throttling.Api QPS_LIMIT_CONTROL",
    "uncertain": """
        SYSTEM_ERROR GATEWAY_ERROR SignatureNonceUsed ServiceUnavailable InternalError
        UnknownError""",
    "misconfigured": """
        SMS_SIGNATURE_ILLEGAL SMS_SIGN_ILLEGAL SMS_SIGN_NAME_ILLEGAL SIGN_NAME_ILLEGAL
        SIGN_STATE_ILLEGAL SIGN_SOURCE_ILLEGAL SMS_SIGNATURE_SCENE_ILLEGAL SMS_SIGN_EMOJI_ILLEGAL
        SIGNATURE_BLACKLIST SMS_TEMPLATE_ILLEGAL TEMPLATE_MISSING_PARAMETERS
        TEMPLATE_PARAMS_ILLEGAL template_parameter_count_illegal CONTENT_MISSING_PARAMETERS
        INVALID_JSON_PARAM INVALID_PARAMETERS PARAM_LENGTH_LIMIT PARAM_NOT_SUPPORT_URL
        PARAMS_ILLEGAL SMS_CONTENT_ILLEGAL SMS_CONTENT_CODE_ILLEGAL
        SMS_CONTENT_MISMATCH_TEMPLATE_TYPE UNSUPPORTED_CONTENT EXTEND_CODE_ERROR
        ONE_CODE_MULTIPLE_SIGN CODE_EXCEED_LIMIT CODE_ERROR
        SMS_TEST_NUMBER_LIMIT SMS_TEST_SIGN_TEMPLATE_LIMIT SMS_TEST_TEMPLATE_PARAMS_ILLEGAL
        MOBILE_COUNT_OVER_LIMIT DOMESTIC_NUMBER_NOT_SUPPORTED DENY_IP_RANGE RAM_PERMISSION_DENY
        PRODUCT_UN_SUBSCRIPT PRODUCT_UNSUBSCRIBE ACCOUNT_NOT_EXISTS ACCOUNT_ABNORMAL
        ACCOUNT_ILLEGAL SECURITY_FROZEN_ACCOUNT
        Forbidden Forbidden.RAM Forbidden.RiskControl Forbidden.AccessKeyDisabled NoPermission
        InvalidAccessKeyId InvalidAccessKeyId.NotFound InvalidAccessKeyId.Inactive
        SignatureDoesNotMatch IncompleteSignature MissingSecurityToken
        InvalidSecurityToken.Expired InvalidSecurityToken.Malformed
        InvalidSecurityToken.MismatchWithAccessKey
        InvalidTimeStamp.Expired InvalidTimeStamp.Format InvalidVersion InvalidAction.NotFound
        MissingParameter InvalidParameter InvalidProtocol.NeedSsl""",
}
ROWS = [(code, outcome) for outcome, codes in OUTCOMES.items() for code in codes.split()]
SERVICE = [(code, outcome) for code, outcome in ROWS if code.isupper() and code != "OK"]

SIGNATURE = """
    SMS_SIGNATURE_ILLEGAL SMS_SIGN_ILLEGAL SMS_SIGN_NAME_ILLEGAL SIGN_NAME_ILLEGAL
    SIGN_STATE_ILLEGAL SIGN_SOURCE_ILLEGAL SMS_SIGNATURE_SCENE_ILLEGAL SIGNATURE_BLACKLIST"""
KEY = """
    InvalidAccessKeyId.NotFound InvalidAccessKeyId.Inactive SignatureDoesNotMatch
    InvalidSecurityToken.Expired InvalidSecurityToken.Malformed
    InvalidSecurityToken.MismatchWithAccessKey"""
REMEDIES = {
    **dict.fromkeys(SIGNATURE.split(), Remedy.NEXT_SIGN),
    **dict.fromkeys(KEY.split(), Remedy.NEW_KEY),
    **dict.fromkeys(["Throttling", "Throttling.User", "Throttling.Api"], Remedy.REPEAT),
    "QPS_LIMIT_CONTROL": Remedy.REPEAT,
}


def test_no_code_is_left_out() -> None:
    """Every code that has an outcome has one here too."""
    assert set(KINDS) <= {word for code, _ in ROWS for word in (code, code.partition(".")[0])}


@pytest.mark.parametrize(("code", "outcome"), ROWS)
def test_documented_code(code: str, outcome: str) -> None:
    """A code means its outcome as it stands in the vendor's table, without a prefix."""
    assert kind_of(code).code == outcome


@pytest.mark.parametrize("prefix", ["isv.", "isp."])
@pytest.mark.parametrize(("code", "outcome"), SERVICE)
def test_prefix_makes_no_difference(prefix: str, code: str, outcome: str) -> None:
    """The services write a prefix or leave it out, and do not agree on which."""
    assert kind_of(prefix + code).code == outcome


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        *((code, "rejected") for code in ("isv.SOMETHING_NEW", "isv.", "isv.OKAY", "isv.A.B")),
        *((code, "uncertain") for code in ("isp.SOMETHING_NEW", "isp.", "SOMETHING_NEW", "")),
        *((code, "uncertain") for code in ("ok", "Ok", "OKAY", "OK.Pending", "isp.OK", "200")),
        *((code, "uncertain") for code in ("ISV.MOBILE_NUMBER_ILLEGALLY", "InvalidAccessKey")),
        ("isv.OK", "rejected"),
    ],
)
def test_undocumented_code(code: str, outcome: str) -> None:
    """A new `isv.` code is a refusal; anything else may have been sent; none passes for OK."""
    assert kind_of(code).code == outcome


@pytest.mark.parametrize("code", [code for code, _ in ROWS])
def test_remedy(code: str) -> None:
    """A second attempt is for a busy gateway, a refused key or a refused signature, and no more."""
    assert remedy_for(code) is REMEDIES.get(code, remedy_for(code.partition(".")[0]))
    assert (remedy_for(code) is not None) is (code in REMEDIES or code == "InvalidAccessKeyId")


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("触发分钟级流控Permits:1", 60),
        ("触发小时级流控Permits:5", 3600),
        ("触发天级流控Permits:10", 86_400),
        ("触发号码天级流控", 86_400),
        ("触发小时级流控，请明天再试", 3600),
        ("触发流控", None),
        ("Business limit control", None),
        ("", None),
    ],
)
def test_window(message: str, seconds: int | None) -> None:
    """The vendor's text names the window of the limit; without one there is nothing to promise."""
    assert retry_after(message) == seconds
