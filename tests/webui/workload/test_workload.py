from __future__ import annotations

from datetime import timedelta

import pytest

from engine.identity import store
from engine.process import queries
from tests.process.models import end, model, start, user
from tests.webui.browsing import page, text

DUE = '<zeebe:taskSchedule dueDate="=now() + duration(&quot;PT1H&quot;)"/>'
MINE = model(
    "mine", start(), user("call", DUE, name="Call", assignee="=who"), end(), flow="start > call > end"
)
FREE = model(
    "free", start(), user("pack", name="Pack", candidateGroups="Sales"), end(), flow="start > pack > end"
)
FAR = model(
    "far", start(), user("ship", name="Ship", candidateGroups="Export"), end(), flow="start > ship > end"
)


@pytest.fixture
def give(engine, company):
    """Start something that is *who*'s; the key of its task."""
    files = {"mine.bpmn": MINE, "free.bpmn": FREE, "far.bpmn": FAR}
    engine.deploy(files, by=company.dina, name="tests")

    def begin(who, process_id="mine"):
        key = engine.start_instance(process_id, variables={"who": who}, by=company.dina)
        with engine.database.reading() as connection:
            return queries.instance(connection, key, company.dina).tasks[0].key

    return begin


def people(browser):
    """Open, late, due today and done this week, by person."""
    rows = page(browser.get("/workload")).xpath("//section[@id='people']//tbody/tr[td]")
    return {
        " ".join("".join(row.xpath("td[1]//text()[not(ancestor::*[@class='avatar'])]")).split()): [
            cell.text_content().strip() for cell in row[1:]
        ]
        for row in rows
    }


def assignee(engine, company, task):
    with engine.database.reading() as connection:
        return queries.task(connection, task, company.dina).assignee


def test_each_person_of_the_team_is_listed_with_what_there_is_to_do(sign_in, engine, company, give):
    tasks = [give("anna"), give("anna"), give("olga"), give("clara")]
    engine.complete_task(tasks[0], {}, by=company.anna)

    boris = people(sign_in("boris"))

    assert set(boris) == {"Anna Petrova", "Olga Berg", "Борис Иванов"}
    assert (boris["Anna Petrova"][0], boris["Anna Petrova"][3]) == ("1", "1")
    assert (boris["Olga Berg"][0], boris["Olga Berg"][3]) == ("1", "0")
    assert "Clara Weiss" in people(sign_in("dina"))


def test_late_and_due_today_are_told_apart(sign_in, engine, company, give):
    engine.business_clock.advance(timedelta(hours=24 - engine.business_clock.now().hour + 8))
    give("anna")
    dina = sign_in("dina")

    assert people(dina)["Anna Petrova"] == ["1", "0", "1", "0"]
    engine.business_clock.advance(timedelta(hours=2))
    assert people(dina)["Anna Petrova"] == ["1", "1", "0", "0"]


def test_last_week_s_work_does_not_count_this_week(sign_in, engine, company, give):
    engine.complete_task(give("anna"), {}, by=company.anna)
    engine.business_clock.advance(timedelta(days=7))

    assert people(sign_in("dina"))["Anna Petrova"][3] == "0"


def test_tasks_of_somebody_who_has_left_are_flagged_and_can_be_handed_on(sign_in, engine, company, give):
    task = give("olga")
    with engine.database.transaction() as connection:
        store.deactivate_user(connection, company.olga.key)
    boris = sign_in("boris")

    assert any("Olga Berg" in name and name != "Olga Berg" for name in people(boris))
    boris.post("/workload/assignments", {"person": company.olga.key, "to": company.anna.key, "task": task})
    assert assignee(engine, company, task) == company.anna.key
    assert not any("Olga" in name for name in people(boris))


def test_what_a_group_has_not_claimed_is_counted_with_its_oldest(sign_in, engine, give):
    give("", "free")
    engine.business_clock.advance(timedelta(days=2))
    give("", "free")
    give("", "far")
    rows = page(sign_in("boris").get("/workload")).xpath("//section[@id='groups']//tbody/tr")

    assert [[cell.text_content().strip() for cell in row] for row in rows] == [
        ["Sales", "2", "0", "2 дня назад"]
    ]


def test_chosen_tasks_are_handed_over_at_once(sign_in, engine, company, give):
    tasks = [give("anna") for _ in range(3)]
    boris = sign_in("boris")
    listed = page(boris.get(f"/workload?person={company.anna.key}")).xpath("//input[@name='task']/@value")

    answer = boris.post(
        "/workload/assignments", {"person": company.anna.key, "to": company.olga.key, "task": tasks[:2]}
    )

    assert sorted(listed) == sorted(str(task) for task in tasks)
    assert "2 задачи переданы" in text(answer)
    assert [assignee(engine, company, task) for task in tasks] == [company.olga.key] * 2 + [company.anna.key]


def test_what_cannot_be_handed_over_says_why_and_the_rest_goes_on(sign_in, engine, company, give):
    mine, free = give("anna"), give("", "free")
    engine.claim_task(free, by=company.anna)
    dina = sign_in("dina")
    dina.get("/workload")

    answer = dina.post(
        "/workload/assignments", {"person": company.anna.key, "to": "group", "task": [mine, free]}
    )

    said = page(answer).xpath("//section[contains(@class,'results')]")[0].text_content()
    assert "1 task was handed over" in said
    assert "Call" in said
    assert "no group to go back to" in said
    assert assignee(engine, company, free) is None


def test_an_outsider_sees_and_moves_nothing(sign_in, engine, company, give):
    task = give("clara")
    boris = sign_in("boris")
    boris.get("/workload")

    assert boris.get(f"/workload?person={company.clara.key}").status_code == 404
    answer = boris.post("/workload/assignments", {"group": "Export", "to": company.anna.key, "task": task})
    assert "0 задач передано" in text(answer)
    assert assignee(engine, company, task) == company.clara.key


def test_nobody_who_has_left_is_offered_or_given_work(sign_in, engine, company, give):
    task = give("anna")
    with engine.database.transaction() as connection:
        store.deactivate_user(connection, company.olga.key)
    dina = sign_in("dina")
    shown = page(dina.get(f"/workload?person={company.anna.key}"))

    assert str(company.olga.key) not in shown.xpath("//select[@name='to']/option/@value")
    dina.post("/workload/assignments", {"person": company.anna.key, "to": company.olga.key, "task": task})
    assert assignee(engine, company, task) == company.anna.key


@pytest.mark.parametrize("to", ["", "junk", "-1", "99999999999999999999999"])
def test_a_receiver_that_cannot_be_is_refused(sign_in, company, give, to):
    dina = sign_in("dina")
    dina.get("/workload")

    answer = dina.post("/workload/assignments", {"person": company.anna.key, "to": to, "task": give("anna")})
    assert answer.status_code == 400


def test_employees_do_not_enter(sign_in):
    assert sign_in("anna").get("/workload").status_code == 403
