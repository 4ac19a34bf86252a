"""The steps of an instance, from its effect journal and history: what each did, who did it, and when."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.identity import queries as identity
from engine.process import definitions, effects
from engine.process.journal import Audit, History, StepEffects
from engine.process.models import ProcessInstance
from engine.process.queries.naming import Named, named_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection, Row

    from engine.process.definitions import Deployed
    from engine.process.effects import Effects


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One verb on one instance."""

    number: int
    first: int
    """The number of its first row of history."""
    rows: tuple[Row[Any], ...]
    effects: Effects


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who or what a step was, for a sentence about it."""

    what: Named | None
    """None for a change by hand that left no history."""
    who: str | None
    at: datetime | None


class Past:
    """An instance's steps, the oldest first."""

    def __init__(self, connection: Connection, instance: int) -> None:
        self.connection = connection
        found = select(ProcessInstance).where(ProcessInstance.key == instance)
        self.row: Row[Any] = connection.execute(found).one()
        journal = connection.execute(
            select(StepEffects).where(StepEffects.instance == instance).order_by(StepEffects.step)
        ).all()
        history = connection.execute(
            select(History).where(History.instance == instance).order_by(History.number)
        ).all()
        ends = [*(row.history for row in journal[1:]), len(history)][: len(journal)]
        self.steps = [
            Step(
                number=row.step,
                first=row.history,
                rows=tuple(history[row.history : end]),
                effects=effects.from_text(row.effects),
            )
            for row, end in zip(journal, ends, strict=True)
        ]

    def step_of(self, history_number: int) -> Step | None:
        """The step that wrote a row of history; None when it was before there was a journal."""
        position = bisect_right([one.first for one in self.steps], history_number) - 1
        return self.steps[position] if position >= 0 else None

    def after(self, step: Step) -> list[Step]:
        return self.steps[self.steps.index(step) + 1 :]

    def element(self, step: Step, number: int) -> Named:
        """An element by its number, as the version says by which the instance ran in that step."""
        return _element(self._deployed(step), number)

    def element_by_row(self, row: Row[Any]) -> Named:
        """The element of a row of history."""
        version = definitions.get(self.connection, row.definition or self.row.definition)
        return _element(version, row.element)

    def begun_in(self, element_id: str, steps: Iterable[Step]) -> Named | None:
        """The first element inside the sub-process *element_id* at which a token arrived in one of *steps*."""
        for step in steps:
            for _, number in step.effects.came:
                if self._deployed(step).element(number).parent == element_id:
                    return self.element(step, number)
        return None

    def element_type(self, step: Step, number: int) -> str:
        return self._deployed(step).element(number).type

    def message_name(self, step: Step, number: int) -> str | None:
        """What the element's event throws, when the model says so without an expression."""
        event = self._deployed(step).element(number).event
        return None if event is None else event.name

    def deed(self, step: Step) -> Deed:
        """What a step was: the task that a person completed, the event that happened, or a change by hand."""
        row = next((one for one in step.rows if one.task is not None and one.by is not None), None)
        row = row or next(iter(step.rows), None)
        if row is None:
            return self._by_hand(step)
        who = None if row.by is None else self._names.get(row.by, str(row.by))
        at = row.entered + timedelta(milliseconds=row.duration)
        return Deed(what=self.element(step, row.element), who=who, at=at)

    def taken_by(self, number: int) -> Step | None:
        """The first step that completed or fired the token."""
        return self._taken.get(number)

    def passed_by(self, number: int) -> Step | None:
        """The step in which the token left without being what it was about."""
        return self._passed.get(number)

    def left(self, number: int) -> Step | None:
        """The step in which the token left; None while it stands."""
        return self.taken_by(number) or self.passed_by(number)

    def around(self, step: Step, number: int) -> list[Named]:
        """The activities that hold an element, the innermost first; one that repeats holds itself."""
        deployed = self._deployed(step)
        element = deployed.element(number)
        found = [named_in(deployed, element)] if element.repeats else []
        while element.parent is not None:
            element = deployed.elements[element.parent]
            found.append(named_in(deployed, element))
        return found

    def open_at(self, element_id: str, step: Step) -> list[int]:
        """The tokens of an element that stood before a step and after it."""
        until = self.steps.index(step)
        return [
            number
            for one in self.steps[:until]
            for number, element in one.effects.came
            if self._deployed(one).element(element).id == element_id
            and ((left := self.left(number)) is None or self.steps.index(left) > until)
        ]

    @cached_property
    def _taken(self) -> Mapping[int, Step]:
        return {step.effects.took: step for step in reversed(self.steps)}

    @cached_property
    def _passed(self) -> Mapping[int, Step]:
        return {gone.number: step for step in reversed(self.steps) for gone in step.effects.went}

    def _by_hand(self, step: Step) -> Deed:
        """A step that left no history: a person changed variables, or moved things."""
        names = {path[1] for path in step.effects.written if len(path) > 1}
        for row in self._interventions:
            if row.new is not None and any(f'"{name}"' in row.new for name in names):
                who = self._names.get(row.actor, str(row.actor))
                return Deed(what=None, who=who, at=row.business_at)
        return Deed(what=None, who=None, at=None)

    def _deployed(self, step: Step) -> Deployed:
        versions = (row.definition for row in step.rows if row.definition is not None)
        return definitions.get(self.connection, next(versions, self.row.definition))

    @cached_property
    def _interventions(self) -> list[Row[Any]]:
        """Changes of variables by hand, the newest first."""
        return list(
            self.connection.execute(
                select(Audit.actor, Audit.new, Audit.business_at)
                .where(
                    Audit.subject_type == "process_instance",
                    Audit.subject_key == self.row.key,
                    Audit.verb == "set_variables",
                )
                .order_by(Audit.key.desc())
            )
        )

    @cached_property
    def _names(self) -> Mapping[int, str]:
        return identity.names(self.connection, set(self._people()))

    def _people(self) -> Iterator[int]:
        yield from (row.by for step in self.steps for row in step.rows if row.by is not None)
        yield from (row.actor for row in self._interventions)


def _element(deployed: Deployed, number: int) -> Named:
    return named_in(deployed, deployed.element(number))
