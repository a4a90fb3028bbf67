"""Two hundred requests at once, a connection that breaks, and a page that belongs to another run."""

import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from inbox import browser as browsers
from inbox.desk import desk
from inbox.fixtures import new_number
from inbox.program import Program
from inbox.test_page_by_keyboard import send
from sandbox.function import CONFIG, token_in
from sandbox.inbox.phone import comparable
from inbox.test_phone import NUMBERS

CROWD = 200


def post(program: Program, token: str, phone: str) -> str:
    """Send a code to the function as a caller does, and return what became of it."""
    connection = HTTPConnection(urlsplit(program.function).netloc, timeout=300)
    body = json.dumps({"phone": phone, "usageType": "SignIn", "code": phone[-6:]})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        connection.request("POST", "/", body, headers)
        return str(json.loads(connection.getresponse().read())["code"])
    finally:
        connection.close()
