"""How Aliyun's API answers: the product's own replies and the gateway's errors, as JSON.

The product (codes `OK`, `isv.*`, `isp.*`) always answers with HTTP 200; the gateway in front of it
answers with an error status and three more members. Bodies as posted in public threads, for example
dromara/SMS4J#34, jeessy2/ddns-go#936 and feiyu563/PrometheusAlert#106.
"""

import json
from uuid import uuid4

from sandbox.wire import Answer

_HOST_ID = "dysmsapi.aliyuncs.com"
_GATEWAY_STATUS = {
    "InvalidAccessKeyId.NotFound": 404,
    "InvalidAction.NotFound": 404,
    "InternalError": 500,
    "ServiceUnavailable": 503,
}


class VendorError(Exception):
    """A request that Aliyun refuses: the code is the contract, the message is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def answer(
    code: str, message: str, *, biz_id: str | None = None, status: int | None = None
) -> Answer:
    """Build the reply that carries this code, in the shape of the layer the code belongs to.

    `status` overrides the usual HTTP status: the vendor's own pages disagree about some of them.
    """
    request_id = str(uuid4()).upper()
    document = {"Message": message, "RequestId": request_id, "Code": code}
    usual_status = 200
    if code != "OK" and not code.startswith(("isv.", "isp.")):
        usual_status = _GATEWAY_STATUS.get(code, 400)
        document["HostId"] = _HOST_ID
        document["Recommend"] = (
            f"https://api.aliyun.com/troubleshoot?q={code}&product=Dysmsapi&requestId={request_id}"
        )
    if biz_id is not None:
        document["BizId"] = biz_id
    headers = {"content-type": "application/json;charset=utf-8", "x-acs-request-id": request_id}
    body = json.dumps(document, ensure_ascii=False).encode()
    return Answer(status or usual_status, headers, body)
