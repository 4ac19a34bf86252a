"""`range("[1..5]")`: a text into a range, of literals only (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.comparing import ordered
from engine.feel.errors import FeelSyntaxError, Undefined, shown
from engine.feel.functions.registry import BUILT_IN, built_in
from engine.feel.numbers import ARITHMETIC
from engine.feel.parser import Parser
from engine.feel.running import NOWHERE
from engine.feel.values import Range

if TYPE_CHECKING:
    from engine.feel.running import Run
    from engine.feel.values import Value

_TEMPORAL = frozenset({"date", "time", "date and time", "duration"})
_LONGEST = 1_000


@built_in("range", "from: string")
def _range(run: Run, text: str) -> Range:
    node = _interval(text)
    start, end = _value(node.low, run), _value(node.high, run)
    upwards = ordered("<=", start, end, run) if start is not None and end is not None else None
    if upwards is not True:
        raise Undefined(
            "the ends of the range are of different types" if upwards is None else "it runs downwards"
        )
    return Range(start, end, node.low_included, node.high_included)


def _interval(text: str) -> tree.Interval:
    try:
        node = Parser(text, _TEMPORAL).expression() if len(text) <= _LONGEST else None
    except FeelSyntaxError as error:
        raise Undefined(
            f"{shown(text)!r} is no range: expected {error.expected}, found {error.found}"
        ) from None
    if not isinstance(node, tree.Interval):
        raise Undefined(f"{shown(text)!r} is no range like [1..5]")
    return node


def _value(node: tree.Node, run: Run) -> Value:
    """The value of an end: a literal, or a temporal one written as the call of its function."""
    match node:
        case tree.Literal(value=value) if value is not None:
            return value
        case tree.Negation(operand=tree.Literal(value=value)) if value is not None:
            return ARITHMETIC.minus(value)
        case tree.Call(
            function=tree.Name(name=name), arguments=(tree.Literal(value=str() as written),), names=()
        ) if name in _TEMPORAL:
            return BUILT_IN[name].prepared(1, ())(run, [written], NOWHERE)
    raise Undefined("an end of the range is no literal")
