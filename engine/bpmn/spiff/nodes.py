"""The nodes of a process: what each does with a token that comes, waits, leaves or is cancelled.

From SpiffWorkflow comes the graph of specifications (``connect``, and who leads where); see docs/decisions/0002.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin

from engine.bpmn.errors import ExpressionFailed
from engine.bpmn.events import ElementLeft
from engine.bpmn.spiff import conditions
from engine.bpmn.spiff.tokens import READY, Token, from_micros
from engine.feel import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bpmn.model import Element, Flow
    from engine.bpmn.spiff.bodies import Body
    from engine.bpmn.spiff.boundaries import BoundaryEvent
    from engine.bpmn.spiff.parts import Part
    from engine.feel.values import Value


@dataclass(frozen=True, slots=True)
class Way:
    """A sequence flow out of a node; *index* is its place among the target's incoming flows."""

    target: Node
    index: int
    flow: Flow
    place: str
    """How its condition is called where it fails."""


class Node(BpmnSpecMixin):
    """A flow node: what it does when a token arrives, leaves or is cancelled.

    All instances share it, so nothing in it changes once it is built.
    """

    opens_scope = False
    in_history = True
    counts_flows = False
    """It needs to know by which flow a token came."""
    looks_around = False
    """It may go on because of tokens elsewhere."""
    waits_for_outside = False
    """A token may stand here until the host says that something happened."""
    boundaries: tuple[BoundaryEvent, ...] = ()
    """The events around it: armed when it is entered, and disarmed when it is left."""
    in_flow = True
    """A token here is where the flow stands, not what holds others that are."""
    hears_inside = False
    """It is told of each token that leaves in the part that it opened."""
    lies_in_wait = False
    """A token here only waits for an event of its scope, and does not keep the scope open."""

    def __init__(self, spec: Any, element: Element, *, name: str | None = None) -> None:
        super().__init__(spec, name or element.id, lane=element.lane, bpmn_name=element.name)
        self.element = element
        self.ways: list[Way] = []
        self.default: Way | None = None
        """The flow to take when no condition of the `others` holds."""
        self.others: list[Way] = []
        self.incoming = 0
        """How many flows lead to it."""
        self.body: Body | None = None
        self.opens_scope = self.opens_scope or bool(element.inputs or element.outputs)

    def connect_by(self, flow: Flow, target: Node) -> None:
        self.ways.append(Way(target, target.incoming, flow, f"condition of {flow.id!r}"))
        target.incoming += 1
        self.connect(target)

    # What subclasses decide ---------------------------------------------------------------------------------------

    def work(self, token: Token) -> bool:
        """Do the element's work; False if it waits for the outside or for others."""
        raise NotImplementedError

    def choose(self, _token: Token) -> Sequence[Way]:
        """The flows that the token takes when it leaves."""
        return self.ways

    def catcher(self, _kind: str, _code: str | None) -> BoundaryEvent | None:
        """The boundary event of this element that catches an error or escalation."""
        return None

    def try_release(self, _token: Token) -> bool:
        """See `looks_around`."""
        return False

    watches = False
    """A token here waits for a condition to become true."""

    def never_began(self, _token: Token) -> None:
        """The token is cancelled before the element's work."""

    def inner_done(self, _owner: Token, _token: Token) -> None:
        """See `hears_inside`."""

    def withdraw(self, _token: Token) -> None:
        """The token is cancelled while it waits: take back what the element offered to the outside."""

    # A token's way through --------------------------------------------------------------------------------------

    def arrive(self, part: Part, **memo: Any) -> Token:
        token = Token(part, self, {"at": part.run.micros, **memo}, state=READY)
        part.run.ready.append(token)
        return token

    def run(self, token: Token) -> bool:
        """Begin; False if it waits for the outside or for others."""
        if self.opens_scope or self.boundaries:
            self.enter(token)
            if token.part.run.unseen and conditions.ends_at_once(token):
                return False
        return self.work(token)

    def cancel(self, token: Token) -> None:
        self.withdraw(token)
        self.record(token, None, terminated=True)
        self.close(token)
        token.part.forget(token)

    def enter(self, token: Token) -> None:
        """Open the element's own variables, fill them by its input mappings, and arm the events around it."""
        memo, scopes = token.memo, token.part.run.scopes
        if self.opens_scope and "own" not in memo:
            memo["own"] = scopes.open(token.part.scope)
        for mapping in self.element.inputs:
            value = self.value_of(token, mapping.source, f"input mapping {mapping.target!r}")
            scopes.define_path(memo["own"], mapping.target, value)
        for boundary in self.boundaries:
            boundary.arm(token)

    def deliver(self, token: Token, values: dict[str, Value]) -> None:
        """The result of the work: kept local if output mappings will pick from it."""
        scopes, scope = token.part.run.scopes, token.scope
        write = scopes.define if self.element.outputs else scopes.assign
        for name, value in values.items():
            write(scope, name, value)

    def leave(self, token: Token) -> None:
        """Give results to the surroundings by the output mappings."""
        for mapping in self.element.outputs:
            scopes = token.part.run.scopes
            value = self.value_of(token, mapping.source, f"output mapping {mapping.target!r}")
            scopes.assign_path(scopes.parent(token.scope), mapping.target, value)

    def go_on(self, token: Token) -> None:
        """Record that the token left, and send it along its flows."""
        self.send(token, self.ways_out(token))

    def ways_out(self, token: Token) -> Sequence[Way]:
        """The flows that the token takes; none where its scope has ended in the meantime."""
        return () if token.part.completed or "stop" in token.memo else self.choose(token)

    def send(self, token: Token, ways: Sequence[Way]) -> None:
        self.record(token, ways[0].target.element.id if ways else None)
        self.close(token)
        for way in ways:
            if way.target.counts_flows:
                way.target.arrive(token.part, flow=way.index)
            else:
                way.target.arrive(token.part)

    def close(self, token: Token) -> None:
        own = token.memo.get("own")
        if own is not None:
            token.part.run.scopes.close(own)

    def record(self, token: Token, following: str | None, *, terminated: bool = False) -> None:
        if not self.in_history:
            return
        run, entered = token.part.run, token.memo["at"]
        run.emit(
            ElementLeft(
                element_id=self.element.id,
                next_element_id=following,
                entered_at=run.moment if entered == run.micros else from_micros(entered),
                left_at=run.moment,
                number=token.number,
                terminated=terminated,
            )
        )

    def evaluate(self, token: Token, text: str, place: str) -> Value:
        """The value of a FEEL text, with or without its leading ``=``, in the token's variables."""
        return token.part.run.evaluate(self.element.id, text, token.scope, place)

    def truth(self, value: Value, text: str, place: str) -> bool:
        """A condition's value; anything but true or false is an error, as in Camunda 8."""
        if isinstance(value, bool):
            return value
        raise ExpressionFailed(
            element_id=self.element.id,
            place=place,
            expression=text,
            reason=f"It gave {told(value)}, neither true nor false.",
            remedy="Set the variables that it reads, or compare them with null first.",
        )

    def value_of(self, token: Token, text: str, place: str) -> Value:
        """The value of a text that is a constant unless it starts with ``=``."""
        return self.evaluate(token, text, place) if text.startswith("=") else text
