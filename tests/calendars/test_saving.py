"""Administrators keep working calendars; what cannot work is refused with every reason, and nothing is half saved."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from engine import feel
from engine.calendars import queries
from engine.calendars.errors import (
    CalendarChanged,
    CalendarInUse,
    CalendarIsDefault,
    CalendarNameTaken,
    CalendarRefused,
    NoWorkingTime,
    OverlappingHours,
)
from engine.calendars.store import ExceptionDraft
from engine.errors import Forbidden, NotFound
from engine.identity.models import Team
from engine.records import store as records
from engine.records.store import InvalidRecord
from tests.calendars.drafts import OFFICE, a_calendar


def saved(engine, key):
    with engine.database.reading() as connection:
        return queries.calendar(connection, key)


def all_names(engine):
    with engine.database.reading() as connection:
        return queries.names(connection)


def test_a_saved_calendar_is_read_back_as_it_was_typed(engine, people):
    christmas = ExceptionDraft(day="2026-12-24", hours="9:00-13:00", label="Christmas Eve")

    key = engine.save_calendar(a_calendar(exceptions=(christmas,), subdivision="BE"), by=people.ada)

    line = saved(engine, key)
    assert (line.name, line.country, line.subdivision) == ("Support", "DE", "BE")
    assert line.week == ("08:00-20:00",) * 5 + ("", "")
    assert [(one.hours, one.label) for one in line.exceptions] == [("09:00-13:00", "Christmas Eve")]


def test_a_change_replaces_everything_and_teams_follow_a_new_name(engine, people, company):
    key = engine.save_calendar(a_calendar(exceptions=(ExceptionDraft(day="2026-12-24"),)), by=people.ada)
    with engine.database.transaction() as connection:
        connection.execute(update(Team).where(Team.name == "North").values(calendar="Support"))

    engine.save_calendar(a_calendar("Helpdesk"), key=key, version=1, by=people.ada)

    line = saved(engine, key)
    assert (line.name, line.exceptions, line.version, line.teams) == ("Helpdesk", (), 2, ("North",))


def test_sla_plans_follow_a_new_name_and_keep_their_calendar(engine, people, company):
    key = engine.save_calendar(a_calendar(), by=people.ada)
    plan = engine.create_record(
        "sla_plan", {"name": "Gold", "tier": "premium", "calendar": "Support"}, by=people.ada
    )

    engine.save_calendar(a_calendar("Helpdesk"), key=key, version=1, by=people.ada)

    with engine.database.reading() as connection:
        assert records.read(connection, plan)["calendar"] == "Helpdesk"
    with pytest.raises(CalendarInUse, match="Gold"):
        engine.delete_calendar(key, by=people.ada)
    engine.update_record(plan, {"calendar": None}, by=people.ada, expected_version=2)
    engine.delete_calendar(key, by=people.ada)


def test_an_sla_plan_names_a_calendar_that_exists_or_none(engine, people, company):
    facts = {"name": "Gold", "tier": "premium"}
    with pytest.raises(InvalidRecord, match="no working calendar yet"):
        engine.create_record("sla_plan", {**facts, "calendar": "Suport"}, by=people.ada)
    for name in ("Support", "Berlin"):
        engine.save_calendar(a_calendar(name), by=people.ada)

    with pytest.raises(InvalidRecord, match="Choose one of “Berlin”, “Support”, or leave it empty"):
        engine.create_record("sla_plan", {**facts, "calendar": "Suport"}, by=people.ada)

    plan = engine.create_record("sla_plan", {**facts, "calendar": "Support"}, by=people.ada)
    with pytest.raises(InvalidRecord, match="calendar"):
        engine.update_record(plan, {"calendar": "Nights"}, by=people.ada, expected_version=1)
    with engine.database.reading() as connection:
        assert records.read(connection, plan)["calendar"] == "Support"


def test_saving_and_deleting_say_in_the_audit_what_was_and_what_is(engine, people, company):
    key = engine.save_calendar(a_calendar(), by=people.ada)
    engine.save_calendar(a_calendar(week=(OFFICE,) * 7), key=key, version=1, by=people.ada)
    engine.delete_calendar(key, by=people.ada)

    first, second = company.audit("save_calendar")
    (deleted,) = company.audit("delete_calendar")
    assert first.old is None
    assert feel.loads(second.old)["sunday"] == ""
    assert feel.loads(second.new)["sunday"] == OFFICE
    assert feel.loads(deleted.old)["name"] == "Support"
    assert {row.actor for row in (first, second, deleted)} == {people.ada.key}


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_saved(engine, people):
    draft = a_calendar(
        " ",
        time_zone="Berlin",
        country="XX",
        week=("09:00-12:00, 11:00-13:00", "soon", "", "", "", "", ""),
        exceptions=(ExceptionDraft(day="tomorrow"), ExceptionDraft(day="2026-12-24", hours="18:00-9:00")),
    )

    with pytest.raises(CalendarRefused) as refused:
        engine.save_calendar(draft, by=people.ada)

    assert set(refused.value.problems) == {
        "name", "time_zone", "country", "monday", "tuesday", "exceptions.0.day", "exceptions.1.hours",
    }  # fmt: skip
    assert isinstance(refused.value.problems["monday"], OverlappingHours)
    assert all_names(engine) == []


def test_a_calendar_without_a_working_minute_is_refused(engine, people):
    with pytest.raises(CalendarRefused) as refused:
        engine.save_calendar(a_calendar(week=("",) * 7), by=people.ada)

    assert isinstance(refused.value.problems["week"], NoWorkingTime)
    assert all_names(engine) == []


def test_a_day_stands_only_once_among_the_exceptions(engine, people):
    twice = (ExceptionDraft(day="2026-12-24"), ExceptionDraft(day="2026-12-24", hours=OFFICE))

    with pytest.raises(CalendarRefused, match="twice"):
        engine.save_calendar(a_calendar(exceptions=twice), by=people.ada)


def test_only_administrators_keep_calendars(engine, people):
    key = engine.save_calendar(a_calendar(), by=people.ada)

    for stranger in (people.anna, people.marta, people.dora):
        with pytest.raises(Forbidden):
            engine.save_calendar(a_calendar("Mine"), by=stranger)
        with pytest.raises(Forbidden):
            engine.delete_calendar(key, by=stranger)
    assert all_names(engine) == ["Support"]


def test_a_name_is_given_once(engine, people):
    engine.save_calendar(a_calendar(), by=people.ada)

    with pytest.raises(CalendarNameTaken):
        engine.save_calendar(a_calendar(), by=people.ada)


def test_who_saves_a_page_that_is_old_is_told_and_changes_nothing(engine, people):
    key = engine.save_calendar(a_calendar(), by=people.ada)
    engine.save_calendar(a_calendar(country=None), key=key, version=1, by=people.ada)

    with pytest.raises(CalendarChanged):
        engine.save_calendar(a_calendar("Late"), key=key, version=1, by=people.ada)

    assert saved(engine, key).name == "Support"


def test_the_company_has_one_calendar_of_its_own_and_keeps_it(engine, people):
    first = engine.save_calendar(a_calendar("Old", is_default=True), by=people.ada)
    second = engine.save_calendar(a_calendar("New", is_default=True), by=people.ada)

    assert [saved(engine, key).is_default for key in (first, second)] == [False, True]
    with pytest.raises(CalendarIsDefault):
        engine.save_calendar(a_calendar("New"), key=second, version=1, by=people.ada)
    with pytest.raises(CalendarIsDefault):
        engine.delete_calendar(second, by=people.ada)


def test_a_calendar_that_a_team_uses_cannot_be_deleted(engine, people, company):
    key = engine.save_calendar(a_calendar(), by=people.ada)
    with engine.database.transaction() as connection:
        connection.execute(update(Team).where(Team.name == "North").values(calendar="Support"))

    with pytest.raises(CalendarInUse, match="North"):
        engine.delete_calendar(key, by=people.ada)

    with engine.database.reading() as connection:
        assert connection.scalar(select(Team.calendar).where(Team.name == "North")) == "Support"
    with pytest.raises(NotFound):
        engine.delete_calendar(1, by=people.ada)
