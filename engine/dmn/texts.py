"""The FEEL texts of a decision model: parsed with the model's names, refused with their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import feel
from engine.dmn.errors import Finding
from engine.dmn.reading import kind, text
from engine.feel import FeelSyntaxError

if TYPE_CHECKING:
    from lxml import etree

_NAMED = frozenset(
    {"variable", "inputData", "decision", "itemComponent", "formalParameter", "column", "output"}
)


class Texts:
    """Parses texts and collects findings."""

    def __init__(self, root: etree._Element) -> None:
        self.findings: list[Finding] = []
        self._language = root.get("expressionLanguage")
        self._names = frozenset(_names(root))

    def expression(self, element: etree._Element, place: str) -> feel.Expression | None:
        """The expression in the `text` of *element*; None after a finding."""
        source = text(element)
        if not source:
            self.refuse("empty", element, f"{place}: there is no expression.", "Write one.")
            return None
        return self.written(element, source, place)

    def written(self, element: etree._Element, source: str, place: str) -> feel.Expression | None:
        """The expression *source*, which stands at *element*."""
        if not self._speaks_feel(element, place):
            return None
        try:
            expression = feel.parse(source, self._names)
        except FeelSyntaxError as error:
            self._unparsable(element, source, place, error)
            return None
        return expression

    def tests(self, element: etree._Element, place: str) -> feel.UnaryTests | None:
        """The tests in the `text` of *element*; nothing written means `-`."""
        source = text(element) or "-"
        if not self._speaks_feel(element, place):
            return None
        try:
            return feel.parse_unary(source, self._names)
        except FeelSyntaxError as error:
            self._unparsable(element, source, place, error)
            return None

    def refuse(self, rule: str, element: etree._Element, message: str, remedy: str) -> None:
        """One more reason against the model."""
        line = element.sourceline if isinstance(element.sourceline, int) else None
        self.findings.append(
            Finding(rule=rule, element_id=element.get("id"), line=line, message=message, remedy=remedy)
        )

    def _unparsable(self, element: etree._Element, source: str, place: str, error: FeelSyntaxError) -> None:
        message = f"{place}: {source!r} is no FEEL: expected {error.expected}, found {error.found}"
        message += f" (line {error.line}, column {error.column} of the text)."
        self.refuse("feel", element, message, "Correct the text.")

    def _speaks_feel(self, element: etree._Element, place: str) -> bool:
        language = element.get("expressionLanguage") or self._language
        if language is None or "feel" in language.lower():
            return True
        self.refuse("language", element, f"{place}: the language is {language}.", "Write it in FEEL.")
        return False


def _names(root: etree._Element) -> set[str]:
    """Every name that a text can mention; those with operators inside must be known to be read as one."""
    found: set[str] = set()
    for element in root.iter():
        if kind(element) in _NAMED and (name := element.get("name")):
            found.add(" ".join(name.split()))
    return found
