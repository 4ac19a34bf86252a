"""As long as one likes (`--soak-minutes`) a company works while its programs and its database are injured."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from engine import schema
from engine.db import Database
from tests.durability import injuring
from tests.durability.guards import guards

pytestmark = [pytest.mark.durability, pytest.mark.long]


def live_through(url, dice, seconds, faults, tell):
    """The company after *seconds* of faults, and how many rounds it has done."""
    injuring.prepare(url)
    company = injuring.Company(url, dice)
    company.open()
    try:
        company.injure(seconds, faults, tell)
    finally:
        company.close()
    return company, injuring.finish(url)


def judge(company, rounds, url, request, tell):
    told = f"{rounds} rounds, faults: {company.faults}, memory x {injuring.growth(company.sizes):.2f}"
    request.node.user_properties.append(("soak", told))
    tell(told)
    assert rounds > 0
    assert injuring.breaches(url) == []
    assert injuring.growth(company.sizes) < 1.1


@guards("G2")
def test_a_company_on_sqlite_lives_through_random_faults(
    new_sqlite, tmp_path, dice, soak_minutes, request, tell
):
    url = new_sqlite(tmp_path / "baton.sqlite")
    company, rounds = live_through(url, dice, soak_minutes * 30, {}, tell)
    judge(company, rounds, url, request, tell)


@guards("G11")
def test_a_company_on_postgresql_lives_through_crashes_of_its_database(
    own_postgres, dice, soak_minutes, request, tell
):
    url = own_postgres.url
    database = Database(url)
    schema.migrate(database)
    database.dispose()

    def cut():
        sql_engine = create_engine(url)
        with sql_engine.connect() as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            connection.execute(text(f"{others} AND datname = current_database() AND random() < 0.5"))
        sql_engine.dispose()

    def crash_sometimes():
        if dice.random() < 0.1:
            own_postgres.crash_and_start()

    faults = {"cut": cut, "crash of the server": crash_sometimes}
    company, rounds = live_through(url, dice, soak_minutes * 30, faults, tell)
    judge(company, rounds, url, request, tell)
