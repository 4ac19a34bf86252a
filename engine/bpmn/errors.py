"""What can go wrong with a process, each with its place and remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Conflict, Invalid
from engine.feel import told

if TYPE_CHECKING:
    from engine.feel import Value


class Unreadable(Invalid):
    """The bytes are no BPMN model that Baton accepts."""

    text = "Line {line}: {reason} {remedy}"


class UnknownProcess(Invalid):
    text = "The model has no executable process {process_id!r}. It has: {available}. {remedy}"


class Unsupported(Invalid):
    """An element that Baton cannot run got past the linter."""

    text = "Element {element_id!r}: {reason} {remedy}"


class CannotStartThere(Invalid):
    text = "The process cannot start at {element_id!r}: {reason} {remedy}"


class CannotBegin(Conflict):
    """An activity of an ad-hoc sub-process cannot be begun now."""

    text = "{element_id!r} cannot be begun: {reason} {remedy}"

    def __init__(self, *, element_id: str, reason: str, remedy: str) -> None:
        super().__init__(element_id=element_id, reason=reason, remedy=remedy)


class ExpressionFailed(Invalid):
    """A FEEL text gave no usable value while the process ran."""

    text = "Element {element_id!r}, {place}: {reason} Expression: {expression}. {remedy}"


class BadTimer(Invalid):
    text = "{value} is no {what}. {remedy}"

    def __init__(self, *, value: Value, **facts: object) -> None:
        super().__init__(value=told(value), **facts)


class BadCron(BadTimer):
    text = "{value} is no cron expression: {reason} {remedy}"


class NoFlowTaken(Invalid):
    text = (
        "No condition after {element_id!r} is true, and it has no default flow. "
        "Correct the variables or give it a default flow."
    )


class UncaughtBpmnError(Invalid):
    """A BPMN error that no boundary event around its element catches."""

    text = (
        "Element {element_id!r} threw the BPMN error {code!r} ({message}), and no error boundary event catches it. "
        "Add one around it, or correct the cause and retry."
    )


class StepBudgetExceeded(Invalid):
    text = (
        "The process {process_id!r} made {steps} automatic steps without a wait, the last at {element_id!r}. "
        "Look for a loop without a user task, timer or message."
    )


class StuckAtJoin(Invalid):
    text = (
        "The process {process_id!r} can never go on: tokens wait at the joins {element_ids}, and no other is left. "
        "Join with the same kind of gateway that split the flow."
    )


class NotWaiting(Conflict):
    """The work is done already, or was cancelled."""

    text = "Nothing waits under the number {number}. It was completed or cancelled; reload."

    def __init__(self, number: int) -> None:
        super().__init__(number=number, reason="", remedy="")
