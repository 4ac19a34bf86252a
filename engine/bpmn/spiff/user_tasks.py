"""Tasks for people: who may do them, until when, and how urgent they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn import timers
from engine.bpmn.errors import ExpressionFailed
from engine.bpmn.events import UserTaskCreated, UserTaskRemoved
from engine.bpmn.spiff.activities import Activity, whole_number
from engine.errors import BatonError
from engine.feel import told

if TYPE_CHECKING:
    from datetime import datetime

    from engine.bpmn.model import Element
    from engine.bpmn.spiff.tokens import Token

_DEFAULT_PRIORITY = 50
_MAX_PRIORITY = 100


class UserTask(Activity):
    """Waits until a person completes it."""

    waits_for_outside = True

    def __init__(self, spec: Any, element: Element, *, name: str | None = None) -> None:
        super().__init__(spec, element, name=name)
        assignment, schedule = element.assignment, element.schedule
        sayings = (
            ("assignee", assignment.assignee, "assignee", self.value_of),
            ("candidate_users", assignment.candidate_users, "candidateUsers", self._names),
            ("candidate_groups", assignment.candidate_groups, "candidateGroups", self._names),
            ("due_at", schedule.due_date, "dueDate", self._date),
            ("follow_up_at", schedule.follow_up_date, "followUpDate", self._date),
            ("priority", element.priority, "priority", self._priority),
        )
        self._sayings = [
            (field, text, place, read) for field, text, place, read in sayings if text is not None
        ]
        """What the model says of it, and how that is read."""

    def work(self, token: Token) -> bool:
        element, run = self.element, token.part.run
        said: dict[str, Any] = {field: read(token, text, place) for field, text, place, read in self._sayings}
        if (
            element.lane
            and element.assignment.candidate_groups is None
            and said.get("assignee") in (None, "")
        ):
            # The lane's people are no candidates for a colleague's own task.
            said["candidate_groups"] = (element.lane,)
        run.emit(
            UserTaskCreated(
                number=token.number,
                element_id=element.id,
                form_id=element.form_id,
                created_at=run.moment,
                **said,
            )
        )
        return False

    def leave(self, token: Token) -> None:
        token.part.run.emit(UserTaskRemoved(number=token.number, element_id=self.element.id))
        super().leave(token)

    def withdraw(self, token: Token) -> None:
        token.part.run.emit(UserTaskRemoved(number=token.number, element_id=self.element.id))
        super().withdraw(token)

    def _names(self, token: Token, text: str, place: str) -> tuple[str, ...]:
        """A list of names; a constant or a text value is split at commas."""
        value = self.value_of(token, text, place)
        if isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self._bad(place, text, f"It gave {told(value)}, no list of names.")
        return tuple(value)

    def _date(self, token: Token, text: str, place: str) -> datetime | None:
        value, run = self.value_of(token, text, place), token.part.run
        if value is None:
            return None
        try:
            return timers.moment(value, run.moment, run.environment.time_zone)
        except BatonError as problem:
            raise self._bad(place, text, str(problem)) from problem

    def _priority(self, token: Token, text: str, place: str) -> int:
        value = self.value_of(token, text, place)
        if value is None:
            return _DEFAULT_PRIORITY
        number = whole_number(value)
        if number is None or not 0 <= number <= _MAX_PRIORITY:
            raise self._bad(place, text, f"It gave {told(value)}, no whole number from 0 to 100.")
        return number

    def _bad(self, place: str, text: str, reason: str) -> ExpressionFailed:
        return ExpressionFailed(
            element_id=self.element.id,
            place=place,
            expression=text,
            reason=reason,
            remedy="Correct the model.",
        )
