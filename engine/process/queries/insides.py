"""What is inside a running instance besides its tokens: steps done for several items, and variables of one step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.process.queries.naming import Named, named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.bpmn.instance import Instance
    from engine.feel.values import Value
    from engine.process.definitions import Deployed

_MOST = 100
"""Items and inner variables that the page of an instance shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A step that is being done for each of several items."""

    number: int
    element: Named
    sequential: bool
    total: int
    done: int
    items: tuple[tuple[int, int, Value], ...]
    """Of each that has started: its index from 0, its token's number, and what it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """Variables that only one step sees."""

    number: int
    element: Named
    variables: Mapping[str, Value]


def loops(deployed: Deployed, live: Instance) -> tuple[Repeated, ...]:
    return tuple(
        Repeated(
            number=one.number,
            element=named(deployed.elements[one.element_id]),
            sequential=one.sequential,
            total=one.total,
            done=one.done,
            items=one.open[:_MOST],
        )
        for one in live.many()
    )


def scopes(deployed: Deployed, live: Instance) -> tuple[Inner, ...]:
    return tuple(
        Inner(number=number, element=named(deployed.elements[element_id]), variables=variables)
        for number, element_id, variables in live.inner_variables()[:_MOST]
    )
