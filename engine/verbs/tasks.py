"""Verbs on user tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BatonError
from engine.process import handing, repairs, tasks
from engine.process.repairs import Result
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.process.tasks import Completion
    from engine.process.work import Work


class TaskVerbs(Ground):
    @verb
    def claim_task(self, work: Work, key: int, *, by: User) -> None:  # noqa: ARG002  the decorator hands it in
        """Take a task for oneself. Raises `TaskNotFound`, `TaskAssignedToOther`, `NotYourTask`."""
        tasks.claim(work, key)

    @verb
    def unclaim_task(self, work: Work, key: int, *, by: User) -> None:  # noqa: ARG002
        """Give a task back to its candidates. Raises `NobodyToTakeIt` when there are none."""
        handing.unclaim(work, key)

    @verb
    def assign_task(self, work: Work, key: int, *, to: int, by: User) -> None:  # noqa: ARG002
        """Give a task to the user with the key *to*. Raises `TaskNotFound`, `NotYourTask`, `NotFound` (has left)."""
        handing.assign(work, key, to)

    def assign_tasks(self, keys: Iterable[int], *, to: int | None, by: User) -> list[Result]:
        """Hand many tasks to a person, or back to their groups without one: each in a transaction of its own."""
        return [self._assigned(key, to, by) for key in keys]

    @verb
    def skip_task(self, work: Work, key: int, *, reason: str, by: User) -> None:  # noqa: ARG002
        """Pass over an open task. Raises `Forbidden`, `NotFound`, `ReasonMissing`, `CannotGoOn` (it stays open)."""
        repairs.skip_task(work, key, reason)

    @verb
    def save_draft(self, work: Work, key: int, values: Mapping[str, Value], *, by: User) -> None:  # noqa: ARG002
        """Keep what the person has typed so far."""
        tasks.save_draft(work, key, values)

    @verb
    def complete_task(
        self,
        work: Work,
        key: int,
        values: Mapping[str, Value],
        *,
        by: User,  # noqa: ARG002
        seen: Mapping[RecordRef, int] | None = None,
    ) -> Completion:
        """Complete a task with values by path, as `Form.read` gives them: into records, or into variables.

        *seen* says by which versions of records the form was filled in (`TaskDetail.versions`): what others wrote
        since is kept where the person left a field as it was, and refused where both changed it.

        Raises `TaskNotFound`, `TaskAlreadyCompleted`, `TaskWithdrawn`, `TaskAssignedToOther`, `NotYourTask`,
        `InstanceNotActive`, `FieldsRefused`, the errors of `records.store`, and `StepFailed` when the process cannot
        go on (the task then stays open, and an incident says why).
        """
        return tasks.complete(work, key, values, seen=seen)

    def _assigned(self, key: int, to: int | None, by: User) -> Result:
        try:
            if to is None:
                self.unclaim_task(key, by=by)
            else:
                self.assign_task(key, to=to, by=by)
        except BatonError as error:
            return Result(key=key, outcome="refused", error=error)
        return Result(key=key, outcome="done")
