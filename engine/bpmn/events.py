"""What an instance did. `Instance` yields these; appliers in `engine.process` write them.

*number* is the token's small number, unique within its instance and stable across save and restore; a verb names it
to complete or fire what waits there.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Literal

from engine.bpmn.model import LATEST
from engine.facts import fact

if TYPE_CHECKING:
    from datetime import datetime

    from engine.bpmn.model import Binding
    from engine.feel.values import RecordRef, Value


@fact
class ElementLeft:
    """A token left an element: one row of history."""

    element_id: str
    next_element_id: str | None
    """The first element after it; None at the end of a scope or when terminated."""
    entered_at: datetime
    left_at: datetime
    number: int
    terminated: bool = False
    """The element was cancelled (boundary event, terminate end, cancel), not finished."""


@fact
class UserTaskCreated:
    number: int
    element_id: str
    assignee: Value = None
    candidate_users: tuple[str, ...] = ()
    candidate_groups: tuple[str, ...] = ()
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    priority: int = 50
    form_id: str | None = None
    created_at: datetime


@fact
class UserTaskRemoved:
    """The task is completed or cancelled; an `ElementLeft` with the same number tells which."""

    number: int
    element_id: str


@fact
class TimerScheduled:
    number: int
    element_id: str
    due_at: datetime


@fact
class TimerRemoved:
    number: int
    element_id: str


@fact
class Subscribed:
    """The instance waits for a message or a signal."""

    number: int
    element_id: str
    kind: Literal["message", "signal"]
    name: str
    correlation_key: str | None = None


@fact
class ConditionArmed:
    """The instance waits for a condition; told again under the same number when it reads other records."""

    number: int
    element_id: str
    records: tuple[RecordRef, ...] = ()
    """What it read besides variables: when one of them changes, call `Instance.look_again`."""


@fact
class Unsubscribed:
    number: int
    element_id: str


@fact
class ServiceTaskActivated:
    """A service task is entered.

    Reply with `Completed` or `Failed` at once (an operation), or with None: it then waits for `Instance.complete` or
    `Instance.throw_error` (a job).
    """

    number: int
    element_id: str
    type: str
    retries: int
    headers: dict[str, str]
    inputs: dict[str, Value]
    """The variables of its own scope: what the input mappings made; everything visible if there are none."""


@fact
class ServiceTaskRemoved:
    """A service task that waited is completed or cancelled; one that was done at once has none."""

    number: int
    element_id: str


@fact
class DecisionRequested:
    """A business rule task. Reply with `Completed(variables={result_variable: value})`."""

    number: int
    element_id: str
    decision_id: str
    result_variable: str
    inputs: dict[str, Value]
    binding: Binding = LATEST


@fact
class CallRequested:
    """A call activity is entered: it waits for `Instance.complete`, `throw_error` or `throw_escalation`."""

    number: int
    element_id: str
    process_id: str
    binding: Binding
    variables: dict[str, Value]
    """What the called process starts with."""


@fact
class CallRemoved:
    """A call activity is cancelled while it waits: what it called ends with it."""

    number: int
    element_id: str


@fact
class ThrownOut:
    """An error or an escalation leaves a called process, because its caller catches it."""

    number: int
    element_id: str
    kind: Literal["error", "escalation"]
    code: str
    variables: dict[str, Value]
    interrupting: bool
    """The called process has ended by it."""


@fact
class AdHocOpened:
    """People may begin activities of an ad-hoc sub-process from now on; `Instance.begin` does it."""

    number: int
    element_id: str


@fact
class AdHocClosed:
    """The ad-hoc sub-process is complete or cancelled."""

    number: int
    element_id: str


@fact
class MessageThrown:
    number: int
    element_id: str
    name: str
    correlation_key: str | None
    variables: dict[str, Value]


@fact
class SignalThrown:
    number: int
    element_id: str
    name: str
    variables: dict[str, Value]


@fact
class InstanceCompleted:
    at: datetime
    variables: dict[str, Value]


@fact
class Completed:
    """The host's reply: the work is done."""

    variables: dict[str, Value]


@fact
class Failed:
    """The host's reply: a BPMN error with *code*; caught by a boundary event or the instance fails."""

    code: str
    message: str = ""


Event = (
    ElementLeft
    | UserTaskCreated
    | UserTaskRemoved
    | TimerScheduled
    | TimerRemoved
    | Subscribed
    | ConditionArmed
    | Unsubscribed
    | ServiceTaskActivated
    | ServiceTaskRemoved
    | DecisionRequested
    | CallRequested
    | CallRemoved
    | ThrownOut
    | AdHocOpened
    | AdHocClosed
    | MessageThrown
    | SignalThrown
    | InstanceCompleted
)
Reply = Completed | Failed | None
Steps = Generator[Event, Reply, None]
