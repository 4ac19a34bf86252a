"""What can go wrong between a person, or a worker, and a running process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import Conflict, Forbidden, Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from engine.forms.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFinding:
    """One thing to mend before files can be deployed."""

    file: str
    severity: str
    """error or warning; only errors refuse a deployment."""
    rule: str
    place: str
    """The element, decision, field or line."""
    element_id: str | None
    line: int | None
    message: str
    remedy: str


class DeploymentRefused(Invalid):
    """Nothing was deployed; `.findings` say what to mend, file by file."""

    text = "{count} findings refuse the deployment, the first in {file}, {place}: {message} {remedy}"

    def __init__(self, findings: Sequence[FileFinding]) -> None:
        first = next(one for one in findings if one.severity == "error")
        super().__init__(
            count=sum(one.severity == "error" for one in findings),
            file=first.file,
            place=first.place,
            message=first.message,
            remedy=first.remedy,
            findings=tuple(findings),
        )


class TaskNotFound(NotFound):
    text = "There is no open task {key}, or you may not see it. Reload the inbox."


class NotYoursToBegin(Forbidden):
    text = "{who} may not begin “{step}”: it belongs to a group of others."


class TaskAlreadyCompleted(Conflict):
    text = (
        "{who} completed “{task}” on {at:%Y-%m-%d %H:%M} UTC already. Reload the inbox; your input is kept."
    )

    def __init__(self, *, key: int, task: str, who: str, who_key: int | None, at: datetime) -> None:
        super().__init__(key=key, task=task, who=who, who_key=who_key, at=at)


class TaskWithdrawn(Conflict):
    text = "“{task}” was withdrawn by its process on {at:%Y-%m-%d %H:%M} UTC. Reload the inbox."


class TaskAssignedToOther(Conflict):
    text = "“{task}” is assigned to {who}. Ask {who} to complete it or to give it back."


class NotYourTask(Forbidden):
    text = "{who} may not {action} “{task}”. Ask {remedy}."


class NobodyToTakeIt(Conflict):
    text = "“{task}” has no group to go back to. Give it to a person."


class CannotGoOn(Conflict):
    """A step was to be skipped, and the process needs what it would have given."""

    text = (
        "“{task}” cannot be skipped: the process could not go on at {element}: {reason} "
        "Set the variables that it needs first."
    )


class ReasonMissing(Invalid):
    text = "Say why: people will read it in the history."


class InstanceChanged(Conflict):
    text = "The process has moved on while the page was open. Look at its values again, then change them."


class NotAVariable(Invalid):
    text = "“{name}” is no name of a variable. Use letters, digits and _, and begin with a letter."


class ForManagers(Forbidden):
    text = "This page is for managers and administrators. Ask an administrator for the role."


class FieldsRefused(Invalid):
    """The values do not fit the task's form or records; `.fields` maps a field's path to its message."""

    text = "The form of “{task}” does not accept {names}. Correct them and send it again."

    def __init__(self, task: str, fields: Mapping[str, Message]) -> None:
        names = "; ".join(f"{path} ({message})" for path, message in fields.items())
        super().__init__(task=task, names=names, fields=dict(fields), what="", reason="", remedy="")


class FieldsChanged(Conflict):
    """Others wrote the same fields while the form lay open; `.fields` tells their values, by path.

    `.stale` are the paths that the person left as they were and that hold something else by now.
    """

    text = (
        "Others have changed {names} while you worked on “{task}”. Look at their values, then send it again."
    )

    def __init__(self, task: str, fields: Mapping[str, Message], stale: Sequence[str]) -> None:
        super().__init__(
            task=task, names=", ".join(fields), fields=dict(fields), stale=tuple(stale), reason="", remedy=""
        )


class InstanceNotActive(Conflict):
    text = "The process instance {key} is {status}. {remedy}"


class BusinessIdTaken(Conflict):
    text = "{process_id} {business_id!r} runs already or has run. Use the instance that exists, or another business id."


class UnknownAssignee(Invalid):
    text = (
        "Element {element_id!r} is to be assigned to {assignee!r}, who is not a user. "
        "Correct the assignment or add the user."
    )


class NobodyWaits(NotFound):
    text = (
        "Nothing waits for the message {name!r} with the correlation key {key!r}. "
        "Check both, or give the message a time to live."
    )


class UnknownDecision(Invalid):
    text = (
        "Element {element_id!r} calls the decision {decision_id!r}, which is not deployed. "
        "Deploy its DMN file, then retry."
    )


class UnknownCalled(Invalid):
    """What an element names is not deployed, or not in the version that is meant."""

    text = (
        "Element {element_id!r} names the {kind} {id!r}, which is not deployed{which}. Deploy it, then retry."
    )


class CallsTooDeep(Invalid):
    text = (
        "Element {element_id!r} calls {process_id!r} inside {most} other calls, and no more are allowed. "
        "Look for a process that calls itself without an end."
    )


class TooManyCalls(Invalid):
    text = (
        "Element {element_id!r} calls {process_id!r} after {most} calls in one step, and no more are allowed. "
        "Look for a loop around the call that nothing ends, or call fewer at once."
    )


class CalledByAnother(Conflict):
    """A called process is no more than a step of its caller, which would wait for it without an end."""

    text = "“{caller}” called this process and waits for it. Cancel that one, or move it on from its call."


class CallerSuspended(Conflict):
    text = "“{caller}”, which called this process, is suspended. Resume that one."


class Undecided(Invalid):
    text = (
        "Element {element_id!r}, decision {decision_id!r}: {reason}. "
        "Correct the rules so that they do not contradict each other, deploy them, then retry."
    )


class UnreadableHold(Invalid):
    text = "Element {element_id!r} holds back for {said!r}. Write whole seconds, such as 10."


class StepFailed(Conflict):
    """A step was rolled back. What failed is kept as an incident, unless nothing exists yet that could keep it."""

    text = (
        "The process could not go on at {element}: {reason} Nothing was changed. Correct the cause and retry."
    )

    def __init__(
        self,
        *,
        instance: int | None,
        element_id: str,
        element: str,
        reason: str,
        task: int | None = None,
        input: str = "{}",  # noqa: A002  what the step was given, as the incident names it
    ) -> None:
        super().__init__(
            instance=instance,
            element_id=element_id,
            element=element,
            reason=reason,
            remedy="",
            task=task,
            input=input,
            incident=None,
        )


class FormMissing(NotFound):
    text = "The form {key!r} is not deployed. Deploy it; the task stays open."


class CannotSkip(Conflict):
    text = "A timer cannot be skipped: nothing would be left to wait for. Retry it, or cancel the instance."


class NoSuchElement(NotFound):
    text = "The process {process_id!r} has no element {key!r} to start at."


class BadCursor(Invalid):
    text = "{cursor!r} is no place in this list. Begin again at its first page."


class OnThatVersionAlready(Conflict):
    text = "The process instance {key} runs on version {version} already. Choose another version."


class ReopenedAlready(Conflict):
    text = "The process instance {key} was reopened already, as {by}. Go on there."


class JobNotResting(Conflict):
    text = (
        "No job of {element_id!r} rests: a worker has it, it is done, or it has no tries left. "
        "Wait for the worker, or retry its incident."
    )
