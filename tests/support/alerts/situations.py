"""What can happen, made to happen to the real function, and the lines that it leaves."""

import io
import json
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from aliyun_sms_sandbox.aliyun.server import running
from smscode.callers import CALLERS
from smscode.receipts.push import Receipts
from support.aliyun_store import put_object
from support.app_bench import BODY, DOCUMENT, FIELDS, NUMBER, AppBench, bearer
from support.instance import KEYED, Instance, environment_for, issue
from support.receipt_pushes import failed, receipt
from support.stand_ins import HeldClock

NOBODY: Final = 1  # a port on which nobody listens
KEY: Final = "k" * 32
PATH_SECRET: Final = "a-path-secret-that-nobody-can-guess-0"
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
IN_HONG_KONG: Final = {**FIELDS, "phone": "+85291234567"}


def ordinary(bench: AppBench) -> None:
    """Send one to a person whom Logto knows the address of."""
    from_logto(bench, "SignIn")


def new_type(bench: AppBench) -> None:
    """Have a Logto that is newer than we ask for something, where no template is Generic."""
    from_logto(bench, "SomethingNew")


def from_logto(bench: AppBench, usage: str) -> None:
    """Ask for a code as Logto does."""
    bench.configure({**DOCUMENT, "claimsKey": KEY, "callers": {"logto": {"tokens": ["t" * 32]}}})
    body = {"to": f"86{NUMBER}", "type": usage, "payload": {"code": "735184"}}
    call(bench, "POST", "/logto", json.dumps({**body, "ip": "192.0.2.1"}), bearer("t" * 32))


def call(
    bench: AppBench, method: str, path: str, body: str = "", headers: Mapping[str, str] = NOTHING
) -> None:
    """Call over HTTP; the answer is in whichever form the path's caller takes it."""
    event = {
        "version": "2.0",
        "rawPath": path,
        "headers": dict(headers),
        "requestContext": {"http": {"method": method, "path": path}},
        "body": body,
    }
    bench.app(event, None)


def twice(bench: AppBench) -> None:
    """Ask for the same code twice in a moment."""
    bench.direct()
    bench.direct()


def wrong_key(bench: AppBench) -> None:
    """Have Aliyun refuse the key."""
    bench.configure({**DOCUMENT, "accessKeySecret": "wrong"})
    bench.direct()


def last_resort(bench: AppBench) -> None:
    """Break the function where nothing should ever break it."""

    class Broken:
        @property
        def aws_request_id(self) -> str:
            raise RuntimeError

    bench.direct(context=Broken())


def no_balance(bench: AppBench) -> None:
    """Have Aliyun say that nothing is left."""
    bench.sandbox.answer_next("isv.AMOUNT_NOT_ENOUGH")
    bench.direct()


def our_cap(bench: AppBench) -> None:
    """Ask for more than the config allows in an hour."""
    bench.configure({**DOCUMENT, "limits": {"perHour": 1}})
    bench.direct()
    bench.direct({**FIELDS, "code": "735185"})


def closed_region(bench: AppBench) -> None:
    """Ask for a number of a region that is not allowed."""
    bench.direct(IN_HONG_KONG)


def flow_control(bench: AppBench) -> None:
    """Have Aliyun say that one number asks too often."""
    bench.sandbox.answer_next("isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控Permits:1")
    bench.direct()


def doubtful(bench: AppBench) -> None:
    """Have Aliyun fail after it may have sent."""
    bench.sandbox.answer_next("isp.SYSTEM_ERROR")
    bench.direct()


def out_of_reach(bench: AppBench) -> None:
    """Have nobody where Aliyun should be."""
    bench.app = bench.wired({"DYSMSAPI_ENDPOINT": f"http://127.0.0.1:{NOBODY}"})
    bench.direct()


def paused(bench: AppBench) -> None:
    """Ask while the operator has paused all sending."""
    bench.configure({**DOCUMENT, "paused": True})
    bench.direct()


def claims_down(bench: AppBench) -> None:
    """Send while the claim store is down."""
    bench.configure({**DOCUMENT, "claimsKey": KEY})
    bench.app = bench.wired({"CLAIMS_URI": f"redis://127.0.0.1:{NOBODY}/0"})
    for number in range(3):
        bench.direct({**FIELDS, "code": f"100{number}"})


def claims_needed(bench: AppBench) -> None:
    """Refuse while the claim store is down, as the operator has chosen."""
    bench.configure({**DOCUMENT, "claimsKey": KEY, "claimsFailure": "refuse"})
    bench.app = bench.wired({"CLAIMS_URI": f"redis://127.0.0.1:{NOBODY}/0"})
    bench.direct()


def claims_without_key(bench: AppBench) -> None:
    """Send with a durable store, and no key for it in the config."""
    bench.app = bench.wired({"CLAIMS_URI": f"redis://127.0.0.1:{NOBODY}/0"})
    bench.direct()


