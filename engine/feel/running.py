"""What one evaluation carries along: the environment, the names in scope, the budget and the diagnoses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from engine.feel.errors import FeelBudgetExceeded
from engine.feel.kinds import FUNCTION, KINDS, NATIVE, adopt
from engine.feel.lexer import place

if TYPE_CHECKING:
    from engine.feel.types import Type
    from engine.feel.values import RecordRef, Value

MAX_CALLS = 60
"""Calls of defined functions inside each other."""
MAX_STRING = 1_000_000
_CHARACTERS_PER_STEP = 50


class Place(NamedTuple):
    """Where in which text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a part of an expression became null."""

    message: str
    line: int
    column: int
    text: str
    """The part of the expression."""

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}, {self.text!r}: {self.message}"


def _no_clock() -> datetime:
    # The engine passes its business clock; a context without one (a linter, a test) stands at a fixed moment.
    return datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What an expression may ask of the world around it."""

    now: Callable[[], datetime] = _no_clock
    """The business clock, aware."""
    time_zone: str = "UTC"
    """The zone of `now()` and `today()`, and of a date and time that names none when it meets one that does."""
    resolve: Callable[[RecordRef], Mapping[str, Value] | None] | None = None
    """Reads the live record; None if it is gone."""
    functions: Mapping[str, Callable[..., Value]] = field(default_factory=dict)
    """Further functions by name; positional arguments only."""
    types: Mapping[str, Type] = field(default_factory=dict)
    """Types by the names that FEEL does not know itself: the item definitions of a decision model."""
    step_budget: int = 100_000
    diagnostics: list[Diagnosis] | None = None
    """Collects why something became null; None collects nothing and costs nothing."""


class Run:
    """One evaluation."""

    __slots__ = ("calls", "environment", "input", "notes", "steps")

    def __init__(self, environment: Environment, value: Value = None) -> None:
        self.environment = environment
        self.steps = environment.step_budget
        self.calls = 0
        self.input = value
        self.notes = environment.diagnostics

    def spend(self, steps: int, at: Place | None = None) -> None:
        """Pay for work whose amount depends on data."""
        self.steps -= steps
        if self.steps < 0:
            limit = f"{self.environment.step_budget} steps"
            raise FeelBudgetExceeded(limit=limit, source=at.text if at else "")

    def text(self, made: str) -> str:
        """Pay for a new string."""
        if len(made) > MAX_STRING:
            raise FeelBudgetExceeded(limit=f"{MAX_STRING} characters in a string", source=made[:40])
        self.spend(len(made) // _CHARACTERS_PER_STEP)
        return made

    def null(self, at: Place, message: str, *facts: Value) -> Value:
        """Null, and why; *facts* fill the `{}` of *message*."""
        if self.notes is not None:
            line, column = place(at.text, at.start)
            source = at.text[at.start : at.end]
            self.notes.append(Diagnosis(message.format(*facts), line, column, source))
        return None

    def record(self, ref: RecordRef) -> Mapping[str, Value] | None:
        """The live record behind *ref*."""
        resolve = self.environment.resolve
        return resolve(ref) if resolve is not None else None


class Scope:
    """Names in view: those of one context, then the scope around it."""

    __slots__ = ("parent", "run", "values")

    def __init__(self, values: Mapping[str, Value], run: Run, parent: Scope | None = None) -> None:
        self.values = values
        self.run = run
        self.parent = parent

    def find(self, name: str) -> Value:
        """The value of *name*, `MISSING` if no context has it."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.values.get(name, MISSING)
            if value is not MISSING:
                return value if type(value) in NATIVE else adopt(value)
            scope = scope.parent
        return MISSING


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Value = _Missing()
Compiled = Callable[[Scope], "Value"]


@dataclass(frozen=True, slots=True, eq=False)
class FeelFunction:
    """A function that a text defines; it sees the names around its definition."""

    parameters: tuple[str, ...]
    body: Compiled
    scope: Scope
    weight: int
    accepts: Callable[[int, Value], bool]

    def __call__(self, run: Run, *arguments: Value) -> Value:
        """The body's value; null if an argument is of another type than its parameter says."""
        if len(arguments) != len(self.parameters):
            return None
        if not all(self.accepts(index, value) for index, value in enumerate(arguments)):
            return None
        run.spend(self.weight)
        run.calls += 1
        if run.calls > MAX_CALLS:
            raise FeelBudgetExceeded(limit=f"{MAX_CALLS} nested calls", source=", ".join(self.parameters))
        try:
            values = dict(zip(self.parameters, arguments, strict=True))
            return self.body(Scope(values, run, self.scope))
        finally:
            run.calls -= 1


KINDS[FeelFunction] = FUNCTION
