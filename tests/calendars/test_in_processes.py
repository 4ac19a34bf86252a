"""Processes count working time: in timers, conditions and decisions, by the calendar of a team or the company's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, insert, select, update

from engine import feel
from engine.calendars.models import CalendarException, WorkCalendar
from engine.feel.values import RecordRef
from engine.identity.models import Team
from engine.process.errors import DeploymentRefused, StepFailed
from engine.process.waits import Timer
from tests.calendars.drafts import a_calendar
from tests.process.models import boundary, caught, end, model, start, timer, user

FOUR_HOURS = '=add working time(now(), duration("PT4H"), "Support")'


def waits_for(due, process_id="wait"):
    return model(
        process_id, start(), caught("rest", timer("Date", due)), user("go", candidateGroups="sales"), end(),
        flow="start > rest > go > end",
    )  # fmt: skip


def due(engine):
    with engine.database.reading() as connection:
        return connection.scalars(select(Timer.due)).one()


def test_a_timer_fires_after_four_working_hours(company, engine, people, clock):
    engine.save_calendar(a_calendar(), by=people.ada)
    clock.move_to(datetime(2026, 4, 2, 16, tzinfo=UTC))  # 18:00 in Berlin, on the eve of Good Friday
    company.deploy(waits_for(FOUR_HOURS))
    company.start("wait")

    assert due(engine) == datetime(2026, 4, 7, 8, tzinfo=UTC)  # 10:00 in Berlin, after Easter Monday
    clock.move_to(datetime(2026, 4, 7, 8, tzinfo=UTC))
    engine.run_due()
    assert list(company.tasks(people.anna)) == ["go"]


def test_without_a_calendar_the_company_s_counts_and_without_one_saved_the_built_in(company, engine, people):
    company.deploy(waits_for('=add working time(now(), duration("PT4H"))'))
    company.start("wait")
    assert due(engine) == datetime(2026, 3, 2, 14, tzinfo=UTC)  # 10 to 13 and 14 to 15 o'clock in Berlin

    engine.save_calendar(
        a_calendar("Day and night", week=("0:00-24:00",) * 7, is_default=True), by=people.ada
    )
    company.deploy(waits_for('=add working time(now(), duration("PT4H"), null)', "other"))
    company.start("other")
    with engine.database.reading() as connection:
        assert datetime(2026, 3, 2, 13, tzinfo=UTC) in connection.scalars(select(Timer.due)).all()


def test_a_team_s_calendar_is_read_from_the_record_s_owner(company, engine, people):
    engine.save_calendar(a_calendar(), by=people.ada)
    with engine.database.transaction() as connection:
        connection.execute(update(Team).where(Team.name == "North").values(calendar="Support"))
    company.deploy(waits_for('=next working time(@"2026-03-07T12:00:00Z", owner.team.calendar)'))

    company.start("wait", owner=RecordRef("user", people.anna.key))

    assert due(engine) == datetime(2026, 3, 9, 7, tzinfo=UTC)


def test_an_unknown_calendar_is_an_incident_that_names_it_and_where(company, engine, people, clock):
    company.deploy(
        model(
            "wait", start(), user("first", candidateGroups="sales"), caught("rest", timer("Date", FOUR_HOURS)),
            end(), flow="start > first > rest > end",
        )
    )  # fmt: skip
    instance = company.start("wait")
    task = company.tasks(people.anna)["first"]

    with pytest.raises(StepFailed, match="Support"):
        company.complete(task)

    assert list(company.tasks(people.anna)) == ["first"]
    (incident,) = company.incidents()
    assert incident.instance == instance
    assert "no working calendar 'Support'" in incident.message


def test_a_calendar_that_is_closed_for_ten_years_is_an_incident_and_nothing_is_half_done(
    company, engine, people
):
    key = engine.save_calendar(a_calendar(), by=people.ada)
    first = datetime(2026, 3, 1, tzinfo=UTC).date()
    with engine.database.transaction() as connection:
        days = [
            {"calendar": key, "day": first + timedelta(days=number), "hours": "", "label": ""}
            for number in range(3_700)
        ]
        connection.execute(insert(CalendarException), days)
    company.deploy(
        model(
            "wait", start(), user("work", candidateGroups="sales"), end(), end("late"),
            boundary("warned", "work", timer("Date", FOUR_HOURS), interrupting=False),
            flow="start > work > end; warned > late",
        )
    )  # fmt: skip

    with pytest.raises(StepFailed, match="“Support” has no PT4H of working time"):
        company.start("wait")

    assert company.tasks(people.anna) == {}


def test_a_misspelt_function_and_a_missing_argument_refuse_the_deployment(company):
    for wrong in ('=add working tme(now(), duration("PT4H"))', "=add working time(now())"):
        with pytest.raises(DeploymentRefused, match="working"):
            company.deploy(waits_for(wrong))


@pytest.fixture
def statements(database):
    """Every statement that asks for a calendar."""
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        if "work_calendar" in statement:
            asked.append(statement)

    event.listen(database.sql_engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.sql_engine, "before_cursor_execute", note)


def test_a_step_without_working_time_asks_for_no_calendar_and_one_with_it_once(
    company, engine, people, statements
):
    engine.save_calendar(a_calendar(), by=people.ada)
    company.deploy(waits_for('=now() + duration("P1D")', "plain"))
    often = f'=if is working time(now(), "Support") then now() else {FOUR_HOURS[1:]}'
    company.deploy(waits_for(often, "often"))
    statements.clear()

    company.start("plain")
    assert statements == []

    company.start("often")
    assert len(statements) == 1


CALLS = [
    ('working time between(@"2026-03-02T09:00:00Z", @"2026-03-02T10:00:00Z", "Support")', timedelta(hours=1)),
    ('working time between(from: m, to: m, calendar: "Support")', timedelta()),
    ('is working time(@"2026-03-07T09:00:00Z", "Support")', False),
    ('add working days(@"2026-03-06T10:00:00Z", 1, "Support") = @"2026-03-09T10:00:00Z"', True),
    ('add working days(@"2026-03-06T10:00:00Z", 1.5, "Support")', None),
    ('next working time(@"2026-03-07T09:00:00", "Support") = @"2026-03-09T08:00:00@Europe/Berlin"', True),
    ('string(add working time(m, duration("PT1H"), "Support"))', "2026-03-02T11:00:00@Europe/Berlin"),
    ('add working time("today", duration("PT1H"), "Support")', None),
    ('add working time(null, duration("PT1H"))', None),
    ('add working time(m, duration("P1M"), "Support")', None),
]


def test_each_function_answers_in_feel(company, engine, people):
    engine.save_calendar(a_calendar(), by=people.ada)
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def answers(work):
        return [feel.evaluate(text, {"m": moment}, work.environment()) for text, _ in CALLS]

    assert engine.attempt(answers, by=people.ada) == [value for _, value in CALLS]


def test_without_calendars_around_it_an_expression_is_null_with_the_reason():
    notes = []

    value = feel.evaluate("is working time(now())", {}, feel.Environment(diagnostics=notes))

    assert value is None
    assert "no working calendars" in str(notes[0])


def test_a_calendar_is_a_row_with_hours_that_people_can_read(company, engine, people):
    engine.save_calendar(a_calendar(), by=people.ada)

    with engine.database.reading() as connection:
        row = connection.execute(select(WorkCalendar)).one()

    assert (row.monday, row.sunday) == ("08:00-20:00", "")
