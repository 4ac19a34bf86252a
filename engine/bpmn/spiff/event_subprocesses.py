"""Event sub-processes: a scope's own answer to an event, instead of all else in it or beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.spiff.catching import OUTSIDE, Armed
from engine.bpmn.spiff.parts import InnerPart
from engine.bpmn.spiff.subprocesses import SubProcess

if TYPE_CHECKING:
    from engine.bpmn.model import Element, Event
    from engine.bpmn.spiff.nodes import Node
    from engine.bpmn.spiff.parts import Part
    from engine.bpmn.spiff.tokens import Token
    from engine.feel.values import Value


class EventSubProcess(SubProcess):
    """Starts by its start event while its scope is open, and keeps the scope open until it is done."""

    def __init__(self, spec: Any, element: Element, start: Element) -> None:
        super().__init__(spec, element)
        self.start = start

    @property
    def trigger(self) -> Event | None:
        return self.start.event

    @property
    def interrupting(self) -> bool:
        return self.trigger is not None and self.trigger.interrupting

    @property
    def catches_all(self) -> bool:
        return self.trigger is not None and self.trigger.name is None

    def catches(self, kind: str, code: str | None) -> bool:
        event = self.trigger
        return event is not None and event.kind == kind and event.name in (None, code)

    def begin(self, part: Part, variables: dict[str, Value]) -> None:
        """Run in *part* with what the event brought; an interrupting one ends all else in it first."""
        if self.interrupting:
            part.cancel_tokens()
        self.arrive(part, given=variables)

    def catch(self, part: Part, thrower: Token, variables: dict[str, Value]) -> None:
        """An error or an escalation came out of what runs in *part*."""
        if self.interrupting:
            thrower.memo["stop"] = 1
        self.begin(part, variables)

    def work(self, token: Token) -> bool:
        given = token.memo.pop("given", None)
        if given is None:
            return super().work(token)
        part = InnerPart(self.inside(token), token, token.scope)
        node: Node = part.spec.task_specs[self.start.id]
        start = node.arrive(part)
        node.enter(start)
        node.deliver(start, given)
        part.arm()
        return False


class Trigger(Armed):
    """Waits in a scope for the start of one of its event sub-processes; it has the name of the start event."""

    lies_in_wait = True

    def __init__(self, spec: Any, starts: EventSubProcess) -> None:
        super().__init__(spec, starts.start)
        self.starts = starts

    def arm(self, part: Part) -> None:
        """Start to wait, if the event comes from outside."""
        if self.element.event is not None and self.element.event.kind in OUTSIDE:
            self.lie_in_wait(part, 0 if part.owner is None else part.owner.number, part.scope)

    def seen_from(self, token: Token) -> int:
        return token.part.scope

    def fire(self, token: Token, payload: dict[str, Value]) -> None:
        part = token.part
        self.unsubscribe(token)
        token.finish()
        part.forget(token)
        if not self.starts.interrupting:
            self.wait_again(token, token.memo["on"], part.scope)
        self.starts.begin(part, payload)
