"""Questions to the operator: answered by an option, by a variable, or on the terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from ops.console import Console
from smscode.outcome import Text

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


#: Where a choice can stand: alone, or after the usage type that it is for.
_NUMBER = re.compile(r"(?:(?<=[,，=])|^)[0-9]+(?=[,，]|$)")
#: Pairs of an answer and what to know of it.
Choices: TypeAlias = Sequence[tuple[str, str]]


class AnswerError(ValueError):
    """Raised for an answer that cannot be used.

    Attributes:
        says: What one looks like, in both languages.
    """

    def __init__(self, says: Text) -> None:
        super().__init__(says.english)
        self.says = says


class UnansweredError(Exception):
    """Raised for a question that nobody is there to answer, or whose option cannot be used.

    Attributes:
        says: Why, in both languages.
    """

    def __init__(self, says: Text) -> None:
        super().__init__(says.english)
        self.says = says


@dataclass(frozen=True, slots=True)
class Question(Generic[T_co]):
    """One question.

    Attributes:
        option: The option that answers it, without dashes; of a secret, the variable that does.
        says: The question.
        read: Returns what an answer means, or raises :class:`AnswerError`.
        default: The answer of whoever gives none; None if one has to be given.
        is_secret: Whether the answer is neither shown nor taken from the command line, where other
            users of the machine see it.
    """

    option: str
    says: Text
    read: Callable[[str], T_co]
    default: str | None = None
    is_secret: bool = False


def _none() -> Choices:
    return ()


class Interview:
    """Asks what options and, of secrets, variables leave open."""

    def __init__(
        self,
        options: Mapping[str, str | None],
        variables: Mapping[str, str],
        console: Console,
    ) -> None:
        self._options = options
        self._variables = variables
        self._console = console

    def say(self, text: Text) -> None:
        """Show *text*."""
        self._console.say(text)

    def ask(self, question: Question[T], choices: Callable[[], Choices] = _none) -> T:
        """Return the answer to *question*.

        A person sees the *choices* with numbers, and may answer by number.

        Raises:
            UnansweredError: The option cannot be used, or there is none and nobody to ask.
        """
        given = (self._variables if question.is_secret else self._options).get(question.option)
        if given is None and not self._console.has_person:
            given = question.default
            if given is None:
                raise _missing(question)
        if given is not None:
            return _read_given(question, given)
        return self._ask_person(question, choices())

    def _ask_person(self, question: Question[T], choices: Choices) -> T:
        for number, (answer, note) in enumerate(choices, 1):
            self._say_plain(f"  {number}  {answer}  {note}".rstrip())
        hint = f" [{question.default}]" if question.default else ""
        line = Text(*(f"{says}{hint}: " for says in question.says))
        ask = self._console.ask_secret if question.is_secret else self._console.ask
        while True:
            answer = ask(line) or question.default or ""
            try:
                return question.read(_chosen(answer, choices))
            except AnswerError as error:
                self._console.say(Text(*(f"  {says}" for says in error.says)))

    def _say_plain(self, line: str) -> None:
        """Show *line*, which is the same in both languages."""
        self._console.say(Text(line, line))


def one_of(*words: str) -> Callable[[str], str]:
    """Return what reads one of *words*."""

    def read(answer: str) -> str:
        if answer not in words:
            raise none_of(words)
        return answer

    return read


def none_of(words: Iterable[str]) -> AnswerError:
    """Return the error for an answer that is none of *words*."""
    listed = list(words)
    return AnswerError(
        Text(f"must be one of {', '.join(listed)}", f"必须是以下之一：{'、'.join(listed)}")
    )


def unlike(example: str) -> AnswerError:
    """Return the error for an answer that has not the form of *example*."""
    return AnswerError(Text(f"must be such as {example}", f"格式不对，应如 {example}"))


def _read_given(question: Question[T], given: str) -> T:
    try:
        return question.read(given)
    except AnswerError as error:
        english, chinese = error.says
    spelled = _spelled(question)
    raise UnansweredError(Text(f"{spelled}: {english}", f"{spelled}：{chinese}"))


def _missing(question: Question[Any]) -> UnansweredError:
    spelled, says = _spelled(question), question.says
    return UnansweredError(
        Text(
            f"Nobody is there to ask. {spelled} is missing: {says.english}",
            f"没有可供询问的终端，缺少 {spelled}：{says.chinese}",
        )
    )


def _spelled(question: Question[Any]) -> str:
    return question.option if question.is_secret else f"--{question.option}"


def _chosen(answer: str, choices: Choices) -> str:
    """Return *answer*, in which numbers of choices are replaced by what they stand for."""
    numbered = {str(number): name for number, (name, _) in enumerate(choices, 1)}
    return _NUMBER.sub(lambda found: numbered.get(found[0], found[0]), answer)
