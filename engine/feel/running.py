"""What one evaluation carries along: the environment, the names in scope, the budget and the diagnoses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from engine.facts import fact
from engine.feel.entering import enter
from engine.feel.errors import FeelBudgetExceeded, shown
from engine.feel.kinds import FUNCTION, KINDS, kind
from engine.feel.lexer import place
from engine.feel.types import ANY, MISMATCH, FunctionType, coerce

if TYPE_CHECKING:
    from engine.feel.types import Type
    from engine.feel.values import RecordRef, Value

MAX_CALLS = 60
"""Calls of defined functions inside each other."""
MAX_STRING = 1_000_000
MAX_DIAGNOSES = 1_000
"""More of them help nobody, and a loop could make one in every turn."""
_LONGEST_REASON = 300
MADE_PER_STEP = 500
"""Items or characters that are copied in the time of one step."""


class Place(NamedTuple):
    """Where in which text."""

    text: str
    start: int
    end: int


NOWHERE = Place("", 0, 0)


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


@fact
class Environment:
    """What an expression may ask of the world around it."""

    now: Callable[[], datetime] = _no_clock
    """The business clock, aware."""
    time_zone: str = "UTC"
    """The zone of `now()` and `today()`, and of a date and time that names none when a calendar is asked."""
    resolve: Callable[[RecordRef], Mapping[str, Value] | None] | None = None
    """Reads the live record; None if it is gone."""
    functions: Mapping[str, Callable[..., Value]] = field(default_factory=dict)
    """Further functions by name; positional arguments only."""
    types: Mapping[str, Type] = field(default_factory=dict)
    """Types by the names that FEEL does not know itself: the item definitions of a decision model."""
    step_budget: int = 100_000
    """The time of one evaluation: a step is a turn of a loop, a call or about as much; see `bench/feel_budget.py`."""
    size_budget: int = 5_000_000
    """The memory of one evaluation: list items, context entries and characters that it makes, kept or not."""
    diagnostics: list[Diagnosis] | None = None
    """Collects why something became null; None collects nothing and costs nothing."""


class Run:
    """One evaluation."""

    __slots__ = ("calls", "entered", "environment", "input", "matching", "notes", "size", "steps")

    def __init__(self, environment: Environment, value: Value = None) -> None:
        self.environment = environment
        self.steps = environment.step_budget
        self.size = environment.size_budget
        self.calls = 0
        self.matching = 0.0
        """Seconds spent in regular expressions."""
        self.entered: dict[int, tuple[Value, Value]] | None = None
        """Lists and contexts from outside by identity, and as FEEL sees them."""
        self.notes = environment.diagnostics
        self.input = value

    def spend(self, steps: int, at: Place | None = None) -> None:
        """Pay for work whose amount depends on data."""
        self.steps -= steps
        if self.steps < 0:
            raise beyond(f"{self.environment.step_budget} steps", at)

    def make(self, count: int, at: Place | None = None) -> None:
        """Pay for *count* items or characters before they are made."""
        self.size -= count
        if self.size < 0:
            raise beyond(f"{self.environment.size_budget} items and characters", at)
        if count >= MADE_PER_STEP:
            self.spend(count // MADE_PER_STEP, at)

    def characters(self, count: int) -> None:
        """Pay for a string of *count* characters before it is made."""
        if count > MAX_STRING:
            raise beyond(f"{MAX_STRING} characters in a string")
        self.make(count)

    def text(self, made: str) -> str:
        """Pay for a new string that cannot be much longer than what it was made of."""
        self.characters(len(made))
        return made

    def null(self, at: Place, message: str, *facts: Value) -> Value:
        """Null, and why; *facts* fill the `{}` of *message*."""
        if self.notes is not None and len(self.notes) < MAX_DIAGNOSES:
            self.notes.append(_diagnosis(at, message, facts))
        return None

    def record(self, ref: RecordRef) -> Mapping[str, Value] | None:
        """The live record behind *ref*."""
        resolve = self.environment.resolve
        fields = resolve(ref) if resolve is not None else None
        return None if fields is None else Fields(fields, self)


class Fields(Mapping[str, "Value"]):
    """The fields of a record, each made FEEL's own when it is read."""

    __slots__ = ("_fields", "_run")

    def __init__(self, fields: Mapping[str, Value], run: Run) -> None:
        self._fields = fields
        self._run = run

    def __getitem__(self, name: str) -> Value:
        return enter(self._fields[name], self._run)

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


def beyond(limit: str, at: Place | None = None) -> FeelBudgetExceeded:
    """The error of a limit; without a place it gets the innermost one that knows its own."""
    error = FeelBudgetExceeded(limit=limit)
    if at is not None:
        put(error, at)
    return error


def put(error: FeelBudgetExceeded, at: Place) -> None:
    """Say that *error* happened at a place, unless it knows a closer one."""
    if not error.is_placed:
        error.put(*place(at.text, at.start), at.text[at.start : at.end])


def _diagnosis(at: Place, message: str, facts: tuple[Value, ...]) -> Diagnosis:
    line, column = place(at.text, at.start)
    words = [shown(fact, _LONGEST_REASON) if isinstance(fact, str) else fact for fact in facts]
    return Diagnosis(message.format(*words), line, column, at.text[at.start : at.end])


class Scope:
    """Names in view: those of one context, then the scope around it."""

    __slots__ = ("parent", "run", "values")

    def __init__(self, values: Mapping[str, Value], run: Run, parent: Scope | None = None) -> None:
        self.values = values
        self.run = run
        self.parent = parent

    def find(self, name: str, at: Place | None = None) -> Value:
        """The value of *name*, `MISSING` if no context has it."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.values.get(name, MISSING)
            if value is not MISSING:
                # The outermost context comes from outside; those within were made by the evaluation itself.
                return value if scope.parent is not None else enter(value, self.run, at)
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
    wanted: tuple[Type, ...]
    """The type of each parameter."""
    result: Type = ANY
    place: Place = NOWHERE

    @property
    def types(self) -> tuple[FunctionType, ...]:
        """What it is an instance of."""
        return (FunctionType(self.wanted, self.result),)

    def __call__(self, run: Run, *arguments: Value) -> Value:
        """The body's value; null if there are too few or too many arguments, or one of another type."""
        if len(arguments) != len(self.parameters):
            return run.null(self.place, "it takes {} arguments", len(self.parameters))
        values: dict[str, Value] = {}
        for name, type_, argument in zip(self.parameters, self.wanted, arguments, strict=True):
            value = argument if type_ is ANY else coerce(type_, argument, run)
            if value is MISMATCH:
                return run.null(self.place, "{} is {}, not {}", name, kind(argument), type_)
            values[name] = value
        return self._result(self._entered(values, run), run)

    def _entered(self, values: dict[str, Value], run: Run) -> Value:
        run.spend(self.weight, self.place)
        run.calls += 1
        if run.calls > MAX_CALLS:
            raise beyond(f"{MAX_CALLS} calls inside each other", self.place)
        try:
            return self.body(Scope(values, run, self.scope))
        finally:
            run.calls -= 1

    def _result(self, value: Value, run: Run) -> Value:
        if self.result is ANY:
            return value
        made = coerce(self.result, value, run)
        if made is MISMATCH:
            return run.null(self.place, "the result is {}, not {}", kind(value), self.result)
        return made


KINDS[FeelFunction] = FUNCTION
