"""The two shapes of Aliyun's answers."""

import json

import pytest

from aliyun_sms_sandbox.aliyun import vendor


def test_success_is_what_the_product_sends() -> None:
    """An accepted message is answered with exactly four members and HTTP 200."""
    answer = vendor.answer("OK", "OK", biz_id="1^0")
    document = json.loads(answer.body)
    assert answer.status == 200
    assert document == {
        "Message": "OK",
        "RequestId": answer.headers["x-acs-request-id"],
        "Code": "OK",
        "BizId": "1^0",
    }


@pytest.mark.parametrize(
    "code",
    [
        *("isv.BUSINESS_LIMIT_CONTROL", "isp.SYSTEM_ERROR", "biz.FREQUENCY"),
        *("FUNCTION_NOT_OPENED", "SIGNATURE_BLACKLIST"),
    ],
)
def test_a_refusal_by_the_product_is_http_200(code: str) -> None:
    """The product refuses with 200, no BizId and no gateway member."""
    answer = vendor.answer(code, "触发分钟级流控Permits:1")
    assert answer.status == 200
    assert json.loads(answer.body).keys() == {"Message", "RequestId", "Code"}
    assert "触发分钟级流控Permits:1".encode() in answer.body


def test_abroad_the_product_has_names_of_its_own() -> None:
    """For its code and its words; the gateway has the same ones everywhere."""
    refused = vendor.answer("INVALID_SENDERID", "why", members=vendor.MEMBERS_ABROAD)
    document = json.loads(refused.body)
    assert (refused.status, document.pop("RequestId", "") != "") == (200, True)
    assert document == {"ResponseCode": "INVALID_SENDERID", "ResponseDescription": "why"}
    refused = vendor.answer("Throttling.User", "why", members=vendor.MEMBERS_ABROAD)
    assert refused.status == 400
    assert json.loads(refused.body).keys() == {
        *("Code", "Message", "RequestId", "HostId", "Recommend")
    }


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("SignatureDoesNotMatch", 400),
        ("Throttling.User", 400),
        ("InvalidAccessKeyId.NotFound", 404),
        ("InvalidAccessKeyId.Inactive", 400),
        ("Forbidden.RAM", 403),
        ("NoPermission", 403),
        ("InternalError", 500),
        ("ServiceUnavailable", 503),
    ],
)
def test_an_error_of_the_gateway_has_an_error_status(code: str, status: int) -> None:
    """The gateway adds HostId and Recommend and uses 4xx and 5xx."""
    answer = vendor.answer(code, "why")
    assert answer.status == status
    document = json.loads(answer.body)
    assert document.keys() == {"Message", "RequestId", "Code", "HostId", "Recommend"}
    assert document["RequestId"] in document["Recommend"]


def test_the_gateway_names_the_product() -> None:
    """The host and the help page are those of the product that was asked."""
    document = json.loads(vendor.answer("Rejected.Throttling", "later", product="Kms").body)
    assert document["HostId"] == "kms.aliyuncs.com"
    assert "product=Kms&" in document["Recommend"]


def test_the_status_can_be_another() -> None:
    """Vendor pages disagree about statuses, so a test can choose."""
    assert vendor.answer("SignatureDoesNotMatch", "", status=403).status == 403
