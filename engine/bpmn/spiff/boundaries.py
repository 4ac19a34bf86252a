"""Boundary events: they interrupt an activity, or react beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.spiff import compensation
from engine.bpmn.spiff.catching import OUTSIDE, Armed

if TYPE_CHECKING:
    from engine.bpmn.spiff.tokens import Token
    from engine.feel.values import Value


class BoundaryEvent(Armed):
    """Waits beside its activity (timer, message, signal), or catches what comes out: error, escalation, cancel."""

    @property
    def interrupting(self) -> bool:
        return self.element.event is not None and self.element.event.interrupting

    @property
    def catches_all(self) -> bool:
        return self.element.event is not None and self.element.event.name is None

    def catches(self, kind: str, code: str | None) -> bool:
        event = self.element.event
        return event is not None and event.kind == kind and event.name in (None, code)

    def arm(self, activity: Token) -> None:
        """Start to wait, if the event comes from outside."""
        if self.element.event is not None and self.element.event.kind in OUTSIDE:
            self.lie_in_wait(activity.part, activity.number, activity.scope)

    def seen_from(self, token: Token) -> int:
        return token.part.run.token(token.memo["on"]).scope

    def catch(self, activity: Token, variables: dict[str, Value]) -> None:
        """An error, an escalation or a cancel came out of the activity."""
        self.take_over(activity, variables)

    def take_over(self, activity: Token, variables: dict[str, Value]) -> None:
        """The flow goes on here, instead of in the activity or beside it."""
        token = self.arrive(activity.part)
        self.enter(token)
        self.deliver(token, variables)
        if self.interrupting:
            activity.cancel()

    def fire(self, token: Token, payload: dict[str, Value]) -> None:
        activity = token.part.run.token(token.memo.pop("on"))
        self.unsubscribe(token)
        token.memo["at"] = token.part.run.micros
        if self.interrupting:
            activity.cancel()
        else:
            self.wait_again(token, activity.number, activity.scope)
        self.enter(token)
        self.deliver(token, payload)
        token.complete()

    def work(self, _token: Token) -> bool:
        return True


class CancelBoundaryEvent(BoundaryEvent):
    """The way out of a transaction that is given up, once all that was complete in it is undone."""

    def catch(self, activity: Token, variables: dict[str, Value]) -> None:
        undo = compensation.completed_in(activity)
        if not undo:
            self.take_over(activity, variables)
            return
        # What is open in it is terminated; nothing but a failure of a handler can interrupt it now.
        activity.node.withdraw(activity)
        activity.memo.pop("log", None)
        activity.memo["undo"] = undo
        compensation.go_on(activity)
