"""Verbs by which a manager changes where a running instance stands, and on which version it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BatonError
from engine.process import migration, moving, reopening, rescheduling
from engine.process.errors import StepFailed
from engine.process.migration import Migrated, Order
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from engine.bpmn.migration import Migration
    from engine.feel.values import Value
    from engine.identity import User
    from engine.process.work import Work


class RepairVerbs(Ground):
    """Each raises `ReasonMissing`, `NotFound`, `Forbidden`, `InstanceChanged`, `InstanceNotActive`."""

    @verb
    def move_token(
        self,
        work: Work,
        key: int,
        number: int,
        *,
        to: str,
        reason: str,
        by: User,  # noqa: ARG002  the decorator hands it in as work.by
        seen: int | None = None,
        beside: int | None = None,
    ) -> None:
        """Take a token from where it stands and put one on the element *to*. Raises `CannotEnter`, `CannotLeave`.

        *beside* is another token in the sub-process that is meant, when several of the same are open.
        """
        moving.move(work, key, number, to, reason=reason, seen=seen, beside=beside)

    @verb
    def add_token(
        self,
        work: Work,
        key: int,
        *,
        to: str,
        reason: str,
        by: User,  # noqa: ARG002
        seen: int | None = None,
        beside: int | None = None,
    ) -> None:
        """Put one more token on the element *to*. Raises `CannotEnter`."""
        moving.add(work, key, to, reason=reason, seen=seen, beside=beside)

    @verb
    def remove_token(
        self,
        work: Work,
        key: int,
        number: int,
        *,
        reason: str,
        by: User,  # noqa: ARG002
        seen: int | None = None,
    ) -> None:
        """Take a token away, unless it is the last one. Raises `CannotLeave`."""
        moving.remove(work, key, number, reason=reason, seen=seen)

    @verb
    def change_items(
        self,
        work: Work,
        key: int,
        number: int,
        *,
        reason: str,
        by: User,  # noqa: ARG002
        add: Sequence[Value] = (),
        remove: Sequence[int] = (),
        seen: int | None = None,
    ) -> None:
        """Add items to an element that is done several times, or take some off by their index, from 0."""
        moving.change_items(work, key, number, add=add, remove=remove, reason=reason, seen=seen)

    @verb
    def pass_over(
        self,
        work: Work,
        key: int,
        number: int,
        *,
        reason: str,
        by: User,  # noqa: ARG002
        seen: int | None = None,
    ) -> None:
        """Go on now from a timer, a message, a job or a called process, as if it had come with nothing."""
        moving.pass_over(work, key, number, reason=reason, seen=seen)

    @verb
    def move_timer(
        self,
        work: Work,
        key: int,
        number: int,
        *,
        due: datetime,
        reason: str,
        by: User,  # noqa: ARG002
        seen: int | None = None,
    ) -> None:
        """Let an armed timer come due at another moment."""
        rescheduling.move_timer(work, key, number, due, reason=reason, seen=seen)

    @verb
    def retry_job(
        self,
        work: Work,
        key: int,
        number: int,
        *,
        reason: str,
        by: User,  # noqa: ARG002
        seen: int | None = None,
    ) -> None:
        """Try a job that rests after a failure now. Raises `JobNotResting`."""
        rescheduling.retry_job(work, key, number, reason=reason, seen=seen)

    @verb
    def migrate_instance(
        self,
        work: Work,
        key: int,
        order: Order,
        *,
        by: User,  # noqa: ARG002
        seen: int | None = None,
        dry_run: bool = False,
    ) -> Migration:
        """Put an instance on another version of its process; a dry run only tells. Raises `CannotMigrate`."""
        return migration.migrate(work, key, order, seen=seen, dry_run=dry_run)

    def migrate_instances(
        self, keys: Iterable[int], order: Order, *, by: User, dry_run: bool = False
    ) -> list[Migrated]:
        """Migrate many, each in a transaction of its own; what cannot go over stops no other."""
        return [self._migrated(key, order, by, dry_run=dry_run) for key in keys]

    @verb
    def reopen_instance(
        self,
        work: Work,
        key: int,
        *,
        at: str,
        reason: str,
        by: User,  # noqa: ARG002
        version: int | None = None,
    ) -> int:
        """Begin a new instance at a step of a finished one, with its variables; the new key."""
        return reopening.reopen(work, key, at, reason, version=version)

    def _migrated(self, key: int, order: Order, by: User, *, dry_run: bool) -> Migrated:
        try:
            told = self.migrate_instance(key, order, by=by, dry_run=dry_run)
        except StepFailed as failed:
            return Migrated(key=key, outcome="failed", error=failed)
        except BatonError as error:
            return Migrated(key=key, outcome="refused", error=error)
        return Migrated(key=key, outcome="possible" if dry_run else "done", told=told)
