"""The checks' sentences in Russian, from sayings.json: each English sentence with its gaps, and how it is said.

What FEEL's own check says stands inside such a sentence, after the place; its parts are in feel_sayings.json.

The checks are pure and speak English, to commands and workers too; a page translates what it shows.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = "{}"
_FILE = Path(__file__).with_name("sayings.json")
_FEEL_FILE = Path(__file__).with_name("feel_sayings.json")
_QUOTING = re.compile(r"column \{\}: \{\}|The FEEL text “\{\}”|is no FEEL: expected")
"""In a sentence that quotes what FEEL's check says."""
_FLOW = re.compile(
    r"The sequence flow (?P<id>'[^']*') from (?P<source>'[^']*') to (?P<target>'[^']*') (?P<rest>.+)",
    re.DOTALL,
)
_ELEMENT = re.compile(r"(?P<what>[A-Za-z]+ '[^']*') (?P<rest>.+)", re.DOTALL)
_NODE = re.compile(r"(?P<what>(?:camunda:|zeebe:)?[A-Za-z][A-Za-z-]*) (?P<rest>.+)", re.DOTALL)


@lru_cache(maxsize=2048)
def in_russian(text: str) -> str:
    """A finding's message or remedy; what nobody has translated stays English."""
    whole = _said(text)
    if whole is not None:
        return whole
    flow = _FLOW.fullmatch(text)
    if flow:
        rest = _said(flow["rest"]) or flow["rest"]
        return f"Поток {flow['id']} от {flow['source']} к {flow['target']} {rest}"
    for pattern in (_ELEMENT, _NODE):
        found = pattern.fullmatch(text)
        rest = _said(found["rest"]) if found else None
        if found and rest:
            return f"{found['what']} {rest}"
    return text


def _said(sentence: str) -> str | None:
    """One sentence, its gaps filled with what stands in them."""
    for pattern, english, russian in _sentences(_FILE):
        found = pattern.fullmatch(sentence)
        if found:
            values = found.groups()
            return _filled(russian, [of_feel(one) for one in values] if _QUOTING.search(english) else values)
    return None


def of_feel(part: str) -> str:
    """What FEEL's check says, or a part of it; anything else stays as it is."""
    for pattern, _, russian in _sentences(_FEEL_FILE):
        found = pattern.fullmatch(part)
        if found:
            return _filled(russian, [of_feel(one) for one in found.groups()])
    return part


def _filled(said: str, values: Sequence[str]) -> str:
    parts = said.split(GAP)
    return "".join(part + value for part, value in zip(parts, (*values, ""), strict=True))


@cache
def _sentences(file: Path) -> list[tuple[re.Pattern[str], str, str]]:
    """The most particular first: “has no form” before “has no” with a gap."""
    known: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    ordered = sorted(known, key=lambda one: -len(one.replace(GAP, "")))
    return [(_pattern(one), one, known[one]) for one in ordered]


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, sentence.split(GAP))), re.DOTALL)
