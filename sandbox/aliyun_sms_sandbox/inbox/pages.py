"""The pages: rendered here in whole and in parts, so that they work without a script too."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aliyun_sms_sandbox.aliyun import glosses, parameters
from aliyun_sms_sandbox.aliyun.access_key import AccessKey
from aliyun_sms_sandbox.aliyun.catalogue import Catalogue
from aliyun_sms_sandbox.aliyun.magic import MAGIC_NUMBERS
from aliyun_sms_sandbox.inbox import texts
from aliyun_sms_sandbox.inbox.box import Box
from aliyun_sms_sandbox.inbox.entry import Arrival, Entry
from aliyun_sms_sandbox.inbox.front import EXAMPLE, Exchange, Front
from aliyun_sms_sandbox.inbox.phone import comparable
from aliyun_sms_sandbox.inbox.samples import Sample, samples

HERE = Path(__file__).parent
_SIGNATURE_HEADERS = ("authorization", "x-acs-")
_HUES = 6


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What runs beside the inbox: Aliyun's stand-in with its account, and perhaps the function.

    Attributes:
        endpoint: The URL of the stand-in.
        key: A key of the account that may send, without a token.
        catalogue: What the account owns.
        front: The function.
    """

    endpoint: str
    key: AccessKey
    catalogue: Catalogue
    front: Front | None = None

    @property
    def exports(self) -> tuple[str, ...]:
        """Return shell commands that point another program at the stand-in."""
        return (
            f"export DYSMSAPI_ENDPOINT={self.endpoint}",
            f"export DYPNSAPI_ENDPOINT={self.endpoint}",
            f"export GLOBE_ENDPOINT={self.endpoint}",
            f"export ALIBABA_CLOUD_ACCESS_KEY_ID={self.key.id}",
            f"export ALIBABA_CLOUD_ACCESS_KEY_SECRET={self.key.secret}",
        )


class Pages:
    """Renders in the language that it is told."""

    def __init__(self, box: Box, around: Surroundings) -> None:
        self._box = box
        self._around = around
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["hue"] = _hue
        self._templates.filters["gloss"] = glosses.gloss
        self._templates.tests["chinese"] = glosses.is_chinese
        self._templates.tests["arrival"] = lambda entry: isinstance(entry, Arrival)

    def inbox(
        self,
        language: str,
        url: str,
        part_of_phone: str = "",
        exchange: Exchange | None = None,
        typed: Mapping[str, str] = EXAMPLE,
    ) -> str:
        """Return the inbox. Each message is in it; those to other numbers are hidden.

        Args:
            language: Of the page.
            url: Where the reader has found it.
            part_of_phone: Which numbers to show.
            exchange: What the form has brought.
            typed: What stands in the form.
        """
        position, entries = self._box.position, self._box.entries
        wanted = comparable(part_of_phone)
        return self._render(
            "inbox.html",
            language,
            entries=entries,
            shown={entry.number for entry in entries if wanted in entry.phone},
            part_of_phone=part_of_phone,
            last_event_id=self._box.event_id(position),
            around=self._around,
            samples=self._samples(url),
            example=EXAMPLE,
            magic_numbers=MAGIC_NUMBERS,
            exchange=exchange,
            typed={**dict.fromkeys(EXAMPLE, ""), **typed},
        )

    def _samples(self, url: str) -> tuple[Sample, ...]:
        around = self._around
        return samples(around.endpoint, around.key, around.catalogue, url, around.front)

    def message(self, language: str, entry: Entry) -> str:
        """Return one entry with the request behind it."""
        return self._render(
            "message.html",
            language,
            entry=entry,
            request=entry.request,
            parameters=parameters.read(entry.request),
            is_signature=_is_signature,
        )

    def card(self, language: str, entry: Entry) -> str:
        """Return one entry as it stands in the inbox."""
        return self._render("card.html", language, entry=entry, hidden=False)

    def exchange(self, language: str, exchange: Exchange) -> str:
        """Return a call of the function as it stands below the form."""
        return self._render("exchange.html", language, exchange=exchange)

    def _render(self, name: str, language: str, **values: object) -> str:
        words = texts.LANGUAGES[language]
        return self._templates.get_template(name).render(
            t=SimpleNamespace(**words),
            language=language,
            for_scripts={name: words[name] for name in texts.FOR_SCRIPTS},
            **values,
        )


def _is_signature(header: str) -> bool:
    return header.startswith(_SIGNATURE_HEADERS)


def _hue(sign: str) -> int:
    """Give a sign one of a few colours, always the same one."""
    return sum(sign.encode()) % _HUES
