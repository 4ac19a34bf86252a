"""Which flows a token takes when it leaves: the first or all whose condition holds, else the default flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.errors import NoFlowTaken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bpmn.spiff.nodes import Node, Way
    from engine.bpmn.spiff.tokens import Token


def first_that_holds(node: Node, token: Token) -> Sequence[Way]:
    """An exclusive gateway's choice."""
    for way in node.others:
        if _holds(node, token, way):
            return (way,)
    return _by_default(node)


def all_that_hold(node: Node, token: Token) -> Sequence[Way]:
    """The choice of an inclusive gateway, and of an activity with conditional flows: one without a condition holds."""
    return that_hold(node, token, node.others) or _by_default(node)


def that_hold(node: Node, token: Token, ways: Sequence[Way]) -> Sequence[Way]:
    """Those of *ways* that have no condition, or one that holds."""
    return [way for way in ways if way.flow.condition is None or _holds(node, token, way)]


def _holds(node: Node, token: Token, way: Way) -> bool:
    condition = way.flow.condition or ""
    return node.truth(node.evaluate(token, condition, way.place), condition, way.place)


def split(node: Node) -> tuple[Way | None, list[Way]]:
    """The default flow and the others; the only flow out of a gateway needs no condition."""
    default = next((way for way in node.ways if way.flow.id == node.element.default_flow), None)
    if default is None and len(node.ways) == 1 and node.ways[0].flow.condition is None:
        default = node.ways[0]
    return default, [way for way in node.ways if way is not default]


def _by_default(node: Node) -> Sequence[Way]:
    if not node.ways:
        # A branch may end at a gateway, as at anything else without a flow out of it.
        return ()
    if node.default is None:
        raise NoFlowTaken(element_id=node.element.id, what="", reason="", remedy="")
    return (node.default,)
