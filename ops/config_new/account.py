"""What the operator's account may send with, listed where a key is at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from ops.check import approved
from ops.check.account import Account
from ops.check.answer import ApiAnswer, words
from ops.check.approved import Approved, ApprovedTemplate
from ops.chinese import both, of_setting
from ops.config_new.asking import Choices
from ops.config_new.document import Reference
from ops.credentials import NoKeyError, OperatorKey
from smscode.clock import Clock
from smscode.outcome import Text
from smscode.settings import Settings, SettingsError

T = TypeVar("T")

_CODE_VARIABLE = "code"
_SOME_CONFIG = {"CONFIG_URI": "file:smscode.json"}  # the settings name one, which is not read


class ApprovedHere:
    """What an account has approved, to choose from; it is asked when somebody has to choose.

    Without a key there is nothing to choose, and everything is typed.
    """

    def __init__(
        self, environment: Mapping[str, str], say: Callable[[Text], None], clock: Clock
    ) -> None:
        """Keep what it takes; *say* shows the operator why nothing can be listed."""
        self._environment = environment
        self._say = say
        self._clock = clock
        self._templates: dict[str, ApprovedTemplate] = {}
        self._reasons: set[Text] = set()

    def sign_names(self) -> Choices:
        """Return the sign names."""
        return [(name, "") for name in self._list(approved.sign_names)]

    def mainland_templates(self) -> Choices:
        """Return the templates for mainland numbers that take a code and nothing else."""
        return [_choice(each) for each in self._list_templates() if not each.is_international]

    def templates_abroad(self) -> Choices:
        """Return those for all other numbers."""
        return [_choice(each) for each in self._list_templates() if each.is_international]

    def reference(self, code: str) -> Reference:
        """Return the reference to the template *code*, chosen or typed."""
        template = self._templates.get(code)
        if template is None or template.variables == (_CODE_VARIABLE,):
            return code
        return {"templateCode": code, "codeVariable": template.variables[0]}

    def _list_templates(self) -> Iterable[ApprovedTemplate]:
        found = self._list(approved.templates)
        self._templates = {each.code: each for each in found if len(each.variables) == 1}
        return self._templates.values()

    def _list(self, ask: Callable[[Account], Approved[T] | ApiAnswer]) -> Sequence[T]:
        if self._account is None:
            return ()
        listed = ask(self._account)
        if isinstance(listed, Approved):
            return listed.entries
        self._say_once(both(listed.refusal))
        return ()

    def _say_once(self, reason: Text) -> None:
        if reason not in self._reasons:
            self._reasons.add(reason)
            self._say(_not_listed(reason))

    @cached_property
    def _account(self) -> Account | None:
        try:
            key = OperatorKey(self._environment).credentials()
            settings = Settings.from_environment({**self._environment, **_SOME_CONFIG})
        except NoKeyError as error:
            self._say_once(error.says)
            return None
        except SettingsError as error:
            self._say_once(of_setting(error))
            return None
        return None if key is None else Account(settings.dysmsapi, key, self._clock)


def _choice(template: ApprovedTemplate) -> tuple[str, str]:
    return template.code, f"{words(template.name)}: {words(template.content)}"


def _not_listed(reason: Text) -> Text:
    return Text(
        f"  (What your account has cannot be listed: {reason.english})",
        f"  （无法列出账号中已审核通过的内容：{reason.chinese}）",
    )
