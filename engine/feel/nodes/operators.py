"""Arithmetic, comparison and three-valued logic, each with a short way for the usual types."""

from __future__ import annotations

from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.arithmetic import calculate, negated
from engine.feel.comparing import ORDERS, PLAIN, SORTABLE, equal, ordered
from engine.feel.compiler import Compiler, compiles
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.kinds import kind
from engine.feel.numbers import ARITHMETIC
from engine.feel.running import put

if TYPE_CHECKING:
    from engine.feel.running import Compiled, Place, Scope
    from engine.feel.values import Value

_A_PAIR = 2
_DECIMAL = {
    "+": ARITHMETIC.add,
    "-": ARITHMETIC.subtract,
    "*": ARITHMETIC.multiply,
    "/": ARITHMETIC.divide,
}


@compiles(tree.Arithmetic)
def _arithmetic(compiler: Compiler, node: tree.Arithmetic) -> Compiled:
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    sign, place, short = node.sign, compiler.place(node), _DECIMAL.get(node.sign)
    if short is None:
        return lambda scope: calculate(sign, left(scope), right(scope), scope.run, place)
    operand = compiler.known(right)
    if type(operand) is Decimal:
        return _arithmetic_by(sign, left, operand, place)

    def run(scope: Scope) -> Value:
        a, b = left(scope), right(scope)
        if type(a) is Decimal and type(b) is Decimal:
            try:
                return short(a, b)
            except DecimalException:
                pass  # the long way says why
        return calculate(sign, a, b, scope.run, place)

    return run


def _arithmetic_by(sign: str, left: Compiled, b: Decimal, place: Place) -> Compiled:
    """`price * 1.19`: the second number is known before it runs."""
    short = _DECIMAL[sign]

    def run(scope: Scope) -> Value:
        a = left(scope)
        if type(a) is Decimal:
            try:
                return short(a, b)
            except DecimalException:
                pass  # the long way says why
        return calculate(sign, a, b, scope.run, place)

    return run


@compiles(tree.Negation)
def _negation(compiler: Compiler, node: tree.Negation) -> Compiled:
    operand, place = compiler.compile(node.operand), compiler.place(node)
    return lambda scope: negated(operand(scope), scope.run, place)


@compiles(tree.Comparison)
def _comparison(compiler: Compiler, node: tree.Comparison) -> Compiled:
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    place = compiler.place(node)
    if node.sign in ORDERS:
        limit = compiler.known(right)
        if type(limit) in SORTABLE:
            return _ordering_to(node.sign, left, limit, place)
        return _ordering(node.sign, left, right, place)
    return _equality(node.sign == "=", left, right, place)


def _ordering(sign: str, left: Compiled, right: Compiled, place: Place) -> Compiled:
    short = ORDERS[sign]

    def run(scope: Scope) -> Value:
        a, b = left(scope), right(scope)
        if type(a) is type(b) and type(a) in SORTABLE:
            return short(a, b)
        result = ordered(sign, a, b, scope.run)
        return _incomparable(scope, place, a, b) if result is None else result

    return run


def _ordering_to(sign: str, left: Compiled, limit: Value, place: Place) -> Compiled:
    """The usual condition, `amount > 1000`: what it compares with is known before it runs."""
    short, usual = ORDERS[sign], type(limit)

    def run(scope: Scope) -> Value:
        a = left(scope)
        if type(a) is usual:
            return short(a, limit)
        result = ordered(sign, a, limit, scope.run)
        return _incomparable(scope, place, a, limit) if result is None else result

    return run


def _equality(wanted: bool, left: Compiled, right: Compiled, place: Place) -> Compiled:  # noqa: FBT001 - = or !=
    def run(scope: Scope) -> Value:
        a, b = left(scope), right(scope)
        if type(a) is type(b) and type(a) in PLAIN:
            return (a == b) is wanted
        try:
            result = equal(a, b, scope.run)
        except FeelBudgetExceeded as error:
            put(error, place)
            raise
        return _incomparable(scope, place, a, b) if result is None else result is wanted

    return run


def _incomparable(scope: Scope, place: Place, left: Value, right: Value) -> Value:
    return scope.run.null(place, "cannot compare {} with {}", kind(left), kind(right))


@compiles(tree.Between)
def _between(compiler: Compiler, node: tree.Between) -> Compiled:
    value, low, high = compiler.compile(node.value), compiler.compile(node.low), compiler.compile(node.high)
    place = compiler.place(node)

    def run(scope: Scope) -> Value:
        a, start, end = value(scope), low(scope), high(scope)
        above, below = ordered(">=", a, start, scope.run), ordered("<=", a, end, scope.run)
        if above is False or below is False:
            return False
        if above is None or below is None:
            return _incomparable(scope, place, a, start if above is None else end)
        return True

    return run


@compiles(tree.Conjunction)
def _conjunction(compiler: Compiler, node: tree.Conjunction) -> Compiled:
    return _logic(compiler, node, decisive=False)


@compiles(tree.Disjunction)
def _disjunction(compiler: Compiler, node: tree.Disjunction) -> Compiled:
    return _logic(compiler, node, decisive=True)


def _logic(compiler: Compiler, node: tree.Conjunction | tree.Disjunction, *, decisive: bool) -> Compiled:
    """The first *decisive* operand decides; otherwise null if any operand is no boolean."""
    operands, place = compiler.all(node.operands), compiler.place(node)
    if len(operands) == _A_PAIR:
        return _pair(operands[0], operands[1], decisive, place)

    def run(scope: Scope) -> Value:
        values = []
        for operand in operands:
            value = operand(scope)
            if value is decisive:
                return decisive
            values.append(value)
        return _undecided(values, scope, place, neutral=not decisive)

    return run


def _pair(left: Compiled, right: Compiled, decisive: bool, place: Place) -> Compiled:  # noqa: FBT001 - and or or
    neutral = not decisive

    def run(scope: Scope) -> Value:
        a = left(scope)
        if a is decisive:
            return decisive
        b = right(scope)
        if b is decisive:
            return decisive
        if a is neutral and b is neutral:
            return neutral
        return _undecided([a, b], scope, place, neutral=neutral)

    return run


def _undecided(values: list[Value], scope: Scope, place: Place, *, neutral: bool) -> Value:
    result: Value = neutral
    for value in values:
        if value is not neutral:
            result = scope.run.null(place, "an operand is {}, not true or false", kind(value))
    return result
