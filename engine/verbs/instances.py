"""Verbs on process instances and their incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import incidents, instances
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import Value
    from engine.identity import User
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
    def set_variables(self, work: Work, instance_key: int, values: Mapping[str, Value], *, by: User) -> None:  # noqa: ARG002
        """Write variables of a live instance. Raises `NotFound`, `Forbidden`, `InstanceNotActive`."""
        instances.set_variables(work, instance_key, values)

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
    def retry_incident(self, work: Work, key: int, *, by: User) -> None:  # noqa: ARG002
        """Do again what failed, after its cause was mended. Raises `StepFailed` when it fails again."""
        incidents.retry(work, key)

    @verb
    def resolve_incident(self, work: Work, key: int, *, by: User) -> None:  # noqa: ARG002
        """Close an incident without a retry: the failed service task counts as done without a result."""
        incidents.resolve(work, key)
