"""Verbs on start forms: a person, or a stranger on a public page, starts a process by filling in its form."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from engine.identity import SYSTEM
from engine.process import audit, form_visits, record_starts, start_forms, starting
from engine.process.errors import StepFailed
from engine.process.starting import Origin
from engine.process.work import Work
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.process.starting import Started
    from engine.records.importing import StepReport

_TOLD_OF_IMPORT = ("file", "type", "created", "updated", "unchanged", "rejected")


class StartingVerbs(Ground):
    def submit_start_form(
        self,
        process_id: str,
        submission_values: Mapping[str, Value],
        *,
        by: User,
        message_id: str | None = None,
        origin: Origin | None = None,
    ) -> Started:
        """Start a process with the values of its start form, as `Form.read` gives them.

        Paths into a record type make a record of it in the same transaction. The same *message_id* again changes
        nothing and answers as the first time. *origin* says from where it was sent; without it, by an employee.
        A process that cannot start must not lose what was sent: the records are then made alone, and workers try the
        start again until it becomes an incident. Raises `NoStartForm` and `FieldsRefused`.
        """
        submit = partial(
            self._submit_start_form,
            *(process_id, submission_values),
            by=by,
            message_id=message_id,
            origin=origin or Origin(locale=by.locale),
        )
        try:
            return submit(start=True)
        except StepFailed:
            return submit(start=False)

    def submit_public_form(
        self, address: str, values: Mapping[str, Value], *, message_id: str, origin: Origin
    ) -> Started:
        """The same for a stranger on the page ``/public/<address>``; the system acts."""
        with self.database.reading() as connection:
            process_id = start_forms.at_address(connection, address).process_id
        origin = replace(origin, channel="web", address=address)
        return self.submit_start_form(process_id, values, by=SYSTEM, message_id=message_id, origin=origin)

    def note_import(self, connection: Connection, report: StepReport, begin: Sequence[RecordRef]) -> None:
        """Write down, in the import's transaction, what became of a file; workers start the processes of *begin*."""
        at, now = self.business_clock.now(), self.system_clock.now()
        work = Work(connection=connection, parts=self.parts, by=SYSTEM, at=at, now=now)
        for ref in begin:
            record_starts.queue_starts(work, ref)
        told = {name: getattr(report, name) for name in _TOLD_OF_IMPORT}
        audit.record(work, "import_records", ("import", 0), new=told | {"started": len(begin)})

    @verb
    def count_form_visit(self, work: Work, address: str) -> None:
        """Count a form that was sent from a network address; raises `TooManySubmissions`."""
        form_visits.count(work, address)

    @verb
    def _submit_start_form(
        self,
        work: Work,
        process_id: str,
        values: Mapping[str, Value],
        *,
        by: User,
        message_id: str | None,
        origin: Origin,
        start: bool,
    ) -> Started:
        form = start_forms.of_process(work.connection, process_id, by)
        return starting.submit(work, form, values, origin=origin, message_id=message_id, start=start)
