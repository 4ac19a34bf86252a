"""A running instance goes over to another version of its process: its tokens stay, the nodes under them change.

Nothing runs while it does. What beside a token waits in both versions is kept, what only the new one has is armed, and
what only the old one had is withdrawn.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.bpmn.events import Subscribed, TimerRemoved, TimerScheduled, Unsubscribed
from engine.bpmn.migration import (
    Armed,
    CalledInside,
    CannotMigrate,
    FlowGone,
    Landing,
    Migration,
    NoPlace,
    Places,
)
from engine.bpmn.spiff import compensation
from engine.bpmn.spiff.activities import Activity
from engine.bpmn.spiff.adhoc import AdHocSubProcess
from engine.bpmn.spiff.catching import Catching
from engine.bpmn.spiff.gateways import EventBasedGateway
from engine.bpmn.spiff.moves import stands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.bpmn.definition import Definition
    from engine.bpmn.migration import Timers
    from engine.bpmn.model import Event, Flow
    from engine.bpmn.spiff.builder import ScopeSpec
    from engine.bpmn.spiff.nodes import Node
    from engine.bpmn.spiff.parts import Part
    from engine.bpmn.spiff.tokens import Token
    from engine.bpmn.spiff.workflow import ProcessRun


def migrate(
    run: ProcessRun, old: Definition, new: Definition, mapping: Mapping[str, str], timers: Timers
) -> Migration:
    """Put the instance on the definition *new*; raises `CannotMigrate` with everything that stands against it."""
    places = Places(old.model, new.model, mapping)
    crossing = _Crossing(run, places, new, timers)
    problems = [*places.wrong(), *crossing.problems()]
    if problems:
        raise CannotMigrate(list({str(one): one for one in problems}.values()))
    landings = crossing.landings()
    crossing.withdraw()
    crossing.rebind()
    forgotten = compensation.rename(run, places.target)
    crossing.arm()
    return Migration(
        landings=landings,
        armed=tuple(_armed(run)),
        withdrawn=tuple(_withdrawn(run)),
        forgotten=tuple(forgotten),
    )


class _Crossing:
    """The tokens of one instance between two versions."""

    def __init__(self, run: ProcessRun, places: Places, new: Definition, timers: Timers) -> None:
        self._run = run
        self._places = places
        self._new = new
        self._timers = timers
        # In the order in which they came, whether or not the instance was saved in between.
        tokens = sorted(run.every_token(), key=lambda one: one.number)
        self._standing = [token for token in tokens if stands(token)]
        self._waiting = [token for token in tokens if not stands(token)]
        self._nodes: dict[int, Node] = {}
        """The new node of each token that stays."""
        self._before: dict[int, set[str]] = {}
        """What could be waited for beside each token, by the ids of the new version."""
        self._triggers: dict[int, set[str]] = {}
        """The same of each scope's event sub-processes, by the number of the scope's owner."""
        self._changed: set[int] = set()
        """Tokens whose event says something else in the new version."""

    def problems(self) -> Iterator[NoPlace]:
        for token in self._standing:
            source = token.node.element.id
            if _is_called(token):
                yield CalledInside(element_id=source)
                continue
            wrong = list(self._places.misplaced(source, self._places.target(source)))
            yield from wrong
            node = None if wrong else self._landing(token)
            if node is not None:
                self._stays(token, node)
                yield from self._flow_problem(token, node)

    def landings(self) -> tuple[Landing, ...]:
        return tuple(
            Landing(
                number=token.number,
                source=token.node.element.id,
                target=self._nodes[token.number].element.id,
            )
            for token in self._standing
            if token.node.in_flow
        )

    def withdraw(self) -> None:
        """Take back what waits beside the flow and has no place in the new version."""
        for token in self._waiting:
            node = self._kept(token)
            if node is None:
                token.cancel()
            else:
                self._stays(token, node)

    def rebind(self) -> None:
        run, graph = self._run, self._new.graph
        for part in run.parts():
            self._triggers[_owner(part)] = self._known(one.name for one in part.spec.triggers)
        for token in self._standing:
            self._before[token.number] = self._known(_beside(token.node))
            if token.memo.get("flow") is not None:
                token.memo["flow"] = self._flow(token, token.memo["flow"], self._nodes[token.number])
            if isinstance(token.node, AdHocSubProcess) and "queue" in token.memo:
                token.memo["queue"] = self._queue(token.memo["queue"], self._nodes[token.number])
        self._map_fired()
        run.graph, run.spec = graph, graph.spec
        for number, node in self._nodes.items():
            token = run.token(number)
            token.node = node
            if node.opens_scope and stands(token) and "own" not in token.memo:
                token.memo["own"] = run.scopes.open(token.part.scope)
        for part in run.subprocesses.values():
            part.spec = part.owner.node.inside(part.owner)

    def _map_fired(self) -> None:
        """The flows by which tokens have come to a complex gateway that has gone on already."""
        for token in self._waiting:
            if "fired" in token.memo and token.number in self._nodes:
                places = (self._flow(token, one, self._nodes[token.number]) for one in token.memo["fired"])
                token.memo["fired"] = sorted(one for one in places if one is not None)

    def _queue(self, queue: list[str], node: AdHocSubProcess) -> list[str]:
        """What an ad-hoc sub-process has still to begin."""
        return [target for one in queue if (target := self._places.target(one)) in node.possible]

    def arm(self) -> None:
        """Wait for what is new beside each token, and anew for what says something else."""
        for token in self._waiting:
            if token.number in self._nodes and self._reads_anew(token):
                _wait_anew(token)
        for part in list(self._run.parts()):
            undone = part.owner is not None and compensation.entered_again(part.owner)
            if not undone and not part.interrupted():
                for trigger in part.spec.triggers:
                    if trigger.name not in self._triggers[_owner(part)]:
                        trigger.arm(part)
        for token in self._standing:
            self._arm_beside(token, self._before[token.number])
            if isinstance(token.node, Catching) and self._reads_anew(token):
                _wait_anew(token)

    def _arm_beside(self, token: Token, before: set[str]) -> None:
        node = token.node
        if isinstance(node, Activity) and not compensation.entered_again(token):
            for boundary in node.boundaries:
                if boundary.name not in before:
                    boundary.arm(token)
        elif isinstance(node, EventBasedGateway):
            for way in node.ways:
                if way.target.name not in before:
                    self._offer(token, way.target)

    def _known(self, sources: Iterable[str]) -> set[str]:
        """The ids of the new version of events that are in the old one, whether or not they still wait."""
        targets = ((one, self._places.target(one)) for one in sources)
        return {target for one, target in targets if not list(self._places.misplaced(one, target))}

    def _stays(self, token: Token, node: Node) -> None:
        self._nodes[token.number] = node
        if _says(token.node) != _says(node):
            self._changed.add(token.number)

    def _offer(self, gateway: Token, event: Node) -> None:
        token = event.arrive(gateway.part, gate=gateway.number)
        self._run.ready.remove(token)
        token.run()

    def _reads_anew(self, token: Token) -> bool:
        timer = token.node.element.event is not None and token.node.element.event.kind == "timer"
        return self._timers == "again" if timer else token.number in self._changed

    def _landing(self, token: Token) -> Node | None:
        """The node of the new version under a token; None where its sub-process has none."""
        spec = self._spec(token.part)
        name = token.node.name.replace(token.node.element.id, self._places.target(token.node.element.id), 1)
        return None if spec is None else spec.task_specs.get(name)

    def _spec(self, part: Part) -> ScopeSpec | None:
        owner = part.owner
        if owner is None:
            return self._new.graph.spec
        return self._new.graph.scopes.get(self._places.target(owner.node.element.id))

    def _kept(self, token: Token) -> Node | None:
        """The new node of a token that lies in wait; None if it belongs to nothing there any more."""
        source, target = token.node.element.id, self._places.target(token.node.element.id)
        node = self._landing(token)
        if node is None or list(self._places.misplaced(source, target)):
            return None
        if "gate" in token.memo:
            gateway = self._nodes[token.memo["gate"]]
            return node if any(way.target is node for way in gateway.ways) else None
        attached = token.node.element.attached_to
        if attached is not None and node.element.attached_to != self._places.target(attached):
            return None
        return node

    def _flow_problem(self, token: Token, node: Node) -> Iterator[NoPlace]:
        came = token.memo.get("flow")
        if came is not None and self._flow(token, came, node) is None:
            yield FlowGone(element_id=token.node.element.id)

    def _flow(self, token: Token, place: int, node: Node) -> int | None:
        """The place of a flow into a join, among the flows into the join of the new version."""
        came = next((flow for index, flow in _into(token.part.spec, token.node) if index == place), None)
        spec = self._spec(token.part)
        if came is None or spec is None:
            return None
        found = {(flow.id, flow.source): index for index, flow in _into(spec, node)}
        by_id = {flow_id: index for (flow_id, _), index in found.items()}
        by_source = {source: index for (_, source), index in found.items()}
        return by_id.get(came.id, by_source.get(self._places.target(came.source)))


def _is_called(token: Token) -> bool:
    owner = token.part.owner
    return owner is not None and (owner.node.element.type == "callActivity" or _is_called(owner))


def _owner(part: Part) -> int:
    """The scope's number among the tokens: its owner's, 0 for the process."""
    return 0 if part.owner is None else part.owner.number


def _beside(node: Node) -> list[str]:
    """What can be waited for beside a token at a node."""
    if isinstance(node, Activity):
        return [one.name for one in node.boundaries]
    return [way.target.name for way in node.ways] if isinstance(node, EventBasedGateway) else []


def _says(node: Node) -> Event | None:
    """What an event waits for; a change of it in a new version is meant."""
    event = node.element.event
    return None if event is None else replace(event, interrupting=True)


def _wait_anew(token: Token) -> None:
    node: Catching = token.node
    node.unsubscribe(token)
    for kept in ("repeat", "held", "reads"):
        token.memo.pop(kept, None)
    node.subscribe(token, node.seen_from(token))


def _into(spec: ScopeSpec, node: Node) -> Iterator[tuple[int, Flow]]:
    """The flows into a node, with their places."""
    for source in spec.task_specs.values():
        for way in source.ways:
            if way.target is node:
                yield way.index, way.flow


def _armed(run: ProcessRun) -> Iterator[Armed]:
    for event in run.pending:
        if isinstance(event, TimerScheduled):
            yield Armed(element_id=event.element_id, due=event.due_at)
        elif isinstance(event, Subscribed):
            yield Armed(element_id=event.element_id)
    # Conditions are looked at, and told of, before anything else goes on.
    yield from (Armed(element_id=token.node.element.id) for token in run.unseen)


def _withdrawn(run: ProcessRun) -> Iterator[str]:
    return (one.element_id for one in run.pending if isinstance(one, TimerRemoved | Unsubscribed))
