"""What the engine wrote down in English, said again in the language of the page.

An incident, a failed job and a batch keep a text that logs and other programs read, too. It was made of an error's text
and facts, so it is taken apart by the same texts; reasons inside it are in reasons.json.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from flask_babel import gettext

from engine.errors import BatonError
from webui import localization

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GAP = "{}"
_FILE = Path(__file__).with_name("reasons.json")
_SENTENCES = re.compile(r"(?<=[.!?]) (?=[^a-zа-я])")
_FEWEST_LETTERS = 10
_BEGINNING = 4
"""A text that is nearly all gaps would fit everything, unless it begins with a word."""
_LONGEST = 2000
"""Signs; no text of the engine is longer, and what a worker tells may be as long as it likes."""
_DEEPEST = 8
"""Reasons inside reasons."""


def retold(text: str) -> str:
    """*text* in the language of the page; what nobody has translated stays English."""
    return _in_russian(text, _DEEPEST) if localization.locale() == "ru" else text


@lru_cache(maxsize=1024)
def _in_russian(text: str, deep: int) -> str:
    if not deep or len(text) > _LONGEST:
        return text
    for shape in (*_errors(), *_reasons()):
        found = shape.pattern.fullmatch(text)
        if found:
            return shape.said([_in_russian(one, deep - 1) for one in found.groups()])
    sentences = _SENTENCES.split(text)
    return text if len(sentences) == 1 else " ".join(_in_russian(one, deep) for one in sentences)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A text with gaps, and how it is said with what stands in them."""

    pattern: re.Pattern[str]
    said: Callable[[list[str]], str]


class _AsItWas(str):
    """A fact that was written into a text once: its quotes and format are in it already."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)

    def __format__(self, spec: str) -> str:
        return str(self)


@cache
def _errors() -> tuple[_Shape, ...]:
    """The most particular first."""
    texts = {one.text for one in _below(BatonError)}
    told = [one for one in texts if one[:_BEGINNING].isalpha() or _letters(one) >= _FEWEST_LETTERS]
    return tuple(_shape(one) for one in sorted(told, key=lambda one: -len(_literally(one))))


def _letters(text: str) -> int:
    return sum(map(str.isalpha, _literally(text)))


def _shape(text: str) -> _Shape:
    """Gaps with only a space between them are one: nobody can say where the first of them ended."""
    pattern, names, after_gap = "", list[str](), False
    for literal, name, _, _ in Formatter().parse(text):
        if name is not None and after_gap and literal == " ":
            continue
        pattern += re.escape(literal)
        if name is not None:
            pattern += "(.*?)"
            names.append(name)
        after_gap = name is not None

    def said(facts: list[str]) -> str:
        empty = {name: "" for _, name, _, _ in Formatter().parse(text) if name is not None}
        given = {name: _AsItWas(fact) for name, fact in zip(reversed(names), reversed(facts), strict=True)}
        return str(gettext(text)).format(**{**empty, **given}).strip()

    return _Shape(re.compile(pattern, re.DOTALL), said)


@cache
def _reasons() -> tuple[_Shape, ...]:
    known: dict[str, str] = json.loads(_FILE.read_text(encoding="utf-8"))
    ordered = sorted(known, key=lambda one: -len(one.replace(GAP, "")))
    return tuple(_reason(one, known[one]) for one in ordered)


def _reason(english: str, russian: str) -> _Shape:
    pattern = "(.+?)".join(map(re.escape, english.split(GAP)))
    parts = russian.split(GAP)
    return _Shape(
        re.compile(pattern, re.DOTALL),
        lambda facts: "".join(part + fact for part, fact in zip(parts, (*facts, ""), strict=True)),
    )


def _literally(text: str) -> str:
    return "".join(literal for literal, _, _, _ in Formatter().parse(text))


def _below(error: type[BatonError]) -> Iterator[type[BatonError]]:
    yield error
    for one in error.__subclasses__():
        yield from _below(one)
