"""What may happen at the same time: two writers of one variable, and branches that go on as two after a merge."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from engine.bpmn.concurrency import Beside
from engine.bpmn.nets import TooWide, net_of
from engine.bpmn.rules.expressions import names_read
from engine.bpmn.rules.registry import Case, at, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element, ProcessModel
    from engine.bpmn.rules.registry import Known


@rule
def parallel_writers(case: Case) -> Iterator[Finding]:
    """Both results stay, one over the other: which of them is a matter of time."""
    for model in case.models.values():
        together = _Together(model)
        told: set[tuple[str, str]] = set()
        for (one, path), (other, path2) in combinations(_writes(model, case.known), 2):
            name = path.partition(".")[0]
            if (other.id, name) in told or not _overlap(path, path2) or one is other:
                continue
            if _home(model, one, name) == _home(model, other, name) and together.open(one, other):
                told.add((other.id, name))
                yield at(
                    other,
                    f"may write {path2!r} at the same time as {one.id!r} does.",
                    "Give each a variable of its own, or let one come after the other.",
                    "warning",
                )


@rule
def merged_without_waiting(case: Case) -> Iterator[Finding]:
    """An exclusive gateway lets each token of parallel branches pass alone, so that all after it is done twice."""
    for model in case.models.values():
        together = _Together(model)
        for element in case.elements("exclusiveGateway"):
            if case.model_of(element) is not model or not together.twice(element):
                continue
            sources = [
                model.elements[flow.source]
                for flow in case.incoming(element)
                if flow.source in model.elements
            ]
            if _meet(together, sources):
                yield at(
                    element,
                    "merges parallel branches without waiting, so that what follows is done for each of them.",
                    "Join them with a parallel or an inclusive gateway.",
                    "warning",
                )


def _meet(together: _Together, sources: list[Element]) -> bool:
    """Branches that are open at the same time, none of which was doubled before."""
    return any(together.open(one, other) for one, other in combinations(sources, 2)) and not any(
        map(together.twice, sources)
    )


class _Together:
    """What may be open at once in a process and in its sub-processes."""

    def __init__(self, model: ProcessModel) -> None:
        self.model = model
        self._scopes: dict[str | None, Beside | None] = {}

    def twice(self, element: Element) -> bool:
        beside = self._beside(element.parent)
        return beside is not None and beside.open_together(element.id, element.id)

    def open(self, one: Element, other: Element) -> bool:
        """Whether two elements may be open at once, wherever they stand."""
        ours, theirs = self._around(one), self._around(other)
        for scope in ours.keys() & theirs.keys():
            mine, its = ours[scope], theirs[scope]
            if mine == its:
                return False
            beside = self._beside(scope)
            return beside is not None and (
                beside.open_together(mine, its) or self._runs_beside(mine) or self._runs_beside(its)
            )
        return False

    def _around(self, element: Element) -> dict[str | None, str]:
        """By scope, from the inside outwards: the element in it that is or holds *element*."""
        found: dict[str | None, str] = {}
        current: Element | None = element
        while current is not None:
            found[current.parent] = current.id
            current = self.model.elements.get(current.parent or "")
        return found

    def _runs_beside(self, name: str) -> bool:
        """An event sub-process that interrupts nothing runs beside all in its scope."""
        if not self.model.elements[name].triggered_by_event:
            return False
        starts = [one for one in self.model.children(name) if one.type == "startEvent"]
        return any(one.event is not None and not one.event.interrupting for one in starts)

    def _beside(self, scope: str | None) -> Beside | None:
        if scope not in self._scopes:
            try:
                self._scopes[scope] = Beside(net_of(self.model, scope, frozenset()))
            except TooWide:
                self._scopes[scope] = None
        return self._scopes[scope]


def _writes(model: ProcessModel, known: Known) -> list[tuple[Element, str]]:
    """What each element leaves in variables around it, as paths."""
    read = names_read(model)
    return [(one, path) for one in model.elements.values() for path in _paths(one, known, read) if path]


def _paths(element: Element, known: Known, read: set[str]) -> Iterator[str]:
    if element.loop is not None and element.loop.output_collection:
        yield element.loop.output_collection
    if element.outputs:
        yield from (one.target for one in element.outputs)
        return
    if element.repeats:
        return
    own = {one.target.partition(".")[0] for one in element.inputs}
    yield from (name for name in _results(element, known, read) if name not in own)


def _results(element: Element, known: Known, read: set[str]) -> Iterator[str]:
    if element.script is not None:
        yield element.script.result_variable
    if element.decision is not None:
        yield element.decision.result_variable
    if element.type == "userTask" and element.form_id is not None:
        # A record's fields are written one by one, into the record; a note that nothing reads is read by people.
        written = known.form_variables.get(element.form_id, {})
        yield from (name for name in written if name in read and name not in (known.variables or {}))


def _overlap(one: str, other: str) -> bool:
    """Two paths of which one is, or lies in, the other."""
    mine, its = one.split("."), other.split(".")
    shorter = min(len(mine), len(its))
    return mine[:shorter] == its[:shorter]


def _home(model: ProcessModel, element: Element, name: str) -> str | None:
    """The sub-process in which a variable lives that an element writes; None for the process."""
    around = element.parent
    while around is not None:
        scope = model.elements[around]
        local = {one.target.partition(".")[0] for one in scope.inputs}
        if name in local or (scope.loop is not None and name == scope.loop.input_element):
            return around
        around = scope.parent
    return None
