"""Both engines behind one question: the value of an expression, in a form that can be compared."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from engine import feel
from engine.feel.kinds import kind
from tools import node

if TYPE_CHECKING:
    from collections.abc import Iterable

_SERVANT = Path(__file__).with_name("feelin.mjs")
_AT_ONCE = 200
"""Requests in flight: few enough for the pipes' buffers, or both sides wait for each other."""


Names = tuple[tuple[str, str], ...]
"""A context: names and FEEL literals."""


class Question(NamedTuple):
    """An expression, or with an input a unary test; context and input are FEEL too."""

    text: str
    context: str
    input: str | None = None

    @classmethod
    def over(cls, text: str, names: Names, cell_input: str | None = None) -> Question:
        """With those of *names* that the text mentions: feelin's parser looks at each of a context."""
        used = (f"{name}: {value}" for name, value in names if re.search(rf"\b{name}\b", text))
        return cls(text, f"{{{', '.join(used)}}}", cell_input)


@dataclass(frozen=True)
class Unreadable:
    """What an engine answers to a text that it cannot parse; two of them are alike."""

    message: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unreadable)

    def __hash__(self) -> int:
        return hash(Unreadable)


class Feelin:
    """feelin in one Node process."""

    def __init__(self) -> None:
        command = [node.executable() or "node", str(_SERVANT), str(node.FEELIN)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def answers(self, questions: list[Question]) -> list[Any]:
        found: list[Any] = []
        for first in range(0, len(questions), _AT_ONCE):
            found += self._some(questions[first : first + _AT_ONCE])
        return found

    def _some(self, questions: Iterable[Question]) -> list[Any]:
        asked, told = self._process.stdin, self._process.stdout
        assert asked is not None
        assert told is not None
        lines = [json.dumps(each) + "\n" for each in questions]
        asked.writelines(lines)
        asked.flush()
        return [_told(json.loads(told.readline())) for _ in lines]


def ours(question: Question) -> Any:
    """What Baton answers."""
    value = value_of(question)
    return value if isinstance(value, Unreadable) else plain(value)


def value_of(question: Question) -> Any:
    """Our value as it is."""
    try:
        context = _context(question.context)
        if question.input is None:
            return feel.evaluate(question.text, context)
        return feel.unary(question.text, feel.evaluate(question.input, {}), context)
    except feel.FeelSyntaxError as error:
        return Unreadable(str(error))


@lru_cache(maxsize=500)
def _context(text: str) -> Mapping[str, Any]:
    names: Mapping[str, Any] = feel.evaluate(text, {})
    return names


def plain(value: Any) -> Any:
    """A value of ours in the form that feelin.mjs gives to feelin's; numbers as the nearest double."""
    match value:
        case None | bool() | str():
            return value
        case list():
            return [plain(each) for each in value]
        case feel.Range():
            return {"range": _ends(value)}
        case Mapping():
            return {"context": {key: plain(each) for key, each in value.items()}}
    return _single(value)


def _single(value: Any) -> Any:
    of = kind(value)
    match of:
        case "number":
            return float(value)
        case "date" | "time" | "date and time":
            return {of: _moment(feel.evaluate("string(it)", {"it": value}))}
        case "days and time duration":
            return {"seconds": float(feel.evaluate('it / duration("PT1S")', {"it": value}))}
        case "years and months duration":
            return {"months": float(feel.evaluate('it / duration("P1M")', {"it": value}))}
    return {"function": True}


def _ends(area: feel.Range) -> list[Any]:
    start, end = plain(area.start), plain(area.end)
    included = area.start_included and start is not None, area.end_included and end is not None
    return [start, end, *included]


def _moment(text: str) -> str:
    """To the microsecond, which is what Python's types hold; UTC as Z; years with no more zeros than they need."""
    text = re.sub(r"^(-?)\+?0+(?=\d{4,}-)", r"\1", text)
    cut = re.sub(r"(\.\d{6})\d+", r"\1", text).replace("+00:00", "Z")
    return re.sub(r"\.?0+(?=$|[Z+@-])", "", cut) if "." in cut else cut


def _told(answer: dict[str, Any]) -> Any:
    return Unreadable(answer["error"]) if "error" in answer else _floats(answer["value"])


def _floats(value: Any) -> Any:
    match value:
        case bool():
            return value
        case int():
            return float(value)
        case {"date and time": text} | {"time": text} | {"date": text}:
            return {next(iter(value)): _moment(text)}
        case list():
            return [_floats(each) for each in value]
        case dict():
            return {key: _floats(each) for key, each in value.items()}
    return value
