"""The demo company's clock: who moves it, what then happens, and that nobody else's clock can be moved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.clock import SystemClock
from engine.engine import Engine
from engine.keys import Keys
from engine.process import business_time, queries
from engine.process.business_time import BusinessTime
from engine.timekeeping import following
from tests.process.models import end, model, node, start, user
from tests.webui.browsing import text

_LENGTH = "<bpmn:timeDuration>PT3H</bpmn:timeDuration>"
IN_THREE_HOURS = f'<bpmn:timerEventDefinition id="timer">{_LENGTH}</bpmn:timerEventDefinition>'
WAIT = model(
    "wait",
    start(),
    node("intermediateCatchEvent", "three_hours", inner=IN_THREE_HOURS),
    user("ring", name="Ring back", candidateGroups="Sales"),
    end(),
    flow="start > three_hours > ring > end",
)


@pytest.fixture
def engine(engine):
    """As an installation opens it: business time is that of the database."""
    with engine.database.reading() as connection:
        engine.business_clock = business_time.clock(connection, engine.system_clock)
    return engine


@pytest.fixture
def demo(engine):
    """The installation is a demo company."""
    with engine.database.transaction() as connection:
        engine.business_clock.follow(business_time.let_people_move_it(connection))


def move(browser, step, **more):
    browser.get("/profile")
    return browser.post("/clock/moves", {"step": step, "next": "/inbox", **more})


def ahead(engine):
    with engine.database.reading() as connection:
        return business_time.read(connection).ahead


@pytest.mark.parametrize(("step", "length"), [("hour", timedelta(hours=1)), ("day", timedelta(days=1))])
def test_a_manager_moves_business_time_and_nothing_else(sign_in, engine, demo, step, length):
    before = engine.business_clock.now()

    answer = move(sign_in("boris"), step)

    assert (answer.status_code, answer.location) == (303, "/inbox")
    assert ahead(engine) == length
    assert length <= engine.business_clock.now() - before
    assert abs(engine.system_clock.now() - SystemClock().now()) < timedelta(minutes=1)


def test_the_clock_goes_to_the_next_timer_and_the_worker_fires_it(sign_in, engine, company, demo):
    engine.deploy({"wait.bpmn": WAIT}, by=company.dina, name="tests")
    engine.start_instance("wait", variables={}, by=company.dina)
    browser = sign_in("dina")

    move(browser, "timer")

    assert engine.run_due() == 1
    with engine.database.reading() as connection:
        rows = queries.inbox(connection, company.anna, scope="groups").rows
    assert [row.element.name_in("en") for row in rows] == ["Ring back"]
    assert timedelta(hours=2, minutes=59) < ahead(engine) <= timedelta(hours=3)
    move(browser, "timer")
    assert "No timer is due within 31 days." in text(browser.get("/inbox"))


def test_every_page_says_the_business_time_of_a_demo_company(sign_in, engine, demo):
    boris, anna = sign_in("boris"), sign_in("anna")
    move(boris, "day")

    before = anna.get("/clock").json["now"]
    shown = anna.get("/accounts").get_data(as_text=True)
    after = anna.get("/clock").json["now"]
    assert "Demo company, business time:" in shown
    assert 'action="/clock/moves"' not in shown
    assert 'action="/clock/moves"' in boris.get("/accounts").get_data(as_text=True)
    # A minute may end between the two answers.
    assert any(" ".join(now.split()) in " ".join(shown.split()) for now in (before, after))


def test_only_who_leads_moves_the_clock(sign_in, engine, demo):
    assert move(sign_in("anna"), "hour").status_code == 403
    assert ahead(engine) == timedelta(0)


def test_a_company_of_ones_own_keeps_real_time(sign_in, engine):
    browser = sign_in("dina")

    assert "business time" not in text(browser.get("/inbox"))
    move(browser, "hour")

    assert "The business clock can be moved in the demo company only" in text(browser.get("/inbox"))
    assert ahead(engine) == timedelta(0)


def test_a_step_that_nobody_offers_is_refused(sign_in, engine, demo):
    for step in ("week", "", "-1"):
        assert move(sign_in("dina"), step).status_code == 400
    assert move(sign_in("dina"), "hour", next="https://evil.example").location == "/"


def test_a_move_is_on_record_with_both_moments(sign_in, engine, company, demo):
    move(sign_in("boris"), "day")

    with engine.database.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT actor, old, new FROM audit WHERE verb = 'advance_clock'"
        ).one()
    assert found[0] == company.boris.key
    assert ("business_time" in found[1], '"day"' in found[2]) == (True, True)


def test_a_frozen_past_moves_too(engine, company):
    frozen = engine.business_clock.now() - timedelta(days=365)
    with engine.database.transaction() as connection:
        business_time.freeze(connection, frozen)
        engine.business_clock.follow(business_time.let_people_move_it(connection))

    moved = engine.advance_clock("day", by=company.dina)

    assert (moved.before, moved.after) == (
        _to_the_millisecond(frozen),
        _to_the_millisecond(frozen) + timedelta(days=1),
    )


def _to_the_millisecond(moment):
    return moment.replace(microsecond=round(moment.microsecond, -3))


def test_another_program_on_the_database_follows(engine, company, demo):
    with engine.database.reading() as connection:
        clock = business_time.clock(connection, SystemClock())
    other = Engine(
        engine.database,
        business_clock=clock,
        system_clock=SystemClock(),
        files=engine.files,
        keys=Keys(7, SystemClock()),
    )
    assert isinstance(clock, BusinessTime)
    other.work_waits.clear()
    with following(other):
        engine.advance_clock("day", by=company.dina)
        assert other.work_waits.wait(10)

    assert clock.setting == engine.business_clock.setting


def test_open_pages_hear_of_it(engine, company, demo):
    heard = []
    engine.on_commit(heard.append)

    engine.advance_clock("hour", by=company.dina)

    assert heard[-1].everything is True
