"""Pushes delivery reports to a URL, as Aliyun does in "HTTP batch push mode".

Aliyun waits 0.7 s for an answer (help.aliyun.com/document_detail/101508.html). It looks for status
200 and a `code` that is a number, and pushes again what was not answered so (101867). How many
reports it takes together, and how soon, it does not tell: both are ours.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from math import inf
from threading import Event, Lock, Thread
from typing import Final
from urllib.parse import urlsplit

from aliyun_sms_sandbox.aliyun import delivery_report
from aliyun_sms_sandbox.aliyun.delivery_report import Form
from aliyun_sms_sandbox.aliyun.journal import Message, ignore
from aliyun_sms_sandbox.clock import Clock, TurnableClock

#: Seconds after the first report of a batch; those that come meanwhile go with it.
GATHERING: Final = 2.0
MOST_OF_A_BATCH: Final = 100
_PATIENCE: Final = 0.7
_MOST_BATCHES: Final = 1_000
_MOST_OF_AN_ANSWER: Final = 65_536
_A_WHILE: Final = 3_600.0
_HEADERS: Final = {"Accept": "*/*", "Content-Type": "application/json;charset=UTF-8"}


@dataclass(slots=True, eq=False)
class _Batch:
    """Reports that go together.

    Attributes:
        form: The form of them all.
        due: When they are to be pushed; never, while they are being pushed.
        pushes: How often they have been.
    """

    form: Form
    due: float
    reports: list[Mapping[str, object]] = field(default_factory=list)
    pushes: int = 0


class ReportPush:
    """Takes accepted SMS, and pushes their reports in a thread of its own once it has a URL.

    It goes to that URL directly, through no proxy, and follows no redirect. What has waited longest
    is dropped past a thousand batches.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        patience: float = _PATIENCE,
        tell: Callable[[str], None] = ignore,
    ) -> None:
        """Prepare.

        Args:
            clock: What pushes are due by; the machine's when absent.
            patience: Seconds to wait for an answer.
            tell: Called, in the thread that pushes, with a line about each push that failed.
        """
        self._clock = clock or TurnableClock()
        self._patience = patience
        self._tell = tell
        self._url = ""
        self._lock = Lock()
        self._batches: deque[_Batch] = deque(maxlen=_MOST_BATCHES)
        self._woken = Event()
        self._stopped = False
        self._thread = Thread(target=self._run, daemon=True)

    def push_to(self, url: str) -> None:
        """Push the reports of what is accepted from now on to *url*. To be called once."""
        with self._lock:
            self._url = url
        self._thread.start()

    def take(self, messages: Iterable[Message]) -> None:
        """Take what was accepted; of what has no report yet, none is made."""
        with self._lock:
            if not self._url:
                return
            for message in messages:
                if message.delivery.code:
                    form = delivery_report.form_of(message)
                    self._open_batch(form).reports.append(form.write(message))
        self._woken.set()

    def _open_batch(self, form: Form) -> _Batch:
        for batch in self._batches:
            is_open = not batch.pushes and len(batch.reports) < MOST_OF_A_BATCH
            if batch.form is form and is_open:
                return batch
        batch = _Batch(form, self._clock.time() + GATHERING)
        self._batches.append(batch)
        return batch

    def clear(self) -> None:
        """Push none of what was taken so far, nor again what was pushed in vain."""
        with self._lock:
            self._batches.clear()

    def stop(self) -> None:
        """End the thread; what is due later is not pushed."""
        self._stopped = True
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while True:
            self._clock.wait(self._woken, self._seconds_left())
            self._woken.clear()
            while not self._stopped and (batch := self._next()) is not None:
                self._conclude(batch, _push(self._url, batch.reports, self._patience))
            if self._stopped:
                return

    def _seconds_left(self) -> float:
        with self._lock:
            due = min((batch.due for batch in self._batches), default=inf)
        return min(max(due - self._clock.time(), 0.0), _A_WHILE)

    def _next(self) -> _Batch | None:
        with self._lock:
            now = self._clock.time()
            batch = next((each for each in self._batches if each.due <= now), None)
            if batch is not None:
                batch.pushes += 1
                batch.due = inf
            return batch

    def _conclude(self, batch: _Batch, failure: str) -> None:
        """Drop a batch that was taken, or has failed for the last time; else let it wait."""
        pauses = batch.form.pauses
        pause = pauses[batch.pushes - 1] if failure and batch.pushes <= len(pauses) else None
        with self._lock:
            if batch not in self._batches:  # cleared meanwhile
                return
            if pause is None:
                self._batches.remove(batch)
            else:
                batch.due = self._clock.time() + pause
        if failure:
            later = "given up" if pause is None else f"again in {pause:.0f} s"
            host = urlsplit(self._url).hostname
            self._tell(f"Delivery reports ({len(batch.reports)}) to {host}: {failure}; {later}")


def _push(url: str, reports: list[Mapping[str, object]], patience: float) -> str:
    """Push, and return why it failed; empty when it did not."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=patience)
    target = parts._replace(scheme="", netloc="", path=parts.path or "/", fragment="").geturl()
    body = json.dumps(reports, ensure_ascii=False).encode()
    try:
        connection.request("POST", target, body, _HEADERS)
        response = connection.getresponse()
        content = response.read(_MOST_OF_AN_ANSWER)
    except (OSError, HTTPException, UnicodeError) as error:
        return type(error).__name__
    finally:
        connection.close()
    if response.status != HTTPStatus.OK:
        return f"HTTP {response.status}"
    return "" if _has_a_numeric_code(content) else "no number as code"


def _has_a_numeric_code(content: bytes) -> bool:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return False
    code = document.get("code") if isinstance(document, dict) else None
    return isinstance(code, int | float) and not isinstance(code, bool)
