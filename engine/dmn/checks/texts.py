"""Every FEEL text of a model, looked at with the names in view where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.checks.findings import TableFinding
from engine.dmn.checks.misspelt import Names
from engine.dmn.reading import kind, text
from engine.feel import checking
from engine.feel.types import ANY

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from lxml import etree

    from engine.dmn.checks.findings import Severity
    from engine.dmn.checks.views import View
    from engine.feel.checking import Problem
    from engine.feel.types import Type

    _Told = tuple[Type, list[tuple[Problem, Severity]]]

_SHOWN = 60
_OF_COLUMNS = frozenset({"inputExpression", "inputValues", "outputValues", "defaultOutputEntry"})
"""Texts that an editor shows in the heading of their column."""
_UNKNOWN = frozenset({"unknown-name", "unknown-function"})


class Texts:
    """Looks at one text after the other, and keeps what it finds."""

    def __init__(self, types: Mapping[str, Type], parts: Collection[str], spelt: Mapping[str, int]) -> None:
        self.found: list[TableFinding] = []
        self._types = types
        self._parts = parts
        """What the model's inputs, decisions and functions are called."""
        self._names = Names(spelt)
        self._known: dict[tuple[object, ...], _Told] = {}
        self._views: list[Mapping[str, Type]] = []
        """Kept, so that the identity of one is not that of a later one."""

    def expression(self, element: etree._Element | None, view: View, wanted: Type = ANY) -> Type:
        """The type of the expression at *element*, which must be one of *wanted*; `ANY` if nothing stands there."""
        source = text(element)
        if element is None or source in {"", "-"}:
            return ANY
        found, problems = self._looked_at(source, view, wanted=wanted)
        self._tell(element, source, view, problems)
        self._names.read(element, view, source, [each for each, _ in problems], unary=False)
        return found

    def tests(
        self, element: etree._Element | None, view: View, tested: Type = ANY, perhaps: Type = ANY
    ) -> None:
        """The tests at *element*, of a value of the type *tested*; if that is open, *perhaps* says more."""
        source = text(element)
        if element is None or source in {"", "-"}:
            return
        _, problems = self._looked_at(source, view, unary=True, tested=tested, perhaps=perhaps)
        self._tell(element, source, view, problems)
        self._names.read(element, view, source, [each for each, _ in problems], unary=True)

    def finish(self) -> list[TableFinding]:
        """Everything that was found, with the names that look like others."""
        for element, view, source, problem in self._names.misspelt():
            self._tell(element, source, view, [(problem, "warning")])
        return self.found

    def _looked_at(
        self,
        source: str,
        view: View,
        *,
        unary: bool = False,
        tested: Type = ANY,
        perhaps: Type = ANY,
        wanted: Type = ANY,
    ) -> _Told:
        """Tables repeat their cells: what was looked at once among the same names is known."""
        key = (source, id(view.names), view.more, view.sealed, unary, tested, perhaps, wanted)
        if key not in self._known:
            self._views.append(view.names)
            self._known[key] = self._check(
                source, view, unary=unary, tested=tested, perhaps=perhaps, wanted=wanted
            )
        return self._known[key]

    def _check(
        self, source: str, view: View, *, unary: bool, tested: Type, perhaps: Type, wanted: Type
    ) -> _Told:
        def checked(names: Mapping[str, Type], value: Type, *, more: bool) -> tuple[Type, list[Problem]]:
            return checking.checked(
                source, names, more=more, spoken=view.spoken, unary=unary, input_type=value, types=self._types,
                expects=None if wanted == ANY else wanted,
            )  # fmt: skip

        found, problems = checked(view.names, perhaps if tested == ANY else tested, more=view.more)
        if not problems:
            return found, []
        # What is no FEEL is refused with its own words.
        problems = [each for each in problems if each.code != "syntax"]
        _, sure = checked(view.sure, tested, more=not view.sealed)
        certain = {(each.start, each.code) for each in sure}
        return found, [
            (each, each.severity if (each.start, each.code) in certain else "warning") for each in problems
        ]

    def _tell(
        self, element: etree._Element, source: str, view: View, problems: list[tuple[Problem, Severity]]
    ) -> None:
        written = " ".join(source.split())
        shown = written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"
        for problem, severity in problems:
            line, column, said = problem.line, problem.column, problem.message
            message = f"{view.title}, line {line}, column {column}: {said} ({shown})"
            self.refuse(element, view, severity, problem.code, message, self._remedy(problem, source, view))

    def _remedy(self, problem: Problem, source: str, view: View) -> str:
        """What the model knows and this place does not can be brought here."""
        name = " ".join(source[problem.start : problem.end].split())
        if problem.code not in _UNKNOWN or name not in self._parts:
            return problem.remedy
        if view.sealed and problem.code == "unknown-name":
            return "Give it to the knowledge model as a parameter."
        return "Draw a requirement from it to the decision that names it."

    def refuse(
        self, element: etree._Element, view: View, severity: Severity, rule: str, message: str, remedy: str
    ) -> None:
        """One more finding, at the box or text *element*."""
        line = element.sourceline if isinstance(element.sourceline, int) else None
        around = (*([] if kind(element) in _OF_COLUMNS else [element]), *element.iterancestors())
        shown = next((each.get("id") for each in around if each.get("id")), None)
        self.found.append(
            TableFinding(
                severity=severity,
                rule=rule,
                table=view.owner,
                rows=view.rows,
                columns=view.columns,
                element_id=view.element or shown,
                line=line,
                message=message,
                remedy=remedy,
            )
        )
