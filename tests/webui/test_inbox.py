"""The inbox as people use it: find a task, fill in its form, complete it, and learn who was quicker."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from engine.process import queries
from tests.process.models import end, form, model, start, user
from tests.webui.browsing import page, text

FORM = json.dumps(
    {
        "id": "visit",
        "type": "default",
        "components": [
            {
                "type": "textfield",
                "id": "f1",
                "key": "summary",
                "label": "Summary",
                "properties": {"label:ru": "Итог"},
                "validate": {"required": True},
            },
            {"type": "number", "id": "f2", "key": "guests", "label": "Guests", "validate": {"max": 20}},
        ],
    }
).encode()
VISIT = model(
    "visit",
    start(),
    user("prepare", form("visit"), name="Prepare the visit", candidateGroups="Sales"),
    user("report", form("visit"), name="Report on the visit", assignee='="anna"'),
    end(),
    flow="start > prepare > report > end",
    name="Customer visit",
)
DUE = '<zeebe:taskSchedule dueDate="=now() - duration(&quot;P2D&quot;)"/>'
LATE = model(
    "late", start(), user("pay", DUE, name="Pay", assignee='="anna"'), end(), flow="start > pay > end"
)

MORE = '<zeebe:priorityDefinition priority="90"/>'
PRESSING = model(
    "pressing",
    start(),
    user("stop", MORE, name="Stop the line", assignee='="anna"'),
    end(),
    flow="start > stop > end",
)


@pytest.fixture
def deployed(engine, company):
    engine.deploy({"visit.bpmn": VISIT, "late.bpmn": LATE, "visit.form": FORM}, by=company.dina, name="tests")


@pytest.fixture
def visit(engine, company, deployed):
    """A running visit; the key of its open task."""
    instance = engine.start_instance("visit", variables={}, by=company.olga)
    return open_task(engine, company, instance)


def open_task(engine, company, instance):
    with engine.database.reading() as connection:
        rows = queries.inbox(connection, company.dina, scope="all").rows
    return next(row.key for row in rows if row.instance_key == instance)


def titles(answer):
    return [" ".join(one.split()) for one in page(answer).xpath("//*[@data-item]/@data-title")]


def test_a_person_finds_the_tasks_of_the_own_groups_and_not_of_others(sign_in, visit):
    assert titles(sign_in("anna").get("/inbox?view=groups")) == ["Prepare the visit · Prepare the visit"]
    assert titles(sign_in("clara").get("/inbox?view=groups")) == []
    assert titles(sign_in("clara").get("/inbox?view=all")) == []


def test_each_list_shows_how_much_it_holds(sign_in, visit):
    counts = page(sign_in("anna").get("/inbox")).xpath('//nav[@aria-label="Which tasks"]//a/text()[1]/..')

    assert [" ".join(one.text_content().split()) for one in counts] == ["Mine 0", "My groups 1", "All 1"]


def test_an_empty_inbox_says_so(sign_in, deployed):
    assert "All done" in text(sign_in("anna").get("/inbox"))


def test_a_task_that_is_late_is_marked_and_told_in_words(sign_in, engine, company, deployed):
    engine.start_instance("late", variables={}, by=company.anna)

    found = page(sign_in("anna").get("/inbox"))

    assert found.xpath('//a[contains(@class, "is-late")]')
    assert "2 days ago" in found.xpath('//*[contains(@class, "due-late")]')[0].text_content()


def test_a_task_has_an_address_of_its_own(sign_in, visit):
    answer = sign_in("anna").get(f"/tasks/{visit}")

    assert answer.status_code == 200
    assert page(answer).xpath("//h1[@id='task-title']/text()") == ["Prepare the visit"]
    assert page(answer).xpath('//a[@aria-current="true"]/@href')[0].startswith(f"/tasks/{visit}")


def test_the_step_is_marked_on_the_diagram_and_told_in_words(sign_in, visit):
    found = page(sign_in("anna").get(f"/tasks/{visit}"))

    marked = found.xpath('//*[local-name()="g"][contains(@class, "is-current")]/@data-id')
    assert marked == ["prepare"]
    assert "Prepare the visit" in found.xpath("//figcaption")[0].text_content()


def test_htmx_gets_the_task_alone(sign_in, visit):
    body = sign_in("anna").get(f"/tasks/{visit}", part=True).get_data(as_text=True)

    assert "<html" not in body
    assert "<title>Prepare the visit" in body


def test_nobody_reads_or_touches_a_task_of_another_team(sign_in, visit):
    browser = sign_in("clara")
    writing = {"claim": {}, "release": {}, "draft": {"summary": "x"}, "completion": {"summary": "x"}}

    answers = {"page": browser.get(f"/tasks/{visit}")} | {
        name: browser.post(f"/tasks/{visit}/{name}", values) for name, values in writing.items()
    }
    answers["assignment"] = browser.post(f"/tasks/{visit}/assignment", {"to": "1"})

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert not any("Prepare the visit" in answer.get_data(as_text=True) for answer in answers.values())


@pytest.mark.parametrize("key", ["1", "0", "9223372036854775807", "9223372036854775808", "1" * 30])
def test_a_task_that_does_not_exist_is_not_found(sign_in, deployed, key):
    assert sign_in("anna").get(f"/tasks/{key}").status_code == 404


def test_claiming_makes_a_task_mine_and_giving_back_returns_it(sign_in, visit):
    browser = sign_in("anna")

    claimed = browser.post(f"/tasks/{visit}/claim")
    assert claimed.headers["Location"] == f"/tasks/{visit}?view=mine"
    assert len(titles(browser.get("/inbox"))) == 1

    browser.post(f"/tasks/{visit}/release")
    assert titles(browser.get("/inbox")) == []


def test_a_task_that_somebody_else_has_taken_is_a_conflict_with_the_name(sign_in, visit):
    anna, olga = sign_in("anna"), sign_in("olga")
    anna.post(f"/tasks/{visit}/claim")

    answer = olga.post(f"/tasks/{visit}/claim")

    assert answer.status_code == 409
    assert "Anna Petrova" in text(answer)


def test_a_manager_gives_a_task_to_a_member_of_the_team(sign_in, company, visit):
    sign_in("anna").post(f"/tasks/{visit}/claim")
    boris = sign_in("boris")
    shown = page(boris.get(f"/tasks/{visit}?view=all"))
    assert {"Anna Petrova", "Olga Berg"} <= {
        one.strip().split(" · ")[0] for one in shown.xpath('//select[@name="to"]/option/text()')
    }

    boris.post(f"/tasks/{visit}/assignment?view=all", {"to": str(company.olga.key)})

    assert len(titles(sign_in("olga").get("/inbox"))) == 1


@pytest.mark.parametrize("to", ["", "somebody", None])
def test_an_assignment_to_nobody_is_refused(sign_in, visit, to):
    answer = sign_in("anna").post(f"/tasks/{visit}/assignment", {} if to is None else {"to": to})

    assert answer.status_code == 400


def test_completing_a_task_opens_the_next_one(sign_in, visit):
    browser = sign_in("anna")

    answer = browser.post(f"/tasks/{visit}/completion?view=mine", {"summary": "All agreed", "guests": "3"})

    assert answer.status_code == 303
    following = browser.get(answer.headers["Location"])
    assert page(following).xpath("//h1[@id='task-title']/text()") == ["Report on the visit"]
    assert "Completed: Prepare the visit" in text(following)


def test_completing_the_last_task_leads_to_the_list(sign_in, engine, company, deployed):
    instance = engine.start_instance("late", variables={}, by=company.anna)
    browser = sign_in("anna")

    answer = browser.post(f"/tasks/{open_task(engine, company, instance)}/completion")

    assert answer.headers["Location"] == "/inbox?view=mine"


def test_a_wrong_form_stays_open_with_what_was_typed_and_links_to_its_fields(sign_in, visit):
    browser = sign_in("anna")

    answer = browser.post(f"/tasks/{visit}/completion", {"summary": "", "guests": "forty"})

    assert answer.status_code == 422
    found = page(answer)
    links = found.xpath('//*[contains(@class, "error-summary")]//a/@href')
    assert len(links) == 2
    assert all(found.xpath(f'//*[@id="{link[1:]}"]') for link in links)
    assert found.xpath('//input[@name="guests"]/@value') == ["forty"]
    assert len(found.xpath('//*[@aria-invalid="true"]')) == 2


def test_what_a_refused_form_held_is_there_tomorrow(sign_in, visit):
    browser = sign_in("anna")
    browser.post(f"/tasks/{visit}/completion", {"summary": "", "guests": "7"})

    assert page(browser.get(f"/tasks/{visit}")).xpath('//input[@name="guests"]/@value') == ["7"]


def test_errors_and_labels_are_in_the_language_of_the_person(sign_in, visit):
    boris = sign_in("boris")

    answer = boris.post(f"/tasks/{visit}/completion", {"summary": ""})

    assert answer.status_code == 422
    assert "Итог: Заполните это поле." in text(answer)


def test_an_unknown_field_is_refused_and_nothing_is_completed(sign_in, visit):
    browser = sign_in("anna")

    answer = browser.post(f"/tasks/{visit}/completion", {"summary": "x", "salary": "1"})

    assert answer.status_code == 422
    assert browser.get(f"/tasks/{visit}").status_code == 200


def test_who_comes_second_reads_who_was_first_and_keeps_the_words(sign_in, visit, engine):
    anna, olga = sign_in("anna"), sign_in("olga")
    olga.get(f"/tasks/{visit}")
    anna.post(f"/tasks/{visit}/completion", {"summary": "All agreed"})
    engine.business_clock.advance(timedelta(minutes=5))

    answer = olga.post(f"/tasks/{visit}/completion", {"summary": "They want <b>two</b> cranes"})

    assert answer.status_code == 409
    words = text(answer)
    assert "Anna Petrova completed this task on" in words
    assert "They want <b>two</b> cranes" in words
    assert "&lt;b&gt;two" in answer.get_data(as_text=True)


def test_an_old_link_to_a_completed_task_says_who_completed_it(sign_in, visit):
    anna = sign_in("anna")
    anna.post(f"/tasks/{visit}/completion", {"summary": "All agreed"})

    answer = sign_in("olga").get(f"/tasks/{visit}")

    assert answer.status_code == 409
    assert "Anna Petrova completed this task" in text(answer)


def test_a_stranger_learns_nothing_of_a_completed_task(sign_in, visit):
    sign_in("anna").post(f"/tasks/{visit}/completion", {"summary": "All agreed"})
    clara = sign_in("clara")

    answers = [clara.get(f"/tasks/{visit}"), clara.post(f"/tasks/{visit}/completion", {"summary": "x"})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not any("Anna" in text(answer) for answer in answers)


def test_what_came_too_late_is_named_as_the_form_names_it(sign_in, visit):
    sign_in("anna").post(f"/tasks/{visit}/completion", {"summary": "All agreed"})

    answer = sign_in("boris").post(f"/tasks/{visit}/completion", {"summary": "Ещё раз", "guests": "4"})

    typed = page(answer).xpath('//section[contains(@class, "typed")]//dt/text()')
    assert answer.status_code == 409
    assert typed == ["Итог", "Guests"]


def test_a_draft_is_saved_quietly_and_comes_back(sign_in, visit):
    browser = sign_in("anna")

    answer = browser.client.post(
        f"/tasks/{visit}/draft", data={"summary": "Half a sen"}, headers={"X-CSRF-Token": browser.token}
    )

    assert answer.status_code == 204
    shown = page(browser.get(f"/tasks/{visit}"))
    assert shown.xpath('//input[@name="summary"]/@value') == ["Half a sen"]
    assert "Draft of" in shown.text_content()


def test_a_draft_is_its_writer_s_own(sign_in, visit):
    anna = sign_in("anna")
    anna.post(f"/tasks/{visit}/draft", {"summary": "Half a sentence"})

    assert "Half a sentence" not in sign_in("olga").get(f"/tasks/{visit}").get_data(as_text=True)


def test_without_a_script_a_draft_is_saved_by_a_button(sign_in, visit):
    browser = sign_in("anna")

    answer = browser.post(f"/tasks/{visit}/draft?view=groups", {"summary": "Half a sentence"})

    assert answer.headers["Location"] == f"/tasks/{visit}?view=groups"


def test_a_refused_form_s_address_can_be_opened_again(sign_in, visit):
    assert sign_in("anna").client.get(f"/tasks/{visit}/completion").headers["Location"] == f"/tasks/{visit}"


def test_a_suspended_process_lets_nobody_complete_and_says_so(sign_in, visit, engine, company):
    with engine.database.reading() as connection:
        instance = queries.task(connection, visit, company.dina).instance_key
    engine.suspend_instance(instance, by=company.dina)
    browser = sign_in("anna")

    shown, answer = (
        browser.get(f"/tasks/{visit}"),
        browser.post(f"/tasks/{visit}/completion", {"summary": "x"}),
    )

    assert "suspended" in text(shown)
    assert answer.status_code == 409


def test_the_list_goes_on_with_the_next_page(sign_in, engine, company, deployed):
    for _ in range(53):
        engine.start_instance("visit", variables={}, by=company.olga)
    browser = sign_in("anna")

    first = browser.get("/inbox?view=groups")
    more = page(first).xpath('//li[@id="more"]/a')[0]
    rest = browser.get(more.get("hx-get"), part=True)

    assert len(titles(first)) == 50
    assert len(titles(rest)) == 3
    assert not page(rest).xpath('//li[@id="more"]')
    assert len(titles(browser.get(more.get("href")))) == 3


def test_a_forged_page_marker_is_refused(sign_in, deployed):
    assert sign_in("anna").get("/inbox?after=1;drop").status_code == 422


HOSTILE = '"><img src=x onerror=alert(1)>{{7*7}}</title><script>alert(1)</script>'


def test_names_of_processes_steps_and_groups_are_text_and_never_markup(sign_in, engine, company, deployed):
    hostile = model(
        "hostile",
        start(),
        user("task", name=HOSTILE, assignee='="anna"'),
        end(),
        flow="start > task > end",
        name=HOSTILE,
    )
    engine.deploy({"hostile.bpmn": hostile}, by=company.dina, name="tests")
    instance = engine.start_instance("hostile", variables={}, by=company.anna)

    browser = sign_in("anna")
    for answer in (browser.get("/inbox"), browser.get(f"/tasks/{open_task(engine, company, instance)}")):
        body = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert "<img src=x" not in body
        assert "<script>alert" not in body
        assert "49" not in page(answer).xpath("//title/text()")[0]


def test_a_task_that_stands_above_a_late_one_says_why(engine, company, sign_in, deployed):
    engine.deploy({"pressing.bpmn": PRESSING}, by=company.dina, name="pressing")
    for process in ("late", "pressing"):
        engine.start_instance(process, variables={}, by=company.olga)

    rows = page(sign_in("anna").get("/inbox")).xpath("//li[@data-task]")

    assert [text_of(row) for row in rows] == [
        ("Stop the line", ["High priority"]),
        ("Pay", []),
    ]


def text_of(row):
    """The name of a task in the list, and what marks it."""
    return row.findtext(".//span[@class='task-subject']"), row.xpath(".//span[@class='task-pressing']/@title")
