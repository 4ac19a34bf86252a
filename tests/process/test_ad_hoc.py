"""Ad-hoc sub-processes: what people find to begin, who may, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.bpmn.errors import CannotBegin
from engine.errors import NotFound
from engine.process import queries
from engine.process.errors import InstanceNotActive, NotYoursToBegin
from engine.process.queries.waiting_words import sentences
from tests.bpmn import building as b
from tests.process.test_waiting import Plain

CARE = b.ad_hoc("care", b.user("call"), b.user("visit"), b.service("note", "nobody.knows"), until="enough")
MODEL = b.process(
    "service",
    b.start(),
    CARE,
    b.user("report"),
    flow="start>care care>report",
    lanes={"sales": "start care report"},
)


@pytest.fixture
def case(company):
    company.deploy(MODEL)
    return company.start("service", by=company.people.ada, enough=False)


def offers(company, case, user):
    with company.database.reading() as connection:
        return queries.offers(connection, case, user)


def openings(company, user):
    with company.database.reading() as connection:
        return [one.instance for one in queries.openings(connection, user)]


def test_people_of_its_lane_find_it_begin_what_they_want_and_get_the_task(company, engine, people, case):
    assert openings(company, people.anna) == [case]
    [offer] = offers(company, case, people.anna)
    assert [one.id for one in offer.elements] == ["call", "visit", "note"]

    done = engine.start_activity(case, "call", number=offer.number, by=people.anna)
    engine.start_activity(case, "visit", number=offer.number, by=people.boris)

    assert company.tasks(people.anna, "mine") == {"call": done.next_task_key}
    assert list(company.tasks(people.boris, "mine")) == ["visit"]
    assert [one.actor for one in company.audit("start_activity")] == [people.anna.key, people.boris.key]
    assert offers(company, case, people.anna)[0].open == 2


def test_it_ends_when_its_condition_holds(company, engine, people, case):
    [offer] = offers(company, case, people.anna)
    call = engine.start_activity(case, "call", number=offer.number, by=people.anna).next_task_key
    engine.complete_task(call, {"enough": True}, by=people.anna)

    assert openings(company, people.anna) == []
    assert offers(company, case, people.anna) == []
    assert list(company.tasks(people.anna)) == ["report"]
    with pytest.raises(NotFound):
        engine.start_activity(case, "gone", number=offer.number, by=people.anna)


def test_a_person_says_that_it_is_done(company, engine, people, case):
    [offer] = offers(company, case, people.anna)
    engine.start_activity(case, "call", number=offer.number, by=people.boris)
    engine.finish_ad_hoc(case, number=offer.number, by=people.anna)

    assert list(company.tasks(people.boris, "mine")) == []
    assert list(company.tasks(people.anna)) == ["report"]
    [row] = company.audit("finish_ad_hoc")
    assert row.actor == people.anna.key


def test_strangers_find_nothing_and_people_of_other_groups_may_not_begin(company, engine, people, case):
    [offer] = offers(company, case, people.anna)

    assert offers(company, case, people.zoe) == openings(company, people.zoe) == []
    with pytest.raises(NotFound):
        engine.start_activity(case, "call", number=offer.number, by=people.zoe)
    engine.start_activity(case, "call", number=offer.number, by=people.anna)
    assert offers(company, case, people.marta)[0].elements == ()
    with pytest.raises(NotYoursToBegin, match="Marta may not begin “call”"):
        engine.start_activity(case, "call", number=offer.number, by=people.marta)
    with pytest.raises(NotYoursToBegin):
        engine.finish_ad_hoc(case, number=offer.number, by=people.marta)


def test_what_is_not_offered_is_a_conflict_and_nothing_happens(company, engine, people, case):
    [offer] = offers(company, case, people.anna)

    with pytest.raises(CannotBegin, match="Reload"):
        engine.start_activity(case, "report", number=offer.number, by=people.anna)
    engine.suspend_instance(case, by=people.ada)
    assert offers(company, case, people.anna) == []
    with pytest.raises(InstanceNotActive):
        engine.start_activity(case, "call", number=offer.number, by=people.anna)
    assert company.incidents() == []


def test_a_job_is_begun_like_a_task_and_a_cancelled_process_offers_nothing(company, engine, people, case):
    [offer] = offers(company, case, people.anna)
    begun = engine.start_activity(case, "note", number=offer.number, by=people.anna)

    assert begun.next_task_key is None
    assert [
        one.element_id
        for one in engine.activate_jobs("nobody.knows", worker="w", limit=5, lease=timedelta(minutes=1))
    ] == ["note"]
    engine.cancel_instance(case, reason="over", by=people.ada)
    assert openings(company, people.anna) == []


def test_it_says_why_it_waits(company, engine, people, case):
    def told():
        with company.database.reading() as connection:
            at = engine.business_clock.now()
            waits = queries.why_waiting(connection, case, people.anna, at=at, now=at)
        return [
            sentence for one in waits if one.kind == "ad_hoc" for sentence in sentences(one, "en", Plain())
        ]

    assert told() == [
        (
            "People may begin: the user task (call), the user task (visit), the service task (note); "
            "0 are open, 0 are done."
        )
    ]
    engine.start_activity(case, "call", number=offers(company, case, people.anna)[0].number, by=people.anna)
    assert told() == [
        (
            "People may begin: the user task (call), the user task (visit), the service task (note); "
            "1 are open, 0 are done."
        )
    ]
