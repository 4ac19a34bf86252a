"""One decision table, compiled: every cell once, all of them in one scope and one run."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.dmn.hits import Hit, Outcome
from engine.dmn.running import NO_CELL, DecisionRun, Step, conformed, note, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.dmn.model import DecisionTable, Output, Owner, Rule
    from engine.dmn.running import Cell
    from engine.feel import UnaryTests, Value
    from engine.feel.running import Compiled, Run, Scope

_Tests = tuple[tuple[int, "Compiled", "Cell"], ...]
_CELLS_PER_STEP = 8


def compiled(table: DecisionTable, owner: Owner, title: str, *, whole: bool) -> Compiled:
    """What *table* answers; *whole* if it is the decision's own logic, whose log entry the decision writes."""
    labels = column_labels(table)
    run_table = _Table(table, labels)

    def evaluate(scope: Scope) -> Value:
        run = scope.run
        if not isinstance(run, DecisionRun):
            return run_table.outcome(scope, run_table.inputs(scope)).value
        outside = (run.input, run.at)
        inputs = run_table.inputs(scope)
        outcome = run_table.outcome(scope, inputs)
        run.input, run.at = outside
        if outcome.problem:
            run.note(outcome.problem)
        columns = dict(zip(labels, inputs, strict=True))
        if whole:
            run.hit = (columns, outcome)
        else:
            run.keep(_step(owner, title, columns, outcome))
        return outcome.value

    return evaluate


def column_labels(table: DecisionTable) -> tuple[str, ...]:
    """The labels of the inputs, numbered where two are the same."""
    labels: list[str] = []
    for column in table.inputs:
        label, again = column.label, 1
        while label in labels:
            again += 1
            label = f"{column.label} ({again})"
        labels.append(label)
    return tuple(labels)


def _step(owner: Owner, title: str, columns: Mapping[str, Value], outcome: Outcome) -> Step:
    return Step(
        id=owner.id,
        name=title,
        kind="knowledge" if owner.kind == "knowledge" else "table",
        inputs=columns,
        reads={},
        matched=outcome.matched,
        output=outcome.value,
        table=True,
        problem=outcome.problem,
    )


class _Table:
    """The compiled cells of a table."""

    __slots__ = ("_columns", "_rules", "_table", "_weight")

    def __init__(self, table: DecisionTable, labels: tuple[str, ...]) -> None:
        self._table = table
        self._columns = tuple(
            (column, column.expression.compiled, (None, label))
            for column, label in zip(table.inputs, labels, strict=True)
        )
        self._rules: tuple[tuple[_Tests, Rule], ...] = tuple(
            (
                tuple((index, test.compiled, (rule.number, labels[index])) for index, test in rule.tests),
                rule,
            )
            for rule in table.rules
        )
        cells = len(table.rules) * (len(table.inputs) + len(table.outputs))
        self._weight = 1 + cells // _CELLS_PER_STEP

    def inputs(self, scope: Scope) -> list[Value]:
        """The value of every column."""
        run = scope.run
        run.spend(self._weight)
        values: list[Value] = []
        for column, expression, cell in self._columns:
            _look_at(cell, run)
            value = conformed(column.type, expression(scope), run, "it")
            if column.allowed is not None and value is not None:
                self._check_input(column.allowed, value, scope)
            values.append(value)
        return values

    def _check_input(self, allowed: UnaryTests, value: Value, scope: Scope) -> None:
        outer, scope.run.input = scope.run.input, value
        if allowed.compiled(scope) is not True:
            note(scope.run, f"{shown(value)} is a value that the table does not list: {allowed.text}")
        scope.run.input = outer

    def outcome(self, scope: Scope, inputs: Sequence[Value]) -> Outcome:
        """What the hit policy makes of the rules that match."""
        policy = self._table.hit_policy
        hits: list[Hit] = []
        for rule in self._matching(scope.run, scope, inputs):
            hits.append(self._hit(rule, scope))
            if policy.stops:
                break
        _look_at(NO_CELL, scope.run)
        return policy.settle(hits, scope.run) if hits else self._without_hit(scope)

    def _matching(self, run: Run, scope: Scope, inputs: Sequence[Value]) -> Iterator[Rule]:
        """The hot loop: every cell of every rule."""
        told = run if isinstance(run, DecisionRun) else None
        for tests, rule in self._rules:
            for index, test, cell in tests:
                run.input = inputs[index]
                if told is not None:
                    told.at = cell
                if test(scope) is not True:
                    break
            else:
                yield rule

    def _hit(self, rule: Rule, scope: Scope) -> Hit:
        run = scope.run
        values: list[Value] = []
        for column, output in zip(self._table.outputs, rule.outputs, strict=True):
            _look_at((rule.number, column.label), run)
            value = conformed(column.type, output.compiled(scope), run, "the output")
            self._check_output(column, value, scope)
            values.append(value)
        rank = self._rank(values, scope) if self._table.hit_policy.ranks else ()
        return Hit(rule=rule.number, value=self._answer(values), rank=rank)

    def _check_output(self, column: Output, value: Value, scope: Scope) -> None:
        if column.allowed is None or value is None:
            return
        scope.run.input = value
        if column.allowed.compiled(scope) is not True:
            note(scope.run, f"{shown(value)} is none of the allowed outputs: {column.allowed.text}")

    def _answer(self, values: list[Value]) -> Value:
        """The value itself, or with several outputs a context of them."""
        columns = self._table.outputs
        if len(columns) == 1:
            return values[0]
        return {column.name: value for column, value in zip(columns, values, strict=True)}

    def _rank(self, values: list[Value], scope: Scope) -> tuple[int, ...]:
        ranks = []
        for column, value in zip(self._table.outputs, values, strict=True):
            if column.order is not None:
                order = column.order.compiled(scope)
                # Of a tolerated model the allowed values may be no FEEL: then they order nothing.
                allowed = order if isinstance(order, list) else []
                ranks.append(allowed.index(value) if value in allowed else len(allowed))
        return tuple(ranks)

    def _without_hit(self, scope: Scope) -> Outcome:
        """The default outputs; without them an empty list, a count of 0, or null."""
        policy, columns = self._table.hit_policy, self._table.outputs
        if any(column.default is not None for column in columns):
            answer = self._answer([_default(column, scope) for column in columns])
            return Outcome(value=[answer] if policy.lists else answer)
        if policy.lists:
            return Outcome(value=[])
        if policy.name == "COLLECT COUNT":
            return Outcome(value=Decimal(0))
        return Outcome(value=None, problem="no rule matches, and there is no default output")


def _default(column: Output, scope: Scope) -> Value:
    if column.default is None:
        return None
    return conformed(column.type, column.default.compiled(scope), scope.run, "the default output")


def _look_at(cell: Cell, run: Run) -> None:
    """What is noticed from here on is about *cell*."""
    if isinstance(run, DecisionRun):
        run.at = cell
