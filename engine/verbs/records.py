"""Verbs on records: thin, over `records.store`; a new record can start processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import audit, messages, record_starts
from engine.process.errors import StepFailed
from engine.records import queries, store, type_of
from engine.records.history import Step
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.process.work import Work


class RecordVerbs(Ground):
    def create_record(self, type: str, values: Mapping[str, Value], *, by: User) -> RecordRef:  # noqa: A002
        """Create a record and start the processes whose start event has ``startsOn="<type>.created"``.

        A process that cannot start must not lose the person's record: the record is then created alone, and workers
        try the start again until it becomes an incident.
        """
        try:
            return self._create_record(type, values, by=by, start=True)
        except StepFailed:
            return self._create_record(type, values, by=by, start=False)

    @verb
    def update_record(
        self,
        work: Work,
        ref: RecordRef,
        values: Mapping[str, Value],
        *,
        expected_version: int | None,
        by: User,
    ) -> int:
        """Write a record's fields; its new version.

        Raises `NotFound` (also for what the person may not see), `RecordChanged`, `InvalidRecord` by field.
        """
        before = queries.get(work.connection, ref, by)
        old = {name: before.get(name) for name in values}
        version = store.update(
            work.connection,
            ref,
            values,
            by=by,
            at=work.at,
            keys=self.keys,
            expected_version=expected_version,
        )
        audit.record(work, "update_record", (ref.type, ref.key), old=old, new=values)
        work.records.add(ref)
        return version

    @verb
    def log_activity(
        self, work: Work, values: Mapping[str, Value], *, regarding: RecordRef, by: User
    ) -> RecordRef:
        """Note a call, meeting, mail or note about a record that the person sees."""
        queries.get(work.connection, regarding, by)
        given = {**values, regarding.type: regarding}
        activity = store.create(work.connection, "activity", given, by=by, at=work.at, keys=self.keys)
        follows = type_of(regarding.type).noted
        if follows is not None:
            follows(work.connection, regarding, given, Step(by=by, at=work.at, keys=self.keys))
        audit.record(work, "log_activity", (regarding.type, regarding.key), new=values)
        work.records.update((regarding, activity))
        return activity

    @verb
    def _create_record(
        self,
        work: Work,
        type: str,  # noqa: A002
        values: Mapping[str, Value],
        *,
        by: User,
        start: bool,
    ) -> RecordRef:
        ref = store.create(work.connection, type, values, by=by, at=work.at, keys=self.keys)
        audit.record(work, "create_record", (ref.type, ref.key), new=values)
        work.records.add(ref)
        if start:
            messages.created(work, ref)
        else:
            record_starts.queue_starts(work, ref)
        return ref
