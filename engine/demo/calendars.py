"""When the demo company works."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from engine.calendars import queries
from engine.calendars.hours import ALL_DAY
from engine.calendars.store import CalendarDraft, ExceptionDraft
from engine.identity import SYSTEM, teams
from engine.identity import queries as people

if TYPE_CHECKING:
    from engine.engine import Engine

_OFFICE, _LONG, _WEEKDAYS, _FREE = "09:00-13:00, 14:00-18:00", "08:00-20:00", 5, ("", "")
_BERLIN = "Europe/Berlin"
CALENDARS: Final = (
    CalendarDraft(
        name="Company",
        time_zone=_BERLIN,
        week=(_OFFICE,) * _WEEKDAYS + _FREE,
        country="DE",
        exceptions=(
            ExceptionDraft(day="2026-12-24", label="Christmas Eve"),
            ExceptionDraft(day="2026-12-31", hours="09:00-13:00", label="New Year's Eve"),
        ),
        is_default=True,
    ),
    CalendarDraft(name="Sales", time_zone=_BERLIN, week=(_OFFICE,) * _WEEKDAYS + _FREE, country="DE"),
    CalendarDraft(name="Support", time_zone=_BERLIN, week=(_LONG,) * _WEEKDAYS + _FREE, country="DE"),
    CalendarDraft(name="Волга", time_zone="Europe/Samara", week=(_OFFICE,) * _WEEKDAYS + _FREE, country="RU"),
    CalendarDraft(name="24x7", time_zone="UTC", week=(ALL_DAY,) * (_WEEKDAYS + len(_FREE))),
)
_OF_TEAMS: Final = {
    "North": "Sales",
    "West": "Sales",
    "Inside sales": "Sales",
    "Support": "Support",
    "Волга": "Волга",
}


def open_calendars(engine: Engine) -> None:
    """The calendars of the demo company, and which team works by which; those that exist stay as they are."""
    with engine.database.reading() as connection:
        known = queries.names(connection)
    for draft in CALENDARS:
        if draft.name not in known:
            engine.save_calendar(draft, by=SYSTEM)
    with engine.database.reading() as connection:
        lines = people.teams(connection)
        facts = {line.key: teams.load(connection, line.key) for line in lines}
    for line in lines:
        if line.calendar is None and line.name in _OF_TEAMS:
            changed = replace(facts[line.key], calendar=_OF_TEAMS[line.name])
            engine.change_team(line.key, changed, by=SYSTEM)
