"""A host for one instance: it keeps the open work as the appliers do, and can save and restore after every verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.bpmn import definition as definitions
from engine.bpmn.events import (
    AdHocClosed,
    AdHocOpened,
    CallRequested,
    Completed,
    ConditionArmed,
    DecisionRequested,
    ElementLeft,
    Event,
    InstanceCompleted,
    MessageThrown,
    Reply,
    ServiceTaskActivated,
    ServiceTaskRemoved,
    SignalThrown,
    Steps,
    Subscribed,
    TimerRemoved,
    TimerScheduled,
    Unsubscribed,
    UserTaskCreated,
    UserTaskRemoved,
)
from engine.bpmn.instance import Instance
from engine.clock import SimulatedClock
from engine.feel import Environment

if TYPE_CHECKING:
    from engine.feel.values import RecordRef

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
Operation = Callable[[dict[str, Any]], Reply]


def wait_for_worker(_inputs: dict[str, Any]) -> Reply:
    return None


def done(**variables: Any) -> Operation:
    return lambda _inputs: Completed(variables=numbers(variables))


def numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    """Python's integers as FEEL's numbers."""
    return {name: _number(value) for name, value in values.items()}


def _number(value: Any) -> Any:
    if isinstance(value, list):
        return [_number(one) for one in value]
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


@dataclass
class Player:
    """Plays one instance. *restoring*: it lives only as text between two verbs."""

    definition: definitions.Definition
    operations: dict[str, Operation] = field(default_factory=dict)
    restoring: bool = True
    clock: SimulatedClock = field(default_factory=lambda: SimulatedClock(START))
    events: list[Event] = field(default_factory=list)
    open: dict[int, Any] = field(default_factory=dict)
    """Tasks, timers, subscriptions, service tasks and calls by number."""
    ad_hoc: dict[int, str] = field(default_factory=dict)
    """Open ad-hoc sub-processes by number."""
    records: dict[RecordRef, dict[str, Any]] = field(default_factory=dict)
    """What expressions find behind references."""
    caught_outside: dict[tuple[str, str | None], bool] | None = None
    """Of a called process: what its caller catches, by kind and code, and whether that interrupts."""

    def __post_init__(self) -> None:
        self.environment = Environment(now=self.clock.now, resolve=self.records.get)
        self.instance: Instance
        self.largest = 0

    def start(self, *, start_event: str | None = None, at: str | None = None, **variables: Any) -> Player:
        self.instance = Instance.new(
            self.definition,
            self.environment,
            numbers(variables),
            start_event=start_event,
            at=at,
            outside=self._outside,
        )
        return self.drain(self.instance.start())

    def complete(self, element_id: str, **variables: Any) -> Player:
        kinds = UserTaskCreated | ServiceTaskActivated | CallRequested
        return self.drain(self.instance.complete(self.number(element_id, kinds), numbers(variables)))

    def begin(self, element_id: str, within: str, **variables: Any) -> Player:
        """A person begins an activity of an ad-hoc sub-process."""
        return self.drain(self.instance.begin(self.ad_hoc_number(within), element_id, numbers(variables)))

    def finish(self, element_id: str) -> Player:
        return self.drain(self.instance.finish(self.ad_hoc_number(element_id)))

    def ad_hoc_number(self, element_id: str) -> int:
        return next(number for number, one in self.ad_hoc.items() if one == element_id)

    def fire(self, element_id: str, **payload: Any) -> Player:
        kinds = TimerScheduled | Subscribed
        return self.drain(self.instance.fire(self.number(element_id, kinds), numbers(payload)))

    def set(self, **values: Any) -> Player:
        """Somebody changes variables of the instance from outside."""
        self.instance.set_variables(numbers(values))
        return self.drain(self.instance.look_again()) if self.instance.watches else self

    def look(self) -> Player:
        """A record that conditions read has changed."""
        return self.drain(self.instance.look_again())

    def escalate(self, element_id: str, code: str, **variables: Any) -> Player:
        """An escalation comes out of a called process."""
        number = self.number(element_id, CallRequested)
        return self.drain(self.instance.throw_escalation(number, code, numbers(variables)))

    def throw(self, element_id: str, code: str, **variables: Any) -> Player:
        kinds = UserTaskCreated | ServiceTaskActivated | CallRequested
        number = self.number(element_id, kinds)
        return self.drain(self.instance.throw_error(number, code, "it broke", numbers(variables)))

    def wait(self, **duration: int) -> Player:
        """Let time pass and fire what comes due, in order."""
        until = self.clock.now() + timedelta(**duration)
        while due := self._next_due(until):
            self.clock.move_to(max(due.due_at, self.clock.now()))
            self.drain(self.instance.fire(due.number))
        self.clock.move_to(until)
        return self

    def drain(self, steps: Steps) -> Player:
        reply: Reply = None
        try:
            while True:
                event = steps.send(reply)
                reply = self._apply(event)
        except StopIteration:
            pass
        if self.restoring:
            self.restore()
        return self

    def restore(self) -> None:
        text = self.instance.dump()
        self.largest = max(self.largest, len(text))
        self.instance = Instance.load(text, self.definition, self.environment, outside=self._outside)
        assert self.instance.dump() == text

    def number(self, element_id: str, kinds: Any = object) -> int:
        """The oldest open thing of an element."""
        return next(
            number
            for number, one in self.open.items()
            if one.element_id == element_id and isinstance(one, kinds)
        )

    @property
    def waiting(self) -> list[str]:
        """The ids of the elements with open work, sorted."""
        return sorted(one.element_id for one in self.open.values())

    @property
    def tasks(self) -> list[str]:
        return sorted(one.element_id for one in self.open.values() if isinstance(one, UserTaskCreated))

    @property
    def path(self) -> list[str]:
        """The elements left, in order; a terminated one with an exclamation mark."""
        return [one.element_id + "!" * one.terminated for one in self.events if isinstance(one, ElementLeft)]

    @property
    def completed(self) -> bool:
        return any(isinstance(one, InstanceCompleted) for one in self.events)

    def thrown(self) -> list[MessageThrown | SignalThrown]:
        return [one for one in self.events if isinstance(one, MessageThrown | SignalThrown)]

    def _next_due(self, until: datetime) -> TimerScheduled | None:
        timers = [
            one for one in self.open.values() if isinstance(one, TimerScheduled) and one.due_at <= until
        ]
        return min(timers, key=lambda one: (one.due_at, one.number), default=None)

    @property
    def _outside(self) -> Callable[[str, str | None], bool | None] | None:
        caught = self.caught_outside
        return None if caught is None else lambda kind, code: caught.get((kind, code))

    def _apply(self, event: Event) -> Reply:
        self.events.append(event)
        match event:
            case ConditionArmed():
                # Told again when it reads other records.
                assert isinstance(self.open.get(event.number, event), ConditionArmed)
                self.open[event.number] = event
            case UserTaskCreated() | TimerScheduled() | Subscribed() | CallRequested():
                assert event.number not in self.open
                self.open[event.number] = event
            case ElementLeft() if isinstance(self.open.get(event.number), CallRequested):
                del self.open[event.number]  # it came back, or was withdrawn
            case UserTaskRemoved() | TimerRemoved() | Unsubscribed() | ServiceTaskRemoved():
                assert self.open.pop(event.number).element_id == event.element_id
            case AdHocOpened():
                self.ad_hoc[event.number] = event.element_id
            case AdHocClosed():
                assert self.ad_hoc.pop(event.number) == event.element_id
            case ServiceTaskActivated():
                reply = self.operations.get(event.type, wait_for_worker)(event.inputs)
                if reply is None:
                    self.open[event.number] = event
                return reply
            case DecisionRequested():
                return self.operations[event.decision_id](event.inputs)
        return None


def load(
    xml: bytes, process_id: str = "p", called: Mapping[str, bytes] | None = None
) -> definitions.Definition:
    return definitions.load(xml, process_id, called)


def play_both_ways(
    xml: bytes,
    story: Callable[[Player], Player],
    *,
    operations: dict[str, Operation] | None = None,
    called: Mapping[str, bytes] | None = None,
) -> Player:
    """A story told in one go, and with the instance saved and restored after every verb; both must be the same."""
    straight, restored = (
        story(play(xml, operations=operations, called=called, restoring=restoring))
        for restoring in (False, True)
    )
    assert restored.events == straight.events
    assert restored.instance.variables == straight.instance.variables
    return restored


def play(
    xml: bytes,
    *,
    operations: dict[str, Operation] | None = None,
    called: Mapping[str, bytes] | None = None,
    restoring: bool = True,
) -> Player:
    return Player(load(xml, "p", called), operations or {}, restoring)
