"""Every code that Aliyun documents, with the outcome that it means for us."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smscode.senders.vendor_codes import KINDS, Remedy, kind_of, remedy_for, retry_after, word_of

# Read from the vendor's pages and the gateway's public codes, not from the table in src.
OUTCOMES = {
    "sent": "OK",
    "invalid_phone": "MOBILE_NUMBER_ILLEGAL",
    "rejected": """
        BLACK_KEY_CONTROL_LIMIT CUSTOMER_REFUSED SMS_SECURITY_INTERCEPTED NOT_SUPPORTED_COUNTRY
        COUNTRY_RESTRICTED""",
    "rate_limited": """
        BUSINESS_LIMIT_CONTROL BUSINESS_LIMIT_CONTROL_MINUTE BUSINESS_LIMIT_CONTROL_PHONE
        BUSINESS_LIMIT_HOUR BUSINESS_LIMIT_DAY FREQUENCY FREQUENCY_FAIL""",
    "quota_exhausted": """
        DAY_LIMIT_CONTROL MONTH_LIMIT_CONTROL AMOUNT_NOT_ENOUGH OUT_OF_SERVICE
        ONLINE_BILLING_FAILED BILLING_DEDUCTION_ERROR""",
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
        INVALID_SENDERID SENDERID_ERROR SENDERID_BLACKLIST
        FORBIDDEN_ACTION PRODUCT_NOT_SUBSCRIBED FUNCTION_NOT_OPENED
        Forbidden Forbidden.RAM Forbidden.RiskControl Forbidden.AccessKeyDisabled NoPermission
        InvalidAccessKeyId InvalidAccessKeyId.NotFound InvalidAccessKeyId.Inactive
        SignatureDoesNotMatch IncompleteSignature MissingSecurityToken
        InvalidSecurityToken.Expired InvalidSecurityToken.Malformed
        InvalidSecurityToken.MismatchWithAccessKey
        InvalidTimeStamp.Expired InvalidTimeStamp.Format InvalidVersion InvalidAction.NotFound
        MissingParameter InvalidParameter InvalidProtocol.NeedSsl""",
}
ROWS = [(code, outcome) for outcome, codes in OUTCOMES.items() for code in codes.split()]
PREFIXES = ("isv.", "isp.", "biz.")
SERVICE = [code for code, _ in ROWS if code.isupper() and code != "OK"]

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


@pytest.mark.parametrize("status", [200, 400, 503])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_documented_codes(outcome: str, status: int) -> None:
    """A code means its outcome as it stands in the vendor's table, whatever HTTP says beside it."""
    found = {code: kind_of(code, status).code for code in OUTCOMES[outcome].split()}
    assert found == dict.fromkeys(found, outcome)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_prefix_makes_no_difference(prefix: str) -> None:
    """The services write a prefix or leave it out, and do not agree on which."""
    assert {code: meaning(prefix + code) for code in SERVICE} == {c: meaning(c) for c in SERVICE}


def meaning(code: str) -> tuple[str, Remedy | None, int | None]:
    """Return all that is read from a code."""
    return kind_of(code, 200).code, remedy_for(code), retry_after(code, "")


@pytest.mark.parametrize("code", ["SENDERID_BL", "SENDERID_BLACK_LIST", "isv.SENDERID_BLOCKED"])
def test_code_that_the_page_cuts_short(code: str) -> None:
    """However the name goes on, the sender id is on a blacklist."""
    assert kind_of(code, 200).code == "misconfigured"


@pytest.mark.parametrize(
    ("code", "below_500", "from_500"),
    [
        *((code, "rejected", "rejected") for code in ("isv.SOMETHING_NEW", "isv.", "isv.A.B")),
        *((code, "rejected", "rejected") for code in ("isv.OK", "isv.OKAY", "isv.200")),
        *((code, "uncertain", "uncertain") for code in ("isp.SOMETHING_NEW", "isp.", "isp.OK")),
        *((code, "uncertain", "uncertain") for code in ("ok", "Ok", "OKAY", "OK.Pending", " OK")),
        *((code, "uncertain", "uncertain") for code in ("Success", "SUCCESSFUL", "success.sent")),
        *((code, "uncertain", "uncertain") for code in ("Accepted", "ACCEPT", "accept.later")),
        *((code, "uncertain", "uncertain") for code in ("", " ", "biz.", "0", "200", "biz.200")),
        *((code, "uncertain", "uncertain") for code in ("biz.OK", "biz.Success")),
        *((code, "misconfigured", "uncertain") for code in ("SOMETHING_NEW", "Some.Thing", "-1")),
        *((code, "misconfigured", "uncertain") for code in ("biz.SOMETHING_NEW", "iss.OK", "N/A")),
        ("ISV.MOBILE_NUMBER_ILLEGALLY", "misconfigured", "uncertain"),
        ("InvalidAccessKey", "misconfigured", "uncertain"),
        ("NotOK", "misconfigured", "uncertain"),
    ],
)
def test_undocumented_code(code: str, below_500: str, from_500: str) -> None:
    """A new refusal is certain where it says who refused; what may be good news is not, ever."""
    assert {kind_of(code, status).code for status in (200, 400, 404, 499)} == {below_500}
    assert {kind_of(code, status).code for status in (500, 503, 599)} == {from_500}
    assert remedy_for(code) is None


@given(
    st.text(string.printable, max_size=12), st.sampled_from(["", *PREFIXES]), st.integers(200, 599)
)
def test_any_code(bare: str, prefix: str, status: int) -> None:
    """No code but OK is a receipt, and one that nobody knows never lets anything be tried again."""
    code = prefix + bare
    kind = kind_of(code, status).code
    assert (kind == "sent") is (code == "OK")
    if word_of(code) not in KINDS and code != "OK":
        assert kind in {"rejected", "uncertain", "misconfigured"}
        assert remedy_for(code) is None


def test_remedies() -> None:
    """A second attempt is for a busy gateway, a refused key or a refused signature, and no more."""
    found = {code: remedy for code, _ in ROWS if (remedy := remedy_for(code))}
    assert found.pop("InvalidAccessKeyId") is remedy_for("InvalidAccessKeyId.NotFound")
    assert found == REMEDIES


WINDOWS = [
    ("触发分钟级流控Permits:1", 60),
    ("触发小时级流控Permits:5", 3600),
    ("触发天级流控Permits:10", 86_400),
    ("触发号码天级流控", 86_400),
    ("触发小时级流控，请明天再试", 3600),
    ("触发流控", None),
    ("Business limit control", None),
    ("", None),
]


@pytest.mark.parametrize(("message", "seconds"), WINDOWS)
def test_window(message: str, seconds: int | None) -> None:
    """The vendor's text names the window of the limit; without one there is nothing to promise."""
    assert retry_after("isv.BUSINESS_LIMIT_CONTROL", message) == seconds


@pytest.mark.parametrize(
    ("code", "seconds"),
    [
        ("BUSINESS_LIMIT_CONTROL_MINUTE", 60),
        ("BUSINESS_LIMIT_HOUR", 3600),
        ("BUSINESS_LIMIT_DAY", 86_400),
        ("biz.FREQUENCY", 60),
    ],
)
def test_window_of_a_code(code: str, seconds: int) -> None:
    """A code that names its window needs no text."""
    assert {retry_after(code, message) for message, _ in WINDOWS} == {seconds}