def broken_config(bench: AppBench) -> None:
    """Send with a good config, and go on with it when the next one does not parse."""
    bench.direct()
    Path(bench.path).write_text("{", encoding="utf-8")
    bench.clock.sleep(301)
    bench.direct({**FIELDS, "code": "735185"})


def previous_config(bench: AppBench) -> None:
    """Start on a config that does not parse, in a bucket that keeps the version before."""
    bench.sandbox.versioned_buckets.add("sms-config")
    for text in (json.dumps(KEYED), "{"):
        put_object(bench.sandbox, text)
    rest = f"sms-config/config.json?region=cn-hangzhou&endpoint={bench.sandbox.endpoint}"
    environment = environment_for(bench.sandbox, f"aliyun-oss:{rest}", issue(bench.sandbox, "role"))
    Instance(environment).call(code="735186")


def receipts(bench: AppBench) -> None:
    """Have Aliyun tell of one that arrived, and of one that did not."""
    bench.configure({**DOCUMENT, "callers": {"receipts": {"pathSecrets": [PATH_SECRET]}}})
    body = json.dumps([receipt(0), failed(1)])
    bench.http(path=f"/receipts/{PATH_SECRET}", headers={}, body=body)


def arrived(bench: AppBench) -> None:
    """Have Aliyun tell of ten, of which one did not arrive, as on most days."""
    bench.configure({**DOCUMENT, "callers": {"receipts": {"pathSecrets": [PATH_SECRET]}}})
    body = json.dumps([failed(0), *map(receipt, range(1, 10))])
    bench.http(path=f"/receipts/{PATH_SECRET}", headers={}, body=body)


def stranger(bench: AppBench) -> None:
    """Call with a token that nobody has given out."""
    bench.http(headers=bearer("a stranger's"))


def closed_caller(bench: AppBench) -> None:
    """Call as an auth flow that has no entry in the config."""
    call(bench, "POST", "/logto", BODY, bearer("t" * 32))


def old_path_secret(bench: AppBench) -> None:
    """Have Aliyun push to a path whose secret the config no longer has."""
    bench.configure({**DOCUMENT, "callers": {"receipts": {"pathSecrets": [PATH_SECRET]}}})
    bench.http(path=f"/receipts/{PATH_SECRET[::-1]}", headers={}, body=json.dumps([receipt(0)]))


def scanner(bench: AppBench) -> None:
    """Have somebody without a credential try every path that there is, and many that are not."""
    names = ("", Receipts.name, *(caller.name for caller in CALLERS))
    nowhere = (".env", "wp-login.php", "actuator/health", "healthz/x", "api/v1/pods")
    for name in (*names, *nowhere):
        call(bench, "GET", f"/{name}")
        call(bench, "POST", f"/{name}", BODY)
    call(bench, "POST", "/", "x" * 20_000)
    for name in nowhere:
        call(bench, "POST", f"/{name}", BODY, bearer("admin"))


def wrong_number(bench: AppBench) -> None:
    """Ask for a code for what is no number."""
    bench.direct({**FIELDS, "phone": "+8612345"})


def wrong_body(bench: AppBench) -> None:
    """Ask, with a good credential, in a form that nobody reads."""
    bench.http(body='{"to": "somebody"}')


def second_sign(bench: AppBench) -> None:
    """Send with a signature that Aliyun does not know, and one that it does."""
    bench.configure({**DOCUMENT, "signName": ["没有的签名", DOCUMENT["signName"]]})
    bench.direct()


def second_way(bench: AppBench) -> None:
    """Send with a template that Aliyun does not take, and one that it does."""
    choice = {"china": ["SMS_1000003", "SMS_1000001"]}
    bench.configure({**DOCUMENT, "templates": [{"usageType": "SignIn", "templateCode": choice}]})
    bench.sandbox.answer_next("isv.SMS_TEMPLATE_ILLEGAL")
    bench.direct()


SITUATIONS: Final[tuple[Callable[[AppBench], None], ...]] = (
    *(ordinary, new_type, twice, wrong_key, last_resort, no_balance, our_cap, closed_region),
    *(flow_control, doubtful, out_of_reach, paused, claims_down, claims_needed, claims_without_key),
    *(broken_config, previous_config, receipts, arrived, stranger, closed_caller, old_path_secret),
    *(scanner, wrong_number, wrong_body, second_sign, second_way),
)


class BusyClock(HeldClock):
    """A clock by which everything takes a while."""

    def monotonic(self) -> float:
        """Return seconds, some milliseconds more each time."""
        self.now += 0.004
        return self.now


def lines_of_all(folder: Path) -> Mapping[str, list[dict[str, Any]]]:
    """Return the lines that a fresh function leaves in each situation, by its name."""
    lines = {}
    with running() as sandbox:
        for situation in SITUATIONS:
            sandbox.clear()
            bench = AppBench(folder, sandbox)
            bench.clock = BusyClock()
            bench.app = bench.wired()
            with redirect_stdout(io.StringIO()) as out:
                situation(bench)
            texts = out.getvalue().splitlines()
            lines[situation.__name__] = [json.loads(text) for text in texts]
    return lines
