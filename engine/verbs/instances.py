"""Verbs on process instances and their incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BatonError
from engine.process import incidents, instances
from engine.process.errors import StepFailed
from engine.process.repairs import Result
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.feel.values import Value
    from engine.identity import User
    from engine.process.repairs import Outcome
    from engine.process.work import Work


class InstanceVerbs(Ground):
    @verb
    def start_instance(
        self,
        work: Work,
        process_id: str,
        *,
        variables: Mapping[str, Value],
        by: User,  # noqa: ARG002  the decorator hands it in as work.by
        business_id: str | None = None,
        at: str | None = None,
    ) -> int:
        """Start the newest version of a process, at its start event or at the element *at*; the instance's key.

        Raises `NotFound`, `BusinessIdTaken`, `StepFailed` (nothing was started).
        """
        return instances.start(work, process_id, variables, business_id=business_id, at=at)

    @verb
    def set_variables(
        self,
        work: Work,
        instance_key: int,
        values: Mapping[str, Value],
        *,
        by: User,  # noqa: ARG002
        seen: int | None = None,
        of: int | None = None,
    ) -> None:
        """Write variables of a live instance, or of one token in it (*of*), if it still is at the version *seen*.

        Raises `NotFound`, `Forbidden`, `NotAVariable`, `InstanceNotActive`, `InstanceChanged`.
        """
        instances.set_variables(work, instance_key, values, seen=seen, of=of)

    @verb
    def cancel_instance(self, work: Work, key: int, *, reason: str, by: User) -> None:  # noqa: ARG002
        """End an instance where it stands. Raises `NotFound`, `Forbidden`, `InstanceNotActive`."""
        instances.cancel(work, key, reason)

    @verb
    def suspend_instance(self, work: Work, key: int, *, by: User) -> None:  # noqa: ARG002
        """Nothing moves in the instance until it is resumed."""
        instances.suspend(work, key)

    @verb
    def resume_instance(self, work: Work, key: int, *, by: User) -> None:  # noqa: ARG002
        """Let a suspended instance move again."""
        instances.resume(work, key)

    @verb
    def retry_incident(self, work: Work, key: int, *, by: User) -> Outcome:  # noqa: ARG002
        """Do again what failed, after its cause was mended: done, or queued for a worker.

        Raises `StepFailed` when it fails again.
        """
        return incidents.retry(work, key)

    def retry_incidents(self, keys: Iterable[int], *, by: User) -> list[Result]:
        """Retry many, each in a transaction of its own; what fails again, or is not there any more, stops no other."""
        return [self._retried(key, by) for key in keys]

    @verb
    def resolve_incident(self, work: Work, key: int, *, by: User, reason: str = "") -> None:  # noqa: ARG002
        """Close an incident without a retry: the failed service task counts as done without a result."""
        incidents.resolve(work, key, reason)

    def _retried(self, key: int, by: User) -> Result:
        try:
            return Result(key=key, outcome=self.retry_incident(key, by=by))
        except StepFailed as failed:
            return Result(key=key, outcome="failed", error=failed)
        except BatonError as error:
            return Result(key=key, outcome="refused", error=error)
