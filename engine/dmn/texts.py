"""The FEEL texts of a decision model: parsed with the names in view, refused with their place."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from engine import feel
from engine.dmn.errors import Finding
from engine.dmn.reading import text
from engine.dmn.running import note
from engine.feel import FeelSyntaxError

if TYPE_CHECKING:
    from lxml import etree

    from engine.dmn.model import Owner
    from engine.feel import Value
    from engine.feel.running import Scope

    T = TypeVar("T", feel.Expression, feel.UnaryTests)

_NOTHING = "null"
_SHOWN = 200
"""Characters of a text that a finding repeats."""
_TOLERABLE = frozenset({"feel", "empty", "external-function", "type", "requirement"})
"""Findings that concern a few decisions only: the others can be evaluated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where a text stands: in whose box, under which title, with which names in view."""

    owner: Owner
    title: str
    names: frozenset[str] = frozenset()
    nested: bool = False
    """Whether names are looked up through several scopes."""
    whole: bool = False
    """Whether this is the whole logic of a decision, not a box in a box."""

    def at(self, place: str) -> Frame:
        """A part of this place."""
        return replace(self, title=f"{self.title}, {place}", whole=False)

    def binding(self, *names: str) -> Frame:
        """Inside a box that makes *names* itself."""
        return replace(self, names=self.names.union(names), nested=True, whole=False)


class Texts:
    """Parses texts and collects findings. A refused text becomes null, so that the reading goes on."""

    def __init__(self, root: etree._Element, *, tolerant: bool) -> None:
        self.findings: list[Finding] = []
        self.tolerated: list[Finding] = []
        """What only the decisions with it cannot be evaluated for, where the caller wants the others."""
        self._tolerant = tolerant
        self._language = root.get("expressionLanguage")

    def expression(self, element: etree._Element, frame: Frame) -> feel.Expression:
        """The expression in the `text` of *element*."""
        source = text(element)
        if source:
            return self.written(element, source, frame)
        message = f"{frame.title}: there is no expression."
        self.refuse("empty", element, message, "Write one.")
        return _broken(feel.parse(_NOTHING), message)

    def written(self, element: etree._Element, source: str, frame: Frame) -> feel.Expression:
        """The expression *source*, which stands at *element*."""
        try:
            if self._speaks_feel(element, frame):
                return feel.parse(source, frame.names, nested=frame.nested)
        except FeelSyntaxError as error:
            return _broken(feel.parse(_NOTHING), self._unparsable(element, source, frame, error))
        return feel.parse(_NOTHING)

    def tests(self, element: etree._Element, frame: Frame) -> feel.UnaryTests:
        """The tests in the `text` of *element*; nothing written means `-`."""
        source = text(element) or "-"
        try:
            if self._speaks_feel(element, frame):
                return feel.parse_unary(source, frame.names, nested=frame.nested)
        except FeelSyntaxError as error:
            return _broken(feel.parse_unary(_NOTHING), self._unparsable(element, source, frame, error))
        return feel.parse_unary("-")

    def refuse(self, rule: str, element: etree._Element, message: str, remedy: str) -> None:
        """One more reason against the model."""
        line = element.sourceline if isinstance(element.sourceline, int) else None
        finding = Finding(rule=rule, element_id=element.get("id"), line=line, message=message, remedy=remedy)
        (self.tolerated if self._tolerant and rule in _TOLERABLE else self.findings).append(finding)

    def _unparsable(self, element: etree._Element, source: str, frame: Frame, error: FeelSyntaxError) -> str:
        shown = source if len(source) <= _SHOWN else f"{source[:_SHOWN]}…"
        message = f"{frame.title}: {shown!r} is no FEEL: expected {error.expected}, found {error.found}"
        message += f" (line {error.line}, column {error.column} of the text)."
        self.refuse("feel", element, message, "Correct the text.")
        return message

    def _speaks_feel(self, element: etree._Element, frame: Frame) -> bool:
        language = element.get("expressionLanguage") or self._language
        if language is None or "feel" in language.lower():
            return True
        self.refuse("language", element, f"{frame.title}: the language is {language}.", "Write it in FEEL.")
        return False


def _broken(instead: T, message: str) -> T:
    """A text that says, whenever it is asked, why it has no value."""

    def tell(scope: Scope) -> Value:
        note(scope.run, message)

    made = copy.copy(instead)
    made.compiled = tell
    return made
