"""The floor: one SendSms, signed by hand with the standard library and sent by its HTTP client.

No config, no authentication, no validation: nothing that sends an SMS from Python starts faster.
The signature: help.aliyun.com, "V3 request body & signature mechanism".
"""

import hashlib
import hmac
import http.client
import json
import os
import time
from urllib.parse import quote, urlencode

_FIELDS = {
    "PhoneNumbers": "13800138000",
    "SignName": "速通科技",
    "TemplateCode": "SMS_1000001",
    "TemplateParam": '{"code":"123456"}',
}
_EMPTY = hashlib.sha256(b"").hexdigest()


def handler(_event: object, _context: object) -> dict[str, object]:
    """Send one SMS."""
    host = os.environ["DYSMSAPI"]
    query = urlencode(sorted(_FIELDS.items()), quote_via=quote)
    connection = http.client.HTTPConnection(host)
    connection.request("POST", f"/?{query}", headers=_signed(host, query))
    answer = json.loads(connection.getresponse().read())
    status = 200 if answer["Code"] == "OK" else 502
    return {"statusCode": status, "body": json.dumps({"code": "sent"})}


def _signed(host: str, query: str) -> dict[str, str]:
    headers = {
        "host": host,
        "x-acs-action": "SendSms",
        "x-acs-content-sha256": _EMPTY,
        "x-acs-date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "x-acs-signature-nonce": os.urandom(16).hex(),
        "x-acs-version": "2017-05-25",
    }
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = f"POST\n/\n{query}\n{lines}\n{names}\n{_EMPTY}"
    text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    secret = os.environ["ACCESS_KEY_SECRET"].encode()
    signature = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    key = os.environ["ACCESS_KEY_ID"]
    credential = f"Credential={key},SignedHeaders={names},Signature={signature}"
    return {**headers, "Authorization": f"ACS3-HMAC-SHA256 {credential}"}
