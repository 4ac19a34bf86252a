"""A decision model and its evaluation: what a decision requires is decided before it, each once."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from engine.dmn.errors import NoSuchDecision
from engine.dmn.hits import Outcome
from engine.dmn.model import Decision, DecisionTable, KnowledgeModel
from engine.dmn.tables import decide
from engine.feel import Environment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.feel import Diagnosis, Value

_DEFAULT = Environment()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a decision says, which rules of its table said so (from 1), and why anything became null."""

    value: Value
    matched: tuple[int, ...] = ()
    diagnostics: tuple[str, ...] = ()


class Definitions:
    """A loaded decision model; unchanging, so that threads share it."""

    def __init__(
        self, name: str, decisions: dict[str, Decision], knowledge: dict[str, KnowledgeModel]
    ) -> None:
        self.name = name
        self.decisions = decisions
        self._parts: dict[str, Decision | KnowledgeModel] = {**decisions, **knowledge}
        self._plans = {key: self._plan(key) for key in decisions}

    def evaluate(
        self, decision_id: str, inputs: Mapping[str, Value], environment: Environment = _DEFAULT
    ) -> Result:
        """Decide over *inputs*; raises `NoSuchDecision`."""
        plan = self._plans.get(decision_id)
        if plan is None:
            available = ", ".join(self.decisions)
            raise NoSuchDecision(what="decision", key=decision_id, available=available)
        evaluation = _Evaluation(self._parts, inputs, environment)
        for key in plan:
            outcome = evaluation.decide(key)
        return Result(value=outcome.value, matched=outcome.matched, diagnostics=tuple(evaluation.diagnostics))

    def _plan(self, key: str) -> tuple[str, ...]:
        """All that *key* leans on, in order, itself last; `graphlib.CycleError` if it leans on itself."""
        needed: dict[str, tuple[str, ...]] = {}
        waiting = [key]
        while waiting:
            part = waiting.pop()
            if part not in needed:
                needed[part] = self._parts[part].required
                waiting += needed[part]
        return tuple(TopologicalSorter(needed).static_order())


class _Evaluation:
    """One evaluation: results by part, and what was noticed on the way."""

    def __init__(
        self,
        parts: Mapping[str, Decision | KnowledgeModel],
        inputs: Mapping[str, Value],
        environment: Environment,
    ) -> None:
        self._parts = parts
        self._inputs = inputs
        self._results: dict[str, Value] = {}
        self._notes: list[Diagnosis] = []
        self._environment = replace(environment, diagnostics=self._notes)
        self._collected = environment.diagnostics
        self.diagnostics: list[str] = []

    def decide(self, key: str) -> Outcome:
        part = self._parts[key]
        context = self._context(part)
        if isinstance(part.logic, DecisionTable):
            outcome = decide(part.logic, context, self._environment, self._note_of(part.name))
        else:
            outcome = Outcome(value=part.logic.evaluate(context, self._environment))
        self._take_notes(part.name, outcome)
        self._results[key] = outcome.value
        return outcome

    def _context(self, part: Decision | KnowledgeModel) -> Mapping[str, Value]:
        """The inputs, and over them the results of what *part* requires, by variable name and by id."""
        if not part.required:
            return self._inputs
        known: dict[str, Value] = {}
        for key in part.required:
            known[key] = known[self._parts[key].variable] = self._results[key]
        return ChainMap(known, self._inputs)  # type: ignore[arg-type]  # only ever read: any Mapping serves

    def _note_of(self, name: str) -> Callable[[str], None]:
        return lambda message: self.diagnostics.append(f"{name}: {message}")

    def _take_notes(self, name: str, outcome: Outcome) -> None:
        self.diagnostics += (f"{name}: {note}" for note in self._notes)
        if self._collected is not None:
            self._collected += self._notes
        self._notes.clear()
        if outcome.problem:
            self.diagnostics.append(f"{name}: {outcome.problem}")
