"""Two people at once: one is first, the other hears of it, and nothing is lost or given out twice."""

from __future__ import annotations

import contextlib
import threading

import pytest

from engine.db import Database
from engine.records import seen, store
from engine.records.resolving import resolver
from engine.records.store import RecordChanged
from tests.records.company import a_user, an_account, change


def both(*work):
    """Run functions at once; what each returned or raised, in their order."""
    results: list[object] = [None] * len(work)

    def run(position):
        try:
            results[position] = work[position]()
        except Exception as error:  # noqa: BLE001  it is the result
            results[position] = error

    threads = [threading.Thread(target=run, args=(position,)) for position in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _together(database, barrier):
    if database.dialect == "postgresql":
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait()


def test_of_two_who_save_the_same_version_at_once_exactly_one_wins(database):
    with database.transaction() as connection:
        people = [a_user(connection, login) for login in ("anna", "boris")]
        acme = an_account(connection)
    meet = threading.Barrier(2)

    def save(person):
        meet.wait()
        with database.transaction() as connection:
            return change(connection, acme, by=person, version=1, city=f"City of {person.login}")

    results = both(*(lambda person=person: save(person) for person in people))
    assert sorted(type(result).__name__ for result in results) == ["RecordChanged", "int"]
    winner = people[results.index(2)]
    [loser] = [result for result in results if isinstance(result, RecordChanged)]
    assert winner.name in str(loser)
    with database.reading() as connection:
        assert store.read(connection, acme)["city"] == f"City of {winner.login}"


def test_changes_to_different_fields_without_a_version_are_both_kept(database):
    with database.transaction() as connection:
        acme = an_account(connection)
    meet = threading.Barrier(2)

    def save(**values):
        meet.wait()
        with database.transaction() as connection:
            return change(connection, acme, **values)

    versions = both(lambda: save(city="Berlin"), lambda: save(industry="Retail"))
    assert sorted(versions) == [2, 3]
    with database.reading() as connection:
        record = store.read(connection, acme)
    assert (record["city"], record["industry"]) == ("Berlin", "Retail")


def test_two_companies_put_below_each_other_at_once_do_not_stand_in_a_circle(database):
    with database.transaction() as connection:
        acme, beta = an_account(connection, name="Acme"), an_account(connection, name="Beta")
        # Foreign keys alone make people wait who name each other's very company, not one below it.
        of_acme = an_account(connection, name="Acme Nord", parent=acme)
        of_beta = an_account(connection, name="Beta Nord", parent=beta)
    looked, wrote = threading.Barrier(2), threading.Barrier(2)

    def put(one, below):
        with database.transaction() as connection:
            change(connection, one, city="Berlin")
            # PostgreSQL lets both go on until one of them has to give way; SQLite has one writer at a time.
            _together(database, looked)
            try:
                change(connection, one, parent=below)
            except BaseException:
                wrote.abort()
                raise
            _together(database, wrote)

    results = both(lambda: put(acme, of_beta), lambda: put(beta, of_acme))

    assert sum(result is None for result in results) == 1
    with database.reading() as connection:
        parents = [store.read(connection, ref)["parent"] for ref in (acme, beta)]
    assert parents.count(None) == 1


@pytest.mark.parametrize("people", [2, 4])
def test_numbers_are_given_out_once_even_when_the_first_records_come_at_once(database, people):
    meet = threading.Barrier(people)

    def create():
        meet.wait()
        refs = []
        for _ in range(5):
            with database.transaction() as connection:
                refs.append(an_account(connection))
        return refs

    made = [ref for refs in both(*[create] * people) for ref in refs]
    with database.reading() as connection:
        numbers = sorted(store.read(connection, ref)["number"] for ref in made)
    assert numbers == [f"ACC-{number:06}" for number in range(1, 5 * people + 1)]


def test_what_one_transaction_has_read_does_not_hinder_the_next_on_its_connection(database):
    with database.transaction() as connection:
        anna, acme = a_user(connection, "anna"), an_account(connection)
    with database.transaction() as connection:
        seen.begin(connection)
        assert resolver(connection)(acme)["name"] == "Acme"
    elsewhere = Database(database.url.render_as_string(hide_password=False))
    with elsewhere.transaction() as connection:
        change(connection, acme, by=anna, city="Berlin")
    elsewhere.dispose()

    with database.transaction() as connection:
        assert change(connection, acme, by=anna, city="Bonn") == 3
