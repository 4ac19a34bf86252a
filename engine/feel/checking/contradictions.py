"""Tests of one name that cannot all pass (`a > 5 and a < 3`), or of which one always does (`a != 1 or a != 2`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.comparing import equal, ordered
from engine.feel.functions.conversion import written
from engine.feel.running import Environment, Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.feel.running import Diagnosis
    from engine.feel.values import Value

    Constant = Callable[[tree.Node], tuple[Value, list[Diagnosis]] | None]
    Limit = tuple[str, Value]

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def contradiction(node: tree.Node, constant: Constant) -> str | None:
    """Why `and` never holds, or `or` always does; None if neither can be said."""
    if isinstance(node, tree.Conjunction):
        for name, limits in _by_name(node, constant).items():
            pair = _first_pair(limits, _exclude)
            if pair is not None:
                return f"{name} cannot be {_told(pair[0])} and {_told(pair[1])}"
    if isinstance(node, tree.Disjunction):
        for name, limits in _by_name(node, constant).items():
            pair = _first_pair(limits, _exhaust)
            if pair is not None:
                return f"{name} is always {_told(pair[0])} or {_told(pair[1])}"
    return None


def _by_name(node: tree.Conjunction | tree.Disjunction, constant: Constant) -> dict[str, list[Limit]]:
    found: dict[str, list[Limit]] = {}
    for operand in node.operands:
        for name, sign, limit in _limits(operand):
            known = constant(limit)
            if known is not None and known[0] is not None:
                found.setdefault(name, []).append((sign, known[0]))
    return found


def _limits(node: tree.Node) -> Iterator[tuple[str, str, tree.Node]]:
    """What a test says of a name, as signs and limits that all hold."""
    match node:
        case tree.Comparison():
            if name := _path(node.left):
                yield name, node.sign, node.right
            elif name := _path(node.right):
                yield name, _MIRRORED[node.sign], node.left
        case tree.Between():
            if name := _path(node.value):
                yield from ((name, ">=", node.low), (name, "<=", node.high))
        case tree.In(tests=(tree.Interval() as area,)):
            if name := _path(node.value):
                yield name, ">=" if area.low_included else ">", area.low
                yield name, "<=" if area.high_included else "<", area.high


def _path(node: tree.Node) -> str:
    match node:
        case tree.Name(name=name):
            return name
        case tree.Path(target=target, name=name):
            owner = _path(target)
            return f"{owner}.{name}" if owner else ""
        case tree.Input():
            return "?"
    return ""


def _first_pair(limits: list[Limit], rule: Callable[[Limit, Limit], bool]) -> tuple[Limit, Limit] | None:
    for index, first in enumerate(limits):
        for second in limits[index + 1 :]:
            if rule(first, second):
                return first, second
    return None


def _exclude(first: Limit, second: Limit) -> bool:
    """Whether no value keeps both limits."""
    return _without(first, second) or _without(second, first)


def _without(first: Limit, second: Limit) -> bool:
    (sign, limit), (other, bound) = first, second
    if sign == "=" and other in {"=", "!="}:
        return equal(limit, bound, Run(Environment())) is (other == "!=")
    if sign == "=":
        return ordered(other, limit, bound, Run(Environment())) is False
    if sign in {">", ">="} and other in {"<", "<="}:
        touching = "<=" if sign == other.replace("<", ">") == ">=" else "<"
        return ordered(touching, limit, bound, Run(Environment())) is False
    return False


def _exhaust(first: Limit, second: Limit) -> bool:
    """Whether each value keeps one of the limits: of two different ones each is unequal to one."""
    return first[0] == second[0] == "!=" and equal(first[1], second[1], Run(Environment())) is False


def _told(limit: Limit) -> str:
    sign, value = limit
    return f"{sign} {written(value, Run(Environment()))}"
