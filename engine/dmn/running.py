"""What one evaluation of a decision notices: diagnoses with their place, and the decision log."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.feel.running import Run
from engine.feel.types import ANY, MISMATCH, ContextType, ListType, allows, coerce, matches, plain, type_of
from engine.feel.values import RecordRef

if TYPE_CHECKING:
    from engine import feel
    from engine.dmn.hits import Outcome
    from engine.dmn.model import Owner
    from engine.feel import Environment, Value
    from engine.feel.types import Type

MAX_KEPT = 1_000
"""Diagnoses and log entries of one evaluation; a loop over a table makes more than anybody reads."""
_SHOWN = 40
_BOX = re.compile("(Decision|Knowledge model|Decision service|the input) ['\"]")
"""How the title of a box begins, and no text of FEEL: what a diagnosis of the box itself calls its text."""
Cell = tuple[int | None, str | None]
"""The number of a rule and the label of a column."""
NO_CELL: Cell = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Why something became null, and where."""

    decision: str
    """The name of the decision or knowledge model."""
    rule: int | None = None
    column: str | None = None
    """The label of the table's column."""
    text: str | None = None
    """The part of the FEEL text, with its place."""
    line: int | None = None
    position: int | None = None
    message: str

    def __str__(self) -> str:
        rule = f", rule {self.rule}" if self.rule is not None else ""
        column = f", column {self.column!r}" if self.column is not None else ""
        inside = f"line {self.line}, column {self.position}, {self.text!r}: " if self.text is not None else ""
        return f"{self.decision}{rule}{column}: {inside}{self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One entry of the decision log: a decision or a table that was evaluated."""

    id: str
    name: str
    kind: str
    """`decision`; `table` for one inside a boxed expression, `knowledge` for one inside a knowledge model."""
    inputs: Mapping[str, Value]
    """By the table's column; without a table by the names that were read."""
    reads: Mapping[str, Value]
    """What else the texts read: the names besides the columns."""
    matched: tuple[int, ...]
    """The rules of the table that matched, from 1."""
    output: Value
    table: bool
    problem: str | None = None
    """Why the table has no answer, if its rules contradict each other or none matches."""


class DecisionRun(Run):
    """One evaluation of a decision with all that it requires: one budget, one list of diagnoses, one log."""

    __slots__ = ("at", "diagnoses", "hit", "left_out", "log", "model", "owner")

    def __init__(self, environment: Environment, owner: Owner, model: str) -> None:
        super().__init__(environment)
        self.diagnoses: list[Diagnosis] = []
        self.log: list[Step] = []
        self.left_out = 0
        self.owner = owner
        self.at: Cell = NO_CELL
        """The cell that is being looked at."""
        self.model = model
        """The namespace of the model whose texts are being run."""
        self.hit: tuple[Mapping[str, Value], Outcome] | None = None
        """Columns and outcome of the table that is the decision's own logic."""
        self.notes = _Notes(self, environment.diagnostics)

    def note(self, message: str, told: feel.Diagnosis | None = None) -> None:
        """One more diagnosis, at the place that is being evaluated."""
        if len(self.diagnoses) >= MAX_KEPT:
            self.left_out += 1
            return
        if told is not None and _BOX.match(told.text):
            place, told = self._inside(told.text), None
            message = f"{place}: {message}" if place else message
        rule, column = self.at
        self.diagnoses.append(
            Diagnosis(
                decision=self.owner.name,
                rule=rule,
                column=column,
                text=told.text if told else None,
                line=told.line if told else None,
                position=told.column if told else None,
                message=message,
            )
        )

    def _inside(self, title: str) -> str:
        """The way to a box, without the decision that every diagnosis names anyway."""
        return re.sub(rf"^[A-Z][a-z ]+ {re.escape(repr(self.owner.name))}(, )?", "", title)

    def keep(self, step: Step) -> None:
        """Write *step* into the log."""
        if len(self.log) == MAX_KEPT:
            self.log.pop()  # so that the decision that was asked for, the last of all, is always there
            self.left_out += 1
        self.log.append(step)

    def told(self) -> tuple[Diagnosis, ...]:
        """Every diagnosis; the last one counts what was left out."""
        if self.left_out:
            message = f"{self.left_out} more diagnoses and log entries are left out"
            self.diagnoses.append(Diagnosis(decision=self.owner.name, message=message))
        return tuple(self.diagnoses)


class _Notes(list["feel.Diagnosis"]):
    """What FEEL notices goes where the run stands, and to the caller's own list if there is one."""

    def __init__(self, run: DecisionRun, collected: list[feel.Diagnosis] | None) -> None:
        super().__init__()
        self._run = run
        self._collected = collected

    def append(self, told: feel.Diagnosis) -> None:
        self._run.note(told.message, told)
        if self._collected is not None:
            self._collected.append(told)


def conformed(wanted: Type, value: Value, run: Run, what: str) -> Value:
    """*value* as an instance of *wanted* (DMN 1.5, 10.3.2.9.4); null and a diagnosis if it is none."""
    if value is None or wanted is ANY:
        return value
    found = coerce(wanted, value, run)
    if found is not MISMATCH:
        return found
    if isinstance(value, RecordRef) and isinstance(plain(wanted), ContextType):
        return value  # what its fields hold is known when they are read, each by itself
    note(run, f"{what} is {shown(value)}, which is no {wanted}{_why(wanted, value, run)}")
    return None


def _why(wanted: Type, value: Value, run: Run) -> str:
    """Which part of a context or list is wrong."""
    base = plain(wanted)
    if isinstance(base, ContextType) and isinstance(value, Mapping):
        for name, member in base.members:
            if name not in value:
                return f": it has no {name!r}"
            if not _is(member, value[name], run):
                return f": {name!r} is {shown(value[name])}{_why(member, value[name], run)}"
    if isinstance(base, ListType) and isinstance(value, list):
        for number, item in enumerate(value, 1):
            if not _is(base.item, item, run):
                return f": item {number} is {shown(item)}{_why(base.item, item, run)}"
    return ""


def _is(wanted: Type, value: Value, run: Run) -> bool:
    """Whether a part of a context or list is as *wanted*; only whole values are converted."""
    return value is None or wanted == ANY or (matches(wanted, value, run) and allows(wanted, value, run))


def note(run: Run, message: str) -> None:
    """Tell *run*; a function that left its decision may be called by a plain one, which keeps nothing."""
    if isinstance(run, DecisionRun):
        run.note(message)


def shown(value: Value) -> str:
    """The value, if it is short, and its type."""
    if value is None:
        return "null"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    kind = str(type_of(value))
    brief = isinstance(value, str | bool) or not isinstance(value, list | dict)
    return f"{text} ({kind})" if brief and len(text) <= _SHOWN and kind != "Any" else f"a {kind}"
