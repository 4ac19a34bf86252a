"""Boundary events: they interrupt an activity, or react beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.events import TimerScheduled
from engine.bpmn.spiff.catching import OUTSIDE, Catching, remember, remembered
from engine.bpmn.spiff.tokens import Token

if TYPE_CHECKING:
    from engine.feel.values import Value


class BoundaryEvent(Catching):
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
            self.subscribe(self._waiting(activity), activity.scope)

    def catch(self, activity: Token, variables: dict[str, Value]) -> None:
        """An error, an escalation or a cancel came out of the activity."""
        token = self.arrive(activity.part)
        self.enter(token)
        self.deliver(token, variables)
        if self.interrupting:
            activity.cancel()

    def fire(self, token: Token, payload: dict[str, Value]) -> None:
        activity = token.part.run.tokens[token.memo.pop("on")]
        self.unsubscribe(token)
        token.memo["at"] = token.part.run.micros
        if self.interrupting:
            activity.cancel()
        else:
            self._wait_again(token, activity)
        self.enter(token)
        self.deliver(token, payload)
        token.complete()

    def work(self, _token: Token) -> bool:
        return True

    def withdraw(self, token: Token) -> None:
        if "on" in token.memo:
            self.unsubscribe(token)

    def record(self, token: Token, following: str | None, *, terminated: bool = False) -> None:
        # An event that only waited was never entered.
        if "on" not in token.memo:
            super().record(token, following, terminated=terminated)

    def _wait_again(self, fired: Token, activity: Token) -> None:
        """A message or signal can come again, a cycle goes on; a date or duration is over."""
        if self.event.kind != "timer":
            self.subscribe(self._waiting(activity), activity.scope)
            return
        repeat = remembered(fired)
        following = repeat.following() if repeat is not None else None
        if following is not None:
            token = self._waiting(activity)
            remember(token, following)
            token.part.run.emit(
                TimerScheduled(number=token.number, element_id=self.element.id, due_at=following.due_at)
            )

    def _waiting(self, activity: Token) -> Token:
        """A token that waits beside the activity; it is not run."""
        return Token(activity.part, self, {"at": activity.part.run.micros, "on": activity.number})
