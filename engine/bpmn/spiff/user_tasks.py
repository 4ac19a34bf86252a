"""Tasks for people: who may do them, until when, and how urgent they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn import timers
from engine.bpmn.errors import ExpressionFailed
from engine.bpmn.events import UserTaskCreated, UserTaskRemoved
from engine.bpmn.spiff.activities import Activity, whole_number
from engine.errors import BatonError
from engine.feel import told

if TYPE_CHECKING:
    from datetime import datetime

    from engine.bpmn.spiff.tokens import Token
    from engine.feel.values import Value

_DEFAULT_PRIORITY = 50
_MAX_PRIORITY = 100


class UserTask(Activity):
    """Waits until a person completes it."""

    waits_for_outside = True

    def work(self, token: Token) -> bool:
        element, run = self.element, token.part.run
        assignee = self._optional(token, element.assignment.assignee, "assignee")
        run.emit(
            UserTaskCreated(
                number=token.number,
                element_id=element.id,
                assignee=assignee,
                candidate_users=self._names(token, element.assignment.candidate_users, "candidateUsers"),
                candidate_groups=self._groups(token, assigned=assignee not in (None, "")),
                due_at=self._date(token, element.schedule.due_date, "dueDate"),
                follow_up_at=self._date(token, element.schedule.follow_up_date, "followUpDate"),
                priority=self._priority(token),
                form_id=element.form_id,
                created_at=run.moment,
            )
        )
        return False

    def leave(self, token: Token) -> None:
        token.part.run.emit(UserTaskRemoved(number=token.number, element_id=self.element.id))
        super().leave(token)

    def withdraw(self, token: Token) -> None:
        token.part.run.emit(UserTaskRemoved(number=token.number, element_id=self.element.id))
        super().withdraw(token)

    def _groups(self, token: Token, *, assigned: bool) -> tuple[str, ...]:
        """A lane is the group of a task that is nobody's: its people are no candidates for a colleague's own task."""
        groups, lane = self.element.assignment.candidate_groups, self.element.lane
        if groups is None:
            return (lane,) if lane and not assigned else ()
        return self._names(token, groups, "candidateGroups")

    def _names(self, token: Token, text: str | None, place: str) -> tuple[str, ...]:
        """A list of names; a constant or a text value is split at commas."""
        value = self._optional(token, text, place)
        if isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self._bad(place, text, f"It gave {told(value)}, no list of names.")
        return tuple(value)

    def _date(self, token: Token, text: str | None, place: str) -> datetime | None:
        value, run = self._optional(token, text, place), token.part.run
        if value is None:
            return None
        try:
            return timers.moment(value, run.moment, run.environment.time_zone)
        except BatonError as problem:
            raise self._bad(place, text, str(problem)) from problem

    def _priority(self, token: Token) -> int:
        value = self._optional(token, self.element.priority, "priority")
        if value is None:
            return _DEFAULT_PRIORITY
        number = whole_number(value)
        if number is None or not 0 <= number <= _MAX_PRIORITY:
            raise self._bad(
                "priority", self.element.priority, f"It gave {told(value)}, no whole number from 0 to 100."
            )
        return number

    def _optional(self, token: Token, text: str | None, place: str) -> Value:
        return None if text is None else self.value_of(token, text, place)

    def _bad(self, place: str, text: str | None, reason: str) -> ExpressionFailed:
        return ExpressionFailed(
            element_id=self.element.id,
            place=place,
            expression=text,
            reason=reason,
            remedy="Correct the model.",
        )
