"""The demo company: made up, the same every time, and told through the real process."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from engine import demo
from engine.clock import SimulatedClock, SystemClock
from engine.commands._sources import deploy_shipped
from engine.engine import Engine
from engine.files import Files
from engine.identity import SYSTEM, sessions
from engine.identity import store as people
from engine.keys import Keys
from engine.process import queries as processes
from engine.process.waits import Incident
from engine.records import queries
from engine.records.models import StageHistory
from engine.records.types.contact import Contact
from tests.records.company import a_user

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def engine(database, tmp_path):
    return _installed(database, tmp_path)


@pytest.fixture
def on_sqlite(sqlite_database, tmp_path):
    return _installed(sqlite_database, tmp_path)


def _installed(database, tmp_path):
    clock = SystemClock()
    made = Engine(
        database,
        business_clock=SimulatedClock(NOW),
        system_clock=clock,
        files=Files(tmp_path / "files"),
        keys=Keys(1, clock),
    )
    deploy_shipped(made)
    return made


def everything(engine, type_):
    with engine.database.reading() as connection:
        rows = queries.page(connection, type_, SYSTEM, sort="external_id", limit=200).rows
    # Leads that were converted have made accounts, contacts and deals of their own.
    return [one for one in rows if one["source"] == "demo"]


def test_the_demo_company_has_people_customers_and_deals_in_every_stage(engine):
    assert demo.is_missing(engine)
    demo.generate(engine)
    assert not demo.is_missing(engine)

    deals = everything(engine, "opportunity")
    stages = Counter(deal["stage"] for deal in deals)
    assert set(stages) == {
        "qualify",
        "discover",
        "present",
        "propose",
        "negotiate",
        "contract",
        "won",
        "lost",
    }
    assert (len(everything(engine, "account")), len(deals)) == (60, 41)
    with engine.database.reading() as connection:
        ours = select(func.count()).select_from(Contact).where(Contact.source == "demo")
        assert connection.scalar(ours) == 150
        assert processes.instances_without_reason(connection) == []
        assert connection.scalar(select(func.count()).select_from(Incident)) == 0
        assert connection.scalar(select(func.max(StageHistory.entered_at))) <= NOW
        won = [deal for deal in deals if deal["stage"] == "won"]
        anna, boris = (people.find_user(connection, login) for login in ("anna", "boris"))
        assert processes.inbox(connection, anna, scope="mine", limit=50).rows
        assert processes.inbox(connection, boris, scope="mine", limit=50).rows
    assert all(deal["won_amount"] == deal["amount"] for deal in won)
    cases_are_in_every_state_some_late_some_climbed(engine)


def cases_are_in_every_state_some_late_some_climbed(engine):
    cases = everything(engine, "case")
    assert len(cases) == 61
    assert {case["status"] for case in cases} == {"new", "open", "waiting_customer", "solved", "closed"}
    assert {case["line"] for case in cases if case["status"] == "open"} == {"L1", "L2", "L3"}
    assert {case["solution_met"] for case in cases} == {True, False, None}
    assert any(case["reopened"] for case in cases)
    assert {case["csat"] for case in cases} >= {3, 4, 5}


def test_the_printed_password_signs_in_one_person_of_each_role_and_generating_again_changes_nothing(
    on_sqlite,
):
    engine = on_sqlite
    demo.generate(engine)
    before = [
        (deal["external_id"], deal.version, deal["number"]) for deal in everything(engine, "opportunity")
    ]
    demo.generate(engine)
    assert [
        (deal["external_id"], deal.version, deal["number"]) for deal in everything(engine, "opportunity")
    ] == before

    now = engine.system_clock.now()
    for person in demo.SIGN_INS:
        token = engine.sign_in(person.login, demo.PASSWORD, address="127.0.0.1")
        with engine.database.reading() as connection:
            assert person.role in sessions.load(connection, token, now=now).user.roles
    assert {person.role for person in demo.SIGN_INS} == {"employee", "manager", "designer", "administrator"}


def test_a_company_of_ones_own_is_not_taken_for_an_unfinished_demo(on_sqlite):
    engine = on_sqlite
    with engine.database.transaction() as connection:
        a_user(connection, "founder", email="founder@company.test")
    assert not demo.is_missing(engine)
