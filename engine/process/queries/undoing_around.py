"""Undoing what a step ended: what stood or waited before it, and the sub-process in which it was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.queries.undoing_effect import Effect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.process.effects import Gone
    from engine.process.queries.past import Past, Step

_STOOD = frozenset({"userTask", "serviceTask"})
_CALLS = frozenset({"callActivity"})
_WAITED = frozenset({"boundaryEvent", "intermediateCatchEvent", "receiveTask", "startEvent"})
"""A start event waits when it is an event sub-process's."""


def ended(past: Past, step: Step, element: int) -> Iterator[Effect]:
    """The outermost activity around the step's *element* that has ended since; another step ended it."""
    for around in reversed(past.around(step, element)):
        found = [past.left(number) for number in past.open_at(around.id, step)]
        last = next((one for one in found if one is not None), None)
        if last is not None and all(found):
            yield Effect(
                kind="around_ended", blocked=True, facts={"element": around, "at": past.deed(last).at}
            )
            return


def withdrawn(past: Past, step: Step) -> Iterator[Effect]:
    """What left with the step, except what it was about and what only held others."""
    for gone in _others(step):
        kind, facts = past.element_type(step, gone.element), {"element": past.element(step, gone.element)}
        if kind in _STOOD:
            yield Effect(kind="stood_before", facts=facts)
        elif kind in _WAITED:
            yield Effect(kind="waited_before", facts=facts)
        elif kind in _CALLS:
            yield Effect(kind="call_cancelled", blocked=True, facts=facts)


def _others(step: Step) -> Sequence[Gone]:
    went = step.effects.went
    # A body counts its items; they are told one by one.
    return [one for one in went if one.number != step.effects.took and "total" not in one.memo]
