"""One evaluation: the values of a model's parts over what the caller brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.dmn.boxes.functions import Parameter, made
from engine.dmn.model import Decision, DecisionTable, InputData, KnowledgeModel, Owner, Service
from engine.dmn.planning import plan
from engine.dmn.running import NO_CELL, Step, conformed
from engine.dmn.texts import Frame
from engine.feel.entering import enter
from engine.feel.running import MISSING, FeelFunction, Place, Scope
from engine.feel.types import ANY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.dmn.model import Model, Part, Requirement
    from engine.dmn.running import DecisionRun
    from engine.feel import Value
    from engine.feel.running import Compiled
    from engine.feel.types import Type


class Evaluation:
    """The parts of a model as far as they are known; a call of a decision service makes one of its own."""

    def __init__(self, model: Model, run: DecisionRun, inputs: Mapping[str, Value]) -> None:
        self._model = model
        self._run = run
        self._inputs = inputs
        self._known: dict[str, Value] = {}

    # -- decisions ------------------------------------------------------------------------------------------------

    def decide(self, decisions: Sequence[Decision]) -> Value:
        """The value of the last of *decisions*; those before it are what it leans on."""
        value: Value = None
        for decision in decisions:
            value = self._known[decision.key] = self._decided(decision)
        return value

    def _decided(self, decision: Decision) -> Value:
        run = self._run
        outside = (run.owner, run.at)
        run.owner, run.at = decision.owner, NO_CELL
        values = self._values(decision.requirements, by_id=True)
        run.hit = None
        model = self._enter(decision.model)
        value = conformed(decision.type, decision.body(Scope(values, run)), run, "its value")
        self._enter(model)
        run.owner, run.at = outside
        if not isinstance(decision.logic, DecisionTable):
            run.hit = None  # it may be of a service that the texts called
        self._log(decision, values, value)
        return value

    def _log(self, decision: Decision, values: Mapping[str, Value], output: Value) -> None:
        hit = self._run.hit
        columns: Mapping[str, Value] = hit[0] if hit else {}
        reads = {name: values[name] for name in decision.reads if name in values and name not in columns}
        reads = {name: value for name, value in reads.items() if not _holds_functions(value)}
        self._run.keep(
            Step(
                id=decision.id,
                name=decision.name,
                kind="decision",
                inputs=columns if hit else reads,
                reads=reads if hit else {},
                matched=hit[1].matched if hit else (),
                output=output,
                table=hit is not None,
                problem=hit[1].problem if hit else None,
            )
        )

    def _enter(self, namespace: str) -> str:
        """Texts of a model name that model's types; the answer is where one came from."""
        run = self._run
        before = run.model
        if before != namespace:
            run.model = namespace
            run.environment = replace(run.environment, types=self._model.types[namespace])
        return before

    # -- what a part requires -------------------------------------------------------------------------------------

    def _values(self, requirements: Sequence[Requirement], *, by_id: bool = False) -> Mapping[str, Value]:
        """The inputs, and over them the required values: by name, under the name of their import, and by id."""
        if not requirements:
            return self._inputs
        values = dict(self._inputs)
        imported: dict[str, dict[str, Value]] = {}
        for each in requirements:
            value = self.value(each)
            if each.under:
                imported.setdefault(each.under, {})[each.name] = value
            else:
                values[each.name] = value
                if by_id and isinstance(self._model.parts[each.key], Decision):
                    values.setdefault(each.id, value)
        return {**values, **imported}

    def value(self, required: Requirement) -> Value:
        """The value of one part, each made once."""
        found = self._known.get(required.key, MISSING)
        if found is not MISSING:
            return found
        part = self._model.parts[required.key]
        match part:
            case InputData():
                value = self._input(part)
            case KnowledgeModel() | Service():
                return self._function(part)
            case _:
                value = self.decide(plan(self._model, [part.key], self._known))
        self._known[required.key] = value
        return value

    def _input(self, part: InputData) -> Value:
        """What the caller gave."""
        value = self._given(part)
        if value is MISSING:
            self._run.note(f"the input {part.variable!r} ({part.type}) is missing")
            return None
        return self._conformed(part.variable, part.type, value)

    def _given(self, part: InputData) -> Value:
        """An imported input is a member of a context named like its import, or stands by itself."""
        ways = [(*way, part.variable) for way in self._model.ways.get(part.model, ())]
        for way in ways:
            inside: Value = self._inputs
            for name in way:
                inside = inside.get(name, MISSING) if isinstance(inside, Mapping) else MISSING
            if inside is not MISSING:
                return inside
        for name in (*map(".".join, ways), f"{part.model}#{part.variable}", part.variable, part.name):
            if name in self._inputs:
                return self._inputs[name]
        return MISSING

    def _conformed(self, name: str, wanted: Type, value: Value) -> Value:
        what = f"the input {name!r}"
        entered = enter(value, self._run, Place(what, 0, len(what)))
        return conformed(wanted, entered, self._run, what)

    # -- functions ------------------------------------------------------------------------------------------------

    def _function(self, part: KnowledgeModel | Service) -> Value:
        """The function of *part*; it may call itself, so it is known before what it requires is."""
        values: dict[str, Value] = {}
        scope = Scope(values, self._run)
        make = part.body if isinstance(part, KnowledgeModel) else self._caller(part)
        self._known[part.key] = None
        function = self._known[part.key] = self._at_home(part, make(scope))
        if isinstance(part, KnowledgeModel):
            if isinstance(function, FeelFunction) and not function.parameters:
                values.update(
                    self._inputs
                )  # a model whose editor declares no parameters can mean nothing else
            # Requirements make no circles (DMN 1.5, 6.2.2), so that a model that calls itself need not require itself.
            values[part.variable] = function
            values.update(self._required_functions(part))
        return function

    def _required_functions(self, part: KnowledgeModel) -> Mapping[str, Value]:
        values: dict[str, Value] = {}
        for each in part.requirements:
            if each.under:
                values.setdefault(each.under, {})[each.name] = self.value(each)
            else:
                values[each.name] = self.value(each)
        return values

    def _at_home(self, part: KnowledgeModel | Service, function: Value) -> Value:
        """A function of another model names that model's types."""
        if part.model == self._model.namespace or not isinstance(function, FeelFunction):
            return function
        body = function.body

        def call(scope: Scope) -> Value:
            before = self._enter(part.model)
            try:
                return body(scope)
            finally:
                self._enter(before)

        return replace(function, body=call)

    def _caller(self, service: Service) -> Compiled:
        """A service as a function: what it decides depends on its arguments alone."""
        parameters = [
            Parameter(name=service.named(each), type=_type_of(self._model.parts[each.key]))
            for each in service.parameters
        ]

        def call(scope: Scope) -> Value:
            inner = Evaluation(self._model, self._run, {})
            inner.know(service, scope.values)
            return inner.serve(service)

        owner = Owner(id=service.id, name=service.name, kind="service")
        frame = Frame(owner=owner, title=f"Decision service {service.name!r}")
        return made(parameters, call, ANY, 1, frame)

    def call(self, model: KnowledgeModel, arguments: Mapping[str, Value]) -> Value:
        """The value of a knowledge model for arguments by name; one that is left out is null."""
        function = self._function(model)
        if not isinstance(function, FeelFunction):
            return None
        return function(self._run, *(arguments.get(name) for name in function.parameters))

    # -- decision services ----------------------------------------------------------------------------------------

    def know(self, service: Service, arguments: Mapping[str, Value]) -> None:
        """Take the values of the service's interface from *arguments*."""
        for each in service.parameters:
            part = self._model.parts[each.key]
            name = service.named(each)
            value = arguments.get(name, MISSING)
            if isinstance(part, InputData) and (given := self._given(part)) is not MISSING:
                value = given
            if value is MISSING:
                self._run.note(f"the input {name!r} ({_type_of(part)}) is missing")
                value = None
            self._known[each.key] = self._conformed(name, _type_of(part), value)

    def serve(self, service: Service) -> Value:
        """The value of the only output decision, or a context of several."""
        values = {each.name: self.value(each) for each in service.outputs}
        value = next(iter(values.values())) if len(values) == 1 else values
        return conformed(service.type, value, self._run, "its value")


def _type_of(part: Part) -> Type:
    return part.type if isinstance(part, InputData | Decision) else ANY


def _holds_functions(value: Value) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_functions(each) for each in value.values())
    return callable(value)
