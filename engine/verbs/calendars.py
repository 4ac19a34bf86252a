"""Verbs on working calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calendars import queries, store
from engine.calendars.errors import CalendarInUse
from engine.identity.rights import require_administrator
from engine.process import audit
from engine.process.locks import one_at_a_time
from engine.records import sla_plans
from engine.records.history import Step
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from engine.calendars.queries import CalendarLine
    from engine.calendars.store import CalendarDraft
    from engine.feel.values import Value
    from engine.identity import User
    from engine.process.work import Work


class CalendarVerbs(Ground):
    @verb
    def save_calendar(
        self, work: Work, draft: CalendarDraft, *, by: User, key: int | None = None, version: int = 0
    ) -> int:
        """Create a working calendar, or replace the one with *key* as it was in *version*; its key.

        Raises `Forbidden`, `NotFound`, and the errors of `calendars.store`: nothing is saved then.
        """
        require_administrator(by, "change working calendars")
        one_at_a_time(work.connection, "work_calendar")
        before = None if key is None else queries.calendar(work.connection, key)
        if before is None:
            key = store.create(work.connection, draft, keys=self.keys, now=work.now)
        else:
            key = before.key
            store.change(work.connection, before, draft, version=version, now=work.now)
        after = queries.calendar(work.connection, key)
        if before is not None:
            step = Step(by=by, at=work.at, keys=self.keys)
            work.records.update(sla_plans.follow(work.connection, before.name, after.name, step))
        old = None if before is None else _told(before)
        audit.record(work, "save_calendar", ("work_calendar", key), old=old, new=_told(after))
        return key

    @verb
    def delete_calendar(self, work: Work, key: int, *, by: User) -> None:
        """Delete a working calendar that nobody uses; raises `Forbidden`, `NotFound`, `CalendarInUse`."""
        require_administrator(by, "delete working calendars")
        one_at_a_time(work.connection, "work_calendar")
        before = queries.calendar(work.connection, key)
        if plans := sla_plans.naming(work.connection, before.name):
            raise CalendarInUse(name=before.name, teams=", ".join(plans.values()))
        store.remove(work.connection, before)
        audit.record(work, "delete_calendar", ("work_calendar", key), old=_told(before))


def _told(calendar: CalendarLine) -> dict[str, Value]:
    """A calendar as the audit keeps it."""
    days = {one.day.isoformat(): f"{one.hours or '-'} {one.label}".strip() for one in calendar.exceptions}
    return {
        "name": calendar.name,
        "is_default": calendar.is_default,
        "time_zone": calendar.time_zone,
        "holidays": "-".join(filter(None, (calendar.country, calendar.subdivision))) or None,
        **dict(zip(queries.WEEKDAYS, calendar.week, strict=True)),
        "exceptions": days,
    }
