"""One decision table over one context."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.dmn.hits import Hit, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.dmn.model import DecisionTable, Output, Rule
    from engine.feel import Environment, Expression, Value

    Note = Callable[[str], None]


def decide(
    table: DecisionTable, context: Mapping[str, Value], environment: Environment, note: Note
) -> Outcome:
    """The outcome of *table*; *note* takes every reason for a null."""
    inputs = [_input(table, index, context, environment, note) for index in range(len(table.inputs))]
    hits: list[Hit] = []
    for rule in _matching(table, inputs, context, environment):
        hits.append(_hit(table, rule, context, environment))
        if table.hit_policy.stops:
            break
    if not hits:
        return _without_hit(table, context, environment)
    return table.hit_policy.settle(hits, environment)


def _input(
    table: DecisionTable, index: int, context: Mapping[str, Value], environment: Environment, note: Note
) -> Value:
    column = table.inputs[index]
    value = column.expression.evaluate(context, environment)
    allowed = column.allowed
    if allowed is not None and value is not None and not allowed.evaluate(value, context, environment):
        note(f"input {column.label!r} has a value that the table does not list: {allowed.text}")
    return value


def _matching(
    table: DecisionTable, inputs: list[Value], context: Mapping[str, Value], environment: Environment
) -> Iterator[Rule]:
    for rule in table.rules:
        if all(test.evaluate(inputs[index], context, environment) for index, test in rule.tests):
            yield rule


def _hit(table: DecisionTable, rule: Rule, context: Mapping[str, Value], environment: Environment) -> Hit:
    values = [output.evaluate(context, environment) for output in rule.outputs]
    rank = tuple(
        _rank(column, value, context, environment)
        for column, value in zip(table.outputs, values, strict=True)
        if column.order is not None
    )
    return Hit(rule=rule.number, value=_answer(table, values), rank=rank)


def _answer(table: DecisionTable, values: list[Value]) -> Value:
    """The value itself, or with several outputs a context of them."""
    if len(table.outputs) == 1:
        return values[0]
    return {output.name: value for output, value in zip(table.outputs, values, strict=True)}


def _rank(output: Output, value: Value, context: Mapping[str, Value], environment: Environment) -> int:
    allowed = output.order.evaluate(context, environment) if output.order is not None else []
    return allowed.index(value) if value in allowed else len(allowed)


def _without_hit(table: DecisionTable, context: Mapping[str, Value], environment: Environment) -> Outcome:
    """The default outputs; without them an empty list, a count of 0, or null."""
    if any(output.default is not None for output in table.outputs):
        values = [_default(output.default, context, environment) for output in table.outputs]
        answer = _answer(table, values)
        return Outcome(value=[answer] if table.hit_policy.lists else answer)
    if table.hit_policy.lists:
        return Outcome(value=[])
    if table.hit_policy.name == "COLLECT COUNT":
        return Outcome(value=Decimal(0))
    return Outcome(value=None, problem="no rule matches, and there is no default output")


def _default(default: Expression | None, context: Mapping[str, Value], environment: Environment) -> Value:
    return None if default is None else default.evaluate(context, environment)
