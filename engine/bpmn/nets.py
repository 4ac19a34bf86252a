"""The flow of tokens in one scope as a net of places and steps, whatever conditions may say and events may bring.

Everything that can happen is in the net, and more: each flow with a condition may be taken or not, each boundary event
may fire. What cannot happen in the net can therefore never happen in an instance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import TYPE_CHECKING

from engine.bpmn.model import Flow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.bpmn.model import Element, ProcessModel

Place = tuple[str, str]
"""An element where a token stands, and at a join the flow along which it came."""

_OVER = frozenset({"terminate", "error", "cancel"})
"""End events after which nothing of the scope is left, unless an error that nobody catches is an incident."""
_THROWN = frozenset({"error", "escalation", "cancel"})
_OWN_WORK = frozenset(
    ["task", "manualTask", "scriptTask", "receiveTask", "sendTask", "subProcess", "transaction", "startEvent",
     "endEvent", "intermediateThrowEvent", "intermediateCatchEvent", "boundaryEvent", "exclusiveGateway",
     "parallelGateway", "inclusiveGateway", "eventBasedGateway"]
)  # fmt: skip
"""What never ends with an error that nobody drew."""
_SPLITS_ALL = frozenset({"parallelGateway"})
_TAKES_ONE = frozenset({"exclusiveGateway", "eventBasedGateway"})
_MOST_CHOICES = 6
"""More conditional flows out of one element have too many combinations."""


class TooWide(Exception):
    """The scope cannot be looked through in reasonable time."""


@dataclass(frozen=True, slots=True)
class Step:
    """What may happen at one place: a token is taken from it, and tokens are given; *over* ends the whole scope."""

    gives: tuple[Place, ...]
    over: bool = False


@dataclass(slots=True)
class Net:
    """*joins* are parallel gateways by id with their places; *gatherings* are inclusive ones."""

    begins: list[tuple[Place, ...]]
    """Where tokens stand at first: one of these."""
    begins_by_hand: list[tuple[Place, ...]]
    """Where a person may start an instance that otherwise begins at several places at once."""
    steps: dict[Place, list[Step]] = field(default_factory=dict)
    joins: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    gatherings: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    after: dict[str, list[Step]] = field(default_factory=dict)
    """What a join or gathering gives when it goes on."""


def net_of(model: ProcessModel, scope: str | None, stuck_inside: frozenset[str]) -> Net:
    """The net of a scope; *stuck_inside* are sub-processes that never come to their end by themselves.

    Raises `TooWide`.
    """
    return _Weaving(model, scope, stuck_inside).woven()


class _Weaving:
    def __init__(self, model: ProcessModel, scope: str | None, stuck_inside: frozenset[str]) -> None:
        self.model, self.scope, self.stuck_inside = model, scope, stuck_inside
        self.inside = {one.id: one for one in model.children(scope)}
        self.outgoing: dict[str, list[Flow]] = {}
        self.incoming: dict[str, list[Flow]] = {}
        for flow in model.flows:
            if flow.source in self.inside and flow.target in self.inside:
                self.outgoing.setdefault(flow.source, []).append(flow)
                self.incoming.setdefault(flow.target, []).append(flow)
        self.attached: dict[str, list[Element]] = {}
        for one in self.inside.values():
            if one.attached_to is not None and not _undoes(one):
                self.attached.setdefault(one.attached_to, []).append(one)

    def woven(self) -> Net:
        net = Net(*self._beginnings())
        for element in self.inside.values():
            if self._is_join(element):
                self._weave_join(net, element)
            net.steps[element.id, ""] = list(self._steps(element))
        return net

    def _weave_join(self, net: Net, element: Element) -> None:
        places = tuple((element.id, flow.id) for flow in self.incoming[element.id])
        kind = net.joins if element.type == "parallelGateway" else net.gatherings
        kind[element.id] = places
        net.after[element.id] = list(self._steps(element))

    def _beginnings(self) -> tuple[list[tuple[Place, ...]], list[tuple[Place, ...]]]:
        starts = [one for one in self.inside.values() if one.type == "startEvent"]
        if starts:
            return [((one.id, ""),) for one in starts], []
        entrances = tuple((one.id, "") for one in self.model.entrances(self.scope))
        return [entrances], [(one,) for one in entrances]

    def _is_join(self, element: Element) -> bool:
        meets = len(self.incoming.get(element.id, [])) > 1
        if meets and element.type == "complexGateway":
            raise TooWide
        return meets and element.type in {"parallelGateway", "inclusiveGateway"}

    def _steps(self, element: Element) -> Iterator[Step]:
        if element.type == "endEvent":
            yield Step((), over=element.event is not None and element.event.kind in _OVER)
            return
        if element.id not in self.stuck_inside:
            yield from (Step(self._along(flows)) for flows in self._choices(element))
        for event in self.attached.get(element.id, ()):
            if not may_happen(self.model, event, element):
                continue
            beside = () if event.event is None or event.event.interrupting else ((element.id, ""),)
            yield Step((*beside, (event.id, "")))

    def _choices(self, element: Element) -> Iterable[tuple[Flow, ...]]:
        """The sets of flows that a token may take when it leaves."""
        flows = self.outgoing.get(element.id, [])
        links = self.model.links_from(element.id)
        if links:
            return [tuple(Flow(id="", source=element.id, target=one.id) for one in links)]
        if not flows or element.type in _SPLITS_ALL:
            return [tuple(flows)]
        if element.type in _TAKES_ONE:
            return [(flow,) for flow in flows]
        return self._conditional(element, flows)

    def _conditional(self, element: Element, flows: list[Flow]) -> Iterable[tuple[Flow, ...]]:
        always = [one for one in flows if one.condition is None and one.id != element.default_flow]
        maybe = [one for one in flows if one.condition is not None and one.id != element.default_flow]
        default = [one for one in flows if one.id == element.default_flow]
        if len(maybe) > _MOST_CHOICES:
            raise TooWide
        subsets = chain.from_iterable(combinations(maybe, count) for count in range(len(maybe) + 1))
        taken = [(*always, *some) for some in subsets]
        return [one for one in taken if one] + [(one,) for one in default]

    def _along(self, flows: Iterable[Flow]) -> tuple[Place, ...]:
        return tuple(
            (flow.target, flow.id if self._is_join(self.inside[flow.target]) else "") for flow in flows
        )


def may_happen(model: ProcessModel, event: Element, host: Element) -> bool:
    """Whether something in an activity may throw what a boundary event on it catches; timers and others always may."""
    kind = event.event.kind if event.event is not None else "none"
    if kind not in _THROWN:
        return True
    inside = [host, *_below(model, host.id)]
    return any(
        (one.event is not None and one.event.kind == kind and one.attached_to is None)
        or (kind != "cancel" and _is_outside(one))
        for one in inside
    )


def _below(model: ProcessModel, scope: str) -> Iterator[Element]:
    for one in model.children(scope):
        yield one
        yield from _below(model, one.id)


def _is_outside(element: Element) -> bool:
    """Work that somebody else does, who may end it with an error: a person, a worker, a called process."""
    return element.type not in _OWN_WORK or element.service is not None


def _undoes(element: Element) -> bool:
    """A compensation boundary event lies in wait; no token comes from it."""
    return element.event is not None and element.event.kind == "compensation"
