"""Calls and calculations over literals alone (`duration("P2D")`): worked out once, when their text is compiled."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

from engine.feel import syntax as tree
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.far_dates import BEYOND_PYTHON
from engine.feel.running import MISSING, Run, Scope
from engine.feel.values import YearsMonths

if TYPE_CHECKING:
    from engine.feel.running import Compiled, Diagnosis, Environment
    from engine.feel.values import Value

FOLDED: frozenset[type[tree.Node]] = frozenset({tree.Call, tree.Arithmetic, tree.Negation})
"""The nodes that are worth it."""
SETTLED: frozenset[type[tree.Node]] = frozenset({*FOLDED, tree.Literal, tree.ListOf})
"""The nodes that by themselves do not depend on a run."""
_LASTING = BEYOND_PYTHON | {Decimal, date, time, datetime, timedelta, YearsMonths}
"""Small values that nobody can change: one serves every run. A string is paid for in the run that makes it."""


class _Unsettled(Exception):
    """The world was asked for."""


class _NoWorld:
    """An environment without a clock, zone, records, types or functions: what asks for them is no constant."""

    def __init__(self) -> None:
        self.step_budget = 1_000
        self.size_budget = 10_000
        self.diagnostics: list[Diagnosis] = []

    def __getattr__(self, name: str) -> NoReturn:
        raise _Unsettled(name)


class Folding:
    """Works out the constants of one text, all of them on one small budget."""

    def __init__(self) -> None:
        world: Environment = _NoWorld()  # type: ignore[assignment]  # it has less on purpose
        self._run = Run(world)

    def value(self, compiled: Compiled) -> Value:
        """What *compiled* answers in every run; `MISSING` if it depends on one, or has something to say in it."""
        try:
            value = compiled(Scope({}, self._run))
        except (_Unsettled, FeelBudgetExceeded, RecursionError):
            return MISSING
        if self._run.notes:
            self._run.notes.clear()
            return MISSING
        return value if type(value) in _LASTING else MISSING
