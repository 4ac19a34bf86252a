"""Events that wait until the host fires them by their number: no clock and no message matching in here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn import cron, timers
from engine.bpmn.cron import CronSchedule
from engine.bpmn.errors import ExpressionFailed, Unsupported
from engine.bpmn.events import Subscribed, TimerRemoved, TimerScheduled, Unsubscribed
from engine.bpmn.spiff import conditions
from engine.bpmn.spiff.activities import Activity, key_text
from engine.bpmn.spiff.nodes import Node
from engine.bpmn.spiff.tokens import Token, from_micros, to_micros
from engine.errors import BatonError
from engine.feel import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.bpmn.model import Element, Event
    from engine.bpmn.spiff.parts import Part
    from engine.feel.values import Value

OUTSIDE = frozenset({"timer", "message", "signal", "conditional"})
"""Kinds of events that come from outside: the host fires them, or a condition becomes true."""


class Catching(Node):
    """Waits for a timer, a message, a signal or a condition."""

    waits_for_outside = True

    def __init__(self, spec: Any, element: Element, *, name: str | None = None) -> None:
        super().__init__(spec, element, name=name)
        self.watches = element.event is not None and element.event.kind == "conditional"

    @property
    def event(self) -> Event:
        if self.element.event is None or self.element.event.kind not in OUTSIDE:
            raise Unsupported(
                element_id=self.element.id,
                reason="It waits for nothing.",
                remedy="Give it an event definition.",
            )
        return self.element.event

    def subscribe(self, token: Token, scope: int) -> None:
        """Tell the host what to wait for; *scope* holds the variables that the texts read."""
        event, run = self.event, token.part.run
        if self.watches:
            conditions.watch(token)
            return
        variables = run.scopes.view(scope)
        if event.kind == "timer":
            due = self._due(token, variables)
            run.emit(TimerScheduled(number=token.number, element_id=self.element.id, due_at=due))
            return
        run.emit(
            Subscribed(
                number=token.number,
                element_id=self.element.id,
                kind="message" if event.kind == "message" else "signal",
                name=str(self._text(token, event.name, variables, "name")),
                correlation_key=self._key(token, event, variables),
            )
        )

    def seen_from(self, token: Token) -> int:
        """The scope whose variables a condition reads."""
        return token.scope

    def unsubscribe(self, token: Token) -> None:
        if self.watches:
            conditions.leave(token)
            return
        removed = TimerRemoved if self.event.kind == "timer" else Unsubscribed
        token.part.run.emit(removed(number=token.number, element_id=self.element.id))

    def fire(self, token: Token, payload: dict[str, Value]) -> None:
        """The host says that it happened."""
        raise NotImplementedError

    def _key(self, token: Token, event: Event, variables: Mapping[str, Value]) -> str | None:
        if event.correlation_key is None:
            return None
        value = self._text(token, event.correlation_key, variables, "correlationKey")
        key = key_text(value)
        if key is None:
            reason = f"It gave {told(value)}, no text and no number."
            raise self._failed("correlationKey", event.correlation_key, reason)
        return key

    def _due(self, token: Token, variables: Mapping[str, Value]) -> Any:
        """When the timer fires; a cycle remembers its schedule."""
        event, run = self.event, token.part.run
        value = self._text(token, event.expression, variables, "timer")
        zone = run.environment.time_zone
        try:
            if event.timer != "cycle":
                return timers.moment(value, run.moment, zone)
            repeat = timers.schedule(value, run.moment, zone)
        except BatonError as problem:
            raise self._failed("timer", event.expression, str(problem)) from problem
        remember(token, repeat)
        return repeat.due_at

    def _text(self, token: Token, text: str | None, variables: Mapping[str, Value], place: str) -> Value:
        if text is None or not text.startswith("="):
            return text
        return token.part.run.evaluate_in(self.element.id, text, variables, place)

    def _failed(self, place: str, expression: str | None, reason: str) -> ExpressionFailed:
        return ExpressionFailed(
            element_id=self.element.id,
            place=place,
            expression=expression,
            reason=reason,
            remedy="Correct the model.",
        )


class WaitingEvent(Catching):
    """An intermediate catch event, alone or after an event-based gateway."""

    def work(self, token: Token) -> bool:
        self.subscribe(token, token.scope)
        return False

    def fire(self, token: Token, payload: dict[str, Value]) -> None:
        self.unsubscribe(token)
        gate = token.memo.pop("gate", None)
        if gate is not None:
            gateway = token.part.run.token(gate)
            gateway.node.decide(gateway, token)
            token.memo["at"] = token.part.run.micros
        self.deliver(token, payload)
        token.complete()

    def withdraw(self, token: Token) -> None:
        self.unsubscribe(token)

    def record(self, token: Token, following: str | None, *, terminated: bool = False) -> None:
        # An event that an event-based gateway only offered was never entered.
        if "gate" not in token.memo:
            super().record(token, following, terminated=terminated)


class Armed(Catching):
    """Waits beside the flow, as long as what it belongs to is open; it may happen again and again."""

    def lie_in_wait(self, part: Part, on: int, scope: int) -> None:
        """Start to wait; *on* is the number of the activity, or of the scope's owner. The token is not run."""
        self.subscribe(Token(part, self, {"at": part.run.micros, "on": on}), scope)

    def wait_again(self, fired: Token, on: int, scope: int) -> None:
        """A message, a signal or a condition can come again, a cycle goes on; a date or duration is over."""
        if self.watches:
            waiting = Token(fired.part, self, {"at": fired.part.run.micros, "on": on})
            conditions.again(fired, waiting)
            return
        if self.event.kind != "timer":
            self.lie_in_wait(fired.part, on, scope)
            return
        repeat = remembered(fired)
        following = repeat.following() if repeat is not None else None
        if following is not None:
            run = fired.part.run
            token = Token(fired.part, self, {"at": run.micros, "on": on})
            remember(token, following)
            run.emit(TimerScheduled(number=token.number, element_id=self.element.id, due_at=following.due_at))

    def withdraw(self, token: Token) -> None:
        if "on" in token.memo:
            self.unsubscribe(token)

    def record(self, token: Token, following: str | None, *, terminated: bool = False) -> None:
        # An event that only waited was never entered.
        if "on" not in token.memo:
            super().record(token, following, terminated=terminated)


class ReceiveTask(WaitingEvent, Activity):
    """An activity that waits for a message; it may carry boundary events."""

    def withdraw(self, token: Token) -> None:
        super().withdraw(token)
        self.disarm(token)


def remember(token: Token, repeat: timers.Repeat) -> None:
    """Keep a cycle's schedule with the token."""
    if isinstance(repeat, CronSchedule):
        token.memo["repeat"] = [repeat.cron.text, repeat.zone, to_micros(repeat.due_at)]
        return
    period = repeat.period
    exact = period.exact.days * 86_400_000_000 + period.exact.seconds * 1_000_000 + period.exact.microseconds
    token.memo["repeat"] = [to_micros(repeat.anchor), period.months, exact, repeat.index, repeat.remaining]


def remembered(token: Token) -> timers.Repeat | None:
    match token.memo.get("repeat"):
        case None:
            return None
        case [str(text), zone, due]:
            return CronSchedule(cron.parse(text), zone, from_micros(due))
        case [anchor, months, exact, index, remaining]:
            period = timers.Period(months, timers.microseconds(exact))
            return timers.Schedule(from_micros(anchor), period, index, remaining)
    raise TypeError(token.memo["repeat"])
