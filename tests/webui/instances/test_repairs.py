"""Changing where an instance stands and on which version it runs, from its page."""

from __future__ import annotations

import pytest

from engine.process import queries
from tests.process.models import end, model, node, start, timer, user
from tests.webui.browsing import page, text

MULTI = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics "
    'inputCollection="=items" inputElement="item"/></bpmn:extensionElements>'
    "</bpmn:multiInstanceLoopCharacteristics>"
)
REPAIR = model(
    "repair",
    start(),
    user("look", name="Look at it", assignee='="anna"'),
    node("intermediateCatchEvent", "rest", inner=timer("Duration", "P9D"), name="Rest"),
    node("userTask", "ask", "<zeebe:userTask/>", inner=MULTI, name="Ask around"),
    end(),
    flow="start > look > rest > ask > end",
    name="Repair",
)
EXAMINED = REPAIR.replace(b'"look"', b'"examine"').replace(b"Look at it", b"Examine it")


@pytest.fixture
def repair(engine, company):
    engine.deploy({"repair.bpmn": REPAIR}, by=company.dina, name="tests")
    return engine.start_instance("repair", variables={"items": ["a", "b"]}, by=company.anna)


@pytest.fixture
def read(engine, company):
    def of(key):
        with engine.database.reading() as connection:
            return queries.instance(connection, key, company.dina)

    return of


def forms(answer):
    """The addresses to which the page's forms are sent."""
    return set(page(answer).xpath("//form/@action"))


def send(browser, address, **values):
    return browser.post(address, values)


def number(seen, element_id):
    return next(one for element, one in seen.tokens if element == element_id)


def test_a_manager_moves_it_step_by_step_and_the_page_says_who_and_why(sign_in, read, repair):
    browser = sign_in("dina")
    browser.get(f"/instances/{repair}")
    look, seen = number(read(repair), "look"), read(repair).version

    answer = browser.post(
        f"/instances/{repair}/tokens/{look}/move", {"to": "rest", "reason": "", "seen": seen}
    )
    assert answer.status_code == 422
    assert "Say why" in text(answer)
    answer = browser.post(
        f"/instances/{repair}/tokens/{look}/move", {"to": "rest", "reason": "he is ill", "seen": seen}
    )
    assert answer.status_code == 303
    answer = browser.post(
        f"/instances/{repair}/tokens/{look}/move", {"to": "ask", "reason": "again", "seen": seen}
    )
    assert answer.status_code == 409

    told = page(browser.get(f"/instances/{repair}")).xpath("//section[@aria-labelledby='deeds-title']")[0]
    assert "moved it from “Look at it” to “Rest”" in told.text_content()
    assert "he is ill" in told.text_content()


def test_a_date_is_changed_waiting_is_cut_short_and_items_come_and_go(sign_in, read, repair):
    browser = sign_in("dina")
    browser.get(f"/instances/{repair}")
    base = f"/instances/{repair}/tokens"
    why = {"reason": "so be it"}
    browser.post(f"{base}/{number(read(repair), 'look')}/passage", why)
    rest = number(read(repair), "rest")
    browser.post(f"{base}/{rest}/date", {"due": "2030-05-06T07:08", **why})
    assert f"{read(repair).timers[0].due:%Y-%m-%d %H:%M}" == "2030-05-06 07:08"
    browser.post(f"{base}/{rest}/passage", why)

    body = read(repair).loops[0].number
    browser.get(f"/instances/{repair}")
    answer = browser.post(f"/instances/{repair}/items/{body}", {"item": "not a literal", **why})
    assert answer.status_code == 422
    browser.post(f"/instances/{repair}/items/{body}", {"item": '"c"', "remove": "0", **why})
    assert [value for _, _, value in read(repair).loops[0].items] == ["b", "c"]

    answer = browser.get(f"/instances/{repair}")
    assert "Only at “Ask around”" in text(answer)
    inner = read(repair).scopes[0]
    browser.post(f"/instances/{repair}/variables", {"name": "item", "value": '"x"', "of": str(inner.number)})
    assert read(repair).scopes[0].variables["item"] == "x"


def test_the_levers_are_for_those_who_may_repair(sign_in, repair):
    for login, there in (("dina", True), ("anna", False)):
        answer = sign_in(login).get(f"/instances/{repair}")
        assert (f"/instances/{repair}/tokens" in forms(answer)) == there


def test_one_instance_is_tried_mapped_and_taken_over(sign_in, engine, company, read, repair):
    engine.deploy({"repair.bpmn": EXAMINED}, by=company.dina, name="tests")
    browser = sign_in("dina")
    assert f"/instances/{repair}/migration" in page(browser.get(f"/instances/{repair}")).xpath("//a/@href")

    answer = browser.get(f"/instances/{repair}/migration")
    assert "1 cannot" in text(answer)
    assert "It can become one of these: examine" in text(answer)
    chosen = {"to": "2", "map-look": "examine", "seen": read(repair).version}
    answer = browser.post(f"/instances/{repair}/migration", {**chosen, "do": "try"})
    assert "“Look at it” becomes “Examine it”" in text(answer)
    assert read(repair).process_version == 1
    answer = browser.post(f"/instances/{repair}/migration", {**chosen, "do": "migrate"})
    assert "Say why" in text(answer)
    answer = browser.post(f"/instances/{repair}/migration", {**chosen, "do": "migrate", "reason": "new law"})

    assert answer.status_code == 303
    assert (read(repair).process_version, read(repair).tokens[0][0]) == (2, "examine")
    assert "moved it from version 1 to version 2" in text(browser.get(f"/instances/{repair}"))


def test_all_of_a_version_go_over_each_by_itself(sign_in, engine, company, read, repair):
    other = engine.start_instance("repair", variables={"items": []}, by=company.anna)
    engine.pass_over(other, number(read(other), "look"), reason="x", by=company.dina)
    engine.deploy({"repair.bpmn": EXAMINED}, by=company.dina, name="tests")
    browser = sign_in("dina")
    address = "/processes/repair/migration?from=1"
    assert address in page(browser.get("/processes/repair")).xpath("//a/@href")

    chosen = {"instance": [str(repair), str(other)], "from": "1", "to": "2", "reason": "new law"}
    answer = browser.get(address)
    assert len(page(answer).xpath("//input[@name='instance']")) == 2
    answer = browser.post("/processes/repair/migration", {**chosen, "do": "migrate"})

    assert "1 went over, 1 cannot" in text(answer)
    assert [read(one).process_version for one in (repair, other)] == [1, 2]
    assert browser.get("/processes/repair/migration?from=9").status_code == 404


def test_a_finished_instance_is_reopened_and_both_pages_say_so(sign_in, engine, company, read, repair):
    engine.cancel_instance(repair, reason="by mistake", by=company.dina)
    browser = sign_in("dina")
    assert f"/instances/{repair}/reopening" in forms(browser.get(f"/instances/{repair}"))

    answer = browser.post(f"/instances/{repair}/reopening", {"to": "rest", "reason": "was a mistake"})
    made = answer.headers["Location"].rsplit("/", 1)[-1]
    assert read(int(made)).reopened_from == repair
    assert f"/instances/{made}" in page(browser.get(f"/instances/{repair}")).xpath("//a/@href")
    assert f"/instances/{repair}" in page(browser.get(f"/instances/{made}")).xpath("//a/@href")
    assert browser.post(f"/instances/{repair}/reopening", {"to": "rest", "reason": "x"}).status_code == 409
