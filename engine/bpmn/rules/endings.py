"""Ways that lead round and round: an instance there never comes to an end by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.nets import Net, TooWide, net_of
from engine.bpmn.rules.registry import Case, at, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element, ProcessModel


@rule
def no_end_in_reach(case: Case) -> Iterator[Finding]:
    """Told once for each circle, at its first element; what is stopped from outside may go on for ever."""
    for model in case.models.values():
        for scope in _scopes(model):
            try:
                net = net_of(model, scope, frozenset())
            except TooWide:
                continue
            yield from _endless(model, scope, net)


def _scopes(model: ProcessModel) -> Iterator[str | None]:
    parents = dict.fromkeys(one.parent for one in model.elements.values())
    return (one for one in parents if not _can_be_stopped(model, one))


def _endless(model: ProcessModel, scope: str | None, net: Net) -> Iterator[Finding]:
    if any(step.over for steps in net.steps.values() for step in steps):
        return
    led = {name: _led_to(net, name) for name in (one.id for one in model.children(scope))}
    ends = {name for name in led if any(not step.gives for step in net.steps.get((name, ""), ()))}
    told: set[str] = set()
    # Asked once for all: a long model has as many elements as ways from them.
    ending = _leading_to(led, ends)
    for name in (one for one in led if one not in ending):
        around = _reached(led, name)
        if name in around and told.isdisjoint(around):
            told |= around
            yield at(
                model.elements[name],
                "leads round and round, and to no end.",
                "Draw a way out of the circle.",
                "warning",
            )


def _led_to(net: Net, name: str) -> set[str]:
    return {place[0] for step in net.steps.get((name, ""), ()) for place in step.gives}


def _leading_to(led: dict[str, set[str]], ends: set[str]) -> set[str]:
    """Whatever can come to one of the ends, these included."""
    found: set[str] = set()
    back: dict[str, list[str]] = {}
    for name, targets in led.items():
        for target in targets:
            back.setdefault(target, []).append(name)
    todo = list(ends)
    while todo:
        current = todo.pop()
        if current not in found:
            found.add(current)
            todo += back.get(current, ())
    return found


def _reached(led: dict[str, set[str]], start: str) -> set[str]:
    """Whatever can be come to from an element."""
    found: set[str] = set()
    todo = list(led[start])
    while todo:
        current = todo.pop()
        if current not in found:
            found.add(current)
            todo += led.get(current, ())
    return found


def _can_be_stopped(model: ProcessModel, scope: str | None) -> bool:
    """Something around a scope, or in it, ends it whatever goes on there."""
    if any(
        _interrupts(start)
        for one in model.children(scope)
        if one.triggered_by_event
        for start in model.children(one.id)
    ):
        return True
    if scope is None:
        return False
    own = model.elements[scope]
    attached = [one for one in model.elements.values() if one.attached_to == scope]
    return (
        own.type == "adHocSubProcess" or any(map(_interrupts, attached)) or _can_be_stopped(model, own.parent)
    )


def _interrupts(element: Element) -> bool:
    return (
        element.type in {"startEvent", "boundaryEvent"}
        and element.event is not None
        and element.event.interrupting
    )
