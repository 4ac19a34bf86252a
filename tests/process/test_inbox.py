"""The inbox: who sees what, in which order, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.process import queries
from engine.process.errors import BadCursor
from tests.process.models import end, model, start, user


def urgent(priority="", due=""):
    extensions = [f'<zeebe:priorityDefinition priority="{priority}"/>'] if priority else []
    extensions += [f'<zeebe:taskSchedule dueDate="{due}"/>'] if due else []
    return extensions


@pytest.fixture
def many(company):
    """Seven tasks of the groups sales and support, one of them of both."""
    company.deploy(
        *(
            model(f"p{number}", start(), user("do", *urgent(priority, due), candidateGroups=groups), end(),
                  flow="start > do > end")
            for number, (priority, due, groups) in enumerate([
                ("", "", "sales"),
                ("90", "", "sales"),
                ("", "2026-03-05T10:00:00Z", "sales"),
                ("", "2026-03-04T10:00:00Z", "sales"),
                ("90", "2026-03-09T10:00:00Z", '=["sales", "support"]'),
                ("10", "", "support"),
                ("", "", "sales"),
            ])
        )
    )  # fmt: skip
    for number in range(7):
        company.start(f"p{number}")


def order(page):
    return [row.process.id for row in page.rows]


def test_tasks_stand_by_priority_then_due_date_then_age(company, people, many):
    assert order(company.inbox(people.anna)) == ["p4", "p1", "p3", "p2", "p0", "p6"]


def test_pages_follow_each_other_without_gap_or_double(company, people, many):
    seen, after = [], None
    while True:
        page = company.inbox(people.ada, "all", after=after, limit=2)
        seen += order(page)
        after = page.next
        if after is None:
            break

    assert seen == order(company.inbox(people.ada, "all"))
    assert len(seen) == len(set(seen)) == 7


def test_a_task_of_two_of_my_groups_stands_once(company, engine, people, many):
    both = people.anna.__class__(
        key=people.anna.key, login="anna", name="Anna", groups=frozenset({"sales", "support"})
    )
    assert order(company.inbox(both)).count("p4") == 1


def test_everybody_sees_their_own_part(company, engine, people, many):
    first = company.inbox(people.anna).rows[0].key
    engine.claim_task(first, by=people.anna)

    assert order(company.inbox(people.anna, "mine")) == ["p4"]
    assert "p4" not in order(company.inbox(people.anna))
    assert order(company.inbox(people.zoe)) == ["p5"]
    assert order(company.inbox(people.marta, "all")) == ["p4"]
    assert len(company.inbox(people.ada, "all").rows) == 7
    with company.database.reading() as connection:
        counts = queries.inbox_counts(connection, people.anna)
    assert (counts.mine, counts.groups, counts.all) == (1, 5, 6)


def test_a_row_tells_what_a_person_needs_to_choose(company, people, many, clock):
    row = next(row for row in company.inbox(people.anna).rows if row.process.id == "p3")

    assert row.element.name_in("en") == "Do"
    assert row.due == clock.now() + timedelta(days=2, hours=1)
    assert (row.priority, row.groups, row.assignee, row.created) == (50, ("sales",), None, clock.now())
    assert company.inbox(people.anna).rows[-1].due is None


def test_a_task_for_one_person_by_name_is_claimable_by_that_person(company, engine, people):
    company.deploy(model("named", start(), user("do", candidateUsers="zoe"), end(), flow="start > do > end"))
    company.start("named")

    assert company.tasks(people.anna) == {}
    engine.claim_task(company.tasks(people.zoe)["do"], by=people.zoe)
    assert list(company.tasks(people.zoe, "mine")) == ["do"]


def test_a_place_that_is_none_is_refused(company, people):
    for nonsense in ("abc", "1-2", "1-99999999999999999999-3"):
        with pytest.raises(BadCursor):
            company.inbox(people.anna, after=nonsense)
