"""A decision model and its evaluation: what a decision requires is decided before it, each once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.dmn.asked import inputs_of
from engine.dmn.errors import NoSuchDecision
from engine.dmn.evaluation import Evaluation
from engine.dmn.model import Decision, DecisionTable, KnowledgeModel, Owner, Service
from engine.dmn.planning import plan
from engine.dmn.running import DecisionRun, Diagnosis
from engine.feel import Environment
from engine.feel.leaving import evaluated
from engine.feel.running import Place, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.dmn.model import Model
    from engine.dmn.running import Step
    from engine.feel import Value
    from engine.feel.types import Type

_DEFAULT = Environment()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a decision says, which rules of its table said so (from 1), and why anything became null."""

    value: Value
    matched: tuple[int, ...] = ()
    diagnostics: tuple[Diagnosis, ...] = ()
    """Each reads as one line."""
    steps: tuple[Step, ...] = ()
    """The decision log: every decision and table that was evaluated, in order."""


class Definitions:
    """A loaded decision model; unchanging, so that threads share it."""

    def __init__(self, model: Model, imported: Mapping[str, bytes]) -> None:
        self._model = model
        self.imported = imported
        """The documents that the model leans on, by namespace: what to give to `load` again."""
        self.name = model.name
        own = model.own_parts
        self.decisions: dict[str, Decision] = {each.id: each for each in own if isinstance(each, Decision)}
        self.services: dict[str, Service] = {each.id: each for each in own if isinstance(each, Service)}
        self.inputs: dict[str, Type] = {each.variable: each.type for each in model.inputs}
        """The input data by name."""
        self.types: Mapping[str, Type] = model.types[model.namespace]
        """What the model's texts can name as a type."""
        self.tables: Mapping[str, DecisionTable] = model.tables
        """Every table, also those inside of boxes, by the title of its place."""
        self.tolerated = model.tolerated
        """What a tolerant caller of `load` was not refused for."""
        self._plans: dict[str, tuple[Decision, ...]] = {}
        self._found = self._by_name_and_id()

    def evaluate(
        self, name_or_id: str, inputs: Mapping[str, Value], environment: Environment = _DEFAULT
    ) -> Result:
        """Decide over *inputs*: a decision, a service or a knowledge model; raises `NoSuchDecision`."""
        wanted = self._part(name_or_id)
        if self.types:
            environment = replace(environment, types={**environment.types, **self.types})
        run = DecisionRun(environment, Owner(id=wanted.id, name=wanted.name), self._model.namespace)
        place = Place(wanted.name, 0, len(wanted.name))
        value = evaluated(lambda scope: self._value(wanted, scope.values, run), Scope(inputs, run), place)
        return Result(
            value=value,
            matched=run.hit[1].matched if run.hit else (),
            diagnostics=run.told(),
            steps=tuple(run.log),
        )

    def inputs_of(self, name_or_id: str) -> dict[str, Type]:
        """What a decision or decision service must be given, by name; raises `NoSuchDecision`."""
        wanted = self._part(name_or_id)
        return {} if isinstance(wanted, KnowledgeModel) else inputs_of(self._model, wanted)

    def _by_name_and_id(self) -> dict[str, Decision | Service | KnowledgeModel]:
        """Where two have one name, an id counts more than a name, and a decision most of all."""
        knowledge = [each for each in self._model.own_parts if isinstance(each, KnowledgeModel)]
        return {
            **{name: each for each in knowledge for name in (each.id, each.name)},
            **{each.name: each for each in self.services.values()},
            **{each.name: each for each in self.decisions.values()},
            **self.services,
            **self.decisions,
        }

    def _part(self, name_or_id: str) -> Decision | Service | KnowledgeModel:
        found = self._found.get(name_or_id)
        if found is None:
            parts: list[Decision | Service] = [*self.decisions.values(), *self.services.values()]
            raise NoSuchDecision(key=name_or_id, available=[each.name for each in parts])
        return found

    def _plan(self, decision: Decision) -> tuple[Decision, ...]:
        """Made when it is first asked for; threads that meet here make the same."""
        found = self._plans.get(decision.id)
        if found is None:
            found = self._plans[decision.id] = plan(self._model, [decision.key])
        return found

    def _value(
        self, wanted: Decision | Service | KnowledgeModel, inputs: Mapping[str, Value], run: DecisionRun
    ) -> Value:
        evaluation = Evaluation(self._model, run, inputs)
        if isinstance(wanted, Decision):
            return evaluation.decide(self._plan(wanted))
        if isinstance(wanted, KnowledgeModel):
            return evaluation.call(wanted, inputs)
        evaluation.know(wanted, inputs)
        value = evaluation.serve(wanted)
        run.hit = None
        return value
