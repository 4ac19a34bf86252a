"""What the control room counts and measures, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.analytics import durations, steps
from engine.process import definitions
from engine.process.queries import control
from engine.process.queries.rights import sees_instance
from engine.process.queries.search import Question, search
from engine.process.queries.standing import standing
from tests.process.models import end, model, service, start, user

LONGER = model(
    "care",
    start(),
    service("look", "shop.look"),
    user("call", candidateGroups="sales"),
    end(),
    flow="start > look > call > end",
)
CARE = model("care", start(), user("call", candidateGroups="sales"), end(), flow="start > call > end")


@pytest.fixture
def care(company, clock, people):
    """Ten callbacks that took 1 to 10 hours, done by Anna; an eleventh waits."""
    company.deploy(CARE)
    keys = []
    for hours in range(1, 11):
        keys.append(company.start("care"))
        clock.advance(timedelta(hours=hours))
        company.complete(company.tasks(people.anna)["call"])
    return [*keys, company.start("care")]


@pytest.fixture
def ask(database, clock, people):
    """Read something as somebody, with the versions of the process."""

    def asked(question, user=None):
        with database.reading() as connection:
            report = control.report(connection, user or people.ada, clock.now(), "care")
            versions = [definitions.get(connection, one.definition_key) for one in report.versions]
            return question(connection, user or people.ada, versions)

    return asked


def times(ask, clock, user=None, days=365):
    return ask(lambda c, u, v: steps.step_times(c, u, v, clock.now() - timedelta(days=days)), user)


def test_mean_and_nine_tenths_are_exact(care, ask, clock):
    found = times(ask, clock)["call"]

    assert (found.count, found.mean, found.p90) == (10, timedelta(hours=5.5), timedelta(hours=9))


def test_an_element_keeps_its_times_when_a_new_version_numbers_it_anew(care, ask, clock, company, people):
    company.deploy(LONGER)
    company.complete(company.tasks(people.anna)["call"])
    with company.database.reading() as connection:
        newest = definitions.latest(connection, "care")

    assert newest.number("call") == 2
    assert times(ask, clock)["call"].count == 11


def test_what_was_withdrawn_took_no_time(care, ask, clock, engine, people):
    clock.advance(timedelta(days=5))
    engine.cancel_instance(care[-1], reason="gone", by=people.ada)

    assert times(ask, clock)["call"].count == 10


def test_times_and_medians_are_of_instances_that_the_reader_may_see(care, ask, clock, people):
    """Zoe has nothing to do with it; Anna has worked in ten of them and may claim the eleventh."""
    since = clock.now() - timedelta(days=365)

    assert times(ask, clock, people.zoe) == {}
    assert times(ask, clock, people.anna)["call"].count == 10
    assert ask(lambda c, u, _: durations.medians(c, u, ["care"], since)) == {"care": timedelta(hours=5)}
    assert ask(lambda c, u, _: durations.medians(c, u, ["care"], since), people.zoe) == {}
    assert ask(lambda c, u, v: durations.medians_of_versions(c, u, ["care"], since)[v[0].key]) == timedelta(
        hours=5
    )


def test_a_process_counts_what_runs_and_what_came_and_went(care, ask, people, database, clock):
    clock.advance(timedelta(days=6))
    with database.reading() as connection:
        [everything] = control.reports(connection, people.ada, clock.now())
        [nothing] = control.reports(connection, people.zoe, clock.now())

    assert (everything.tally.running, everything.tally.started, everything.tally.finished) == (1, 3, 3)
    assert nothing.tally == control.Tally()


def test_tokens_stand_at_tasks_and_at_jobs(company, engine, ask, people, clock):
    company.deploy(LONGER)
    company.start("care")
    stands = ask(lambda c, u, v: standing(c, u, "care", [one.key for one in v], clock.now()))

    assert dict(stands.waiting) == {"look": 1}


@pytest.mark.parametrize("reader", ["anna", "boris", "marta", "zoe", "ada", "dora"])
def test_lists_and_pages_agree_about_who_sees_an_instance(care, company, database, engine, people, reader):
    """Claimed by Anna, the last one is her manager's to see too."""
    engine.claim_task(company.tasks(people.anna)["call"], by=people.anna)
    user = getattr(people, reader)
    with database.reading() as connection:
        page = search(connection, user, Question(state="all"), now=engine.business_clock.now())
        single = {key for key in care if sees_instance(connection, user, key)}

    assert {one.line.key for one in page.rows} == single
    assert (care[-1] in single) == (reader in ("anna", "boris", "marta", "ada"))


def test_the_pages_of_a_search_make_one_list(care, database, people, clock):
    found, after = [], None
    with database.reading() as connection:
        while True:
            page = search(
                connection, people.ada, Question(state="all"), now=clock.now(), after=after, limit=4
            )
            found += [one.line.key for one in page.rows]
            after = page.next
            if after is None:
                break

    assert found == sorted(care, reverse=True)
    assert [one.element.id for one in page.rows[-1].tasks] == []
