"""`make config-put` with an operator that the test plays, and stores that are real."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from local.clouds.fc import Credentials
from ops.config_put.__main__ import main
from ops.language import Language, in_language
from smscode.clock import SystemClock
from smscode.outcome import Text
from support.documents import MINIMAL
from support.instance import variables

FIRST: Final = json.dumps(MINIMAL)
#: Long enough that no version id of a store, which is a UUID, happens to have it in it.
PER_HOUR: Final = 731_731_731
SECOND: Final = json.dumps({**MINIMAL, "limits": {"perHour": PER_HOUR}}, indent=1)


#: Where nobody listens: the check at the end has nobody to ask.
NO_ALIYUN: Final[Mapping[str, str]] = dict.fromkeys(
    ("DYSMSAPI_ENDPOINT", "GLOBE_ENDPOINT"), "http://127.0.0.1:9"
)


class HastyClock(SystemClock):
    """The machine's clock, on which nobody waits."""

    def sleep(self, seconds: float) -> None:
        """Go on."""


def nothing() -> None:
    """Do nothing."""


@dataclass(slots=True)
class Operator:
    """Who reads what is said, and answers; `meanwhile` happens while they think."""

    agrees_to: bool = True
    meanwhile: Callable[[], object] = nothing
    said: list[str] = field(default_factory=list)
    language: Language = "en"

    @property
    def has_person(self) -> bool:
        """Whether somebody is there."""
        return True

    def say(self, text: Text) -> None:
        """Read."""
        self.said.append(in_language(self.language, text))

    def ask(self, question: Text) -> str:
        """Think, and answer."""
        self.say(question)
        self.meanwhile()
        return "y" if self.agrees_to else "n"

    ask_secret = ask

    @property
    def text(self) -> str:
        """All that was said."""
        return "\n".join(self.said)


class Desk:
    """Where an operator runs the command."""

    def __init__(self, folder: Path, role: Credentials | None = None) -> None:
        """Have a file for the document, and a key for Aliyun's stores."""
        self.file = folder / "smscode.json"
        self.environment: Mapping[str, str] = {**NO_ALIYUN, **(variables(role) if role else {})}

    def put(self, uri: str, text: str | bytes, operator: Operator | None = None) -> tuple[int, str]:
        """Run it; return the exit status and what was said."""
        self.file.write_bytes(text if isinstance(text, bytes) else text.encode())
        operator = operator or Operator()
        status = main([uri, str(self.file)], self.environment, operator, HastyClock())
        return status, operator.text
