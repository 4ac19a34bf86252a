from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.process.models import end, model, node, start, user
from tests.webui.browsing import page, text

DUE = '<zeebe:taskSchedule dueDate="=now() + duration(&quot;P2D&quot;)"/>'
CARE = model(
    "care",
    start(),
    user(
        "call",
        '<zeebe:taskSchedule dueDate="=now() + duration(&quot;P2D&quot;)"/>',
        name="Call back",
        assignee='="anna"',
    ),
    user("thank", name="Say thanks", candidateGroups="Sales"),
    end(),
    flow="start > call > thank > end",
    name="Customer care",
)
BROKEN = model(
    "broken",
    start(),
    user("ask", name="Ask", assignee='="anna"'),
    node("exclusiveGateway", "large", name="Large?"),
    user("big", name="Big", assignee='="anna"'),
    end(),
    flow="start > ask > large; large > big ? =amount > 100; large > end ? =amount <= 100; big > end",
)
"""Without an amount no way out of the gateway is open."""
VARIABLES = {
    "amount": Decimal("1234.5"), "day": date(2026, 3, 1), "note": "<b>hi</b>", "sure": True, "nothing": None,
    "parts": [{"name": "<i>", "count": Decimal(2)}],
}  # fmt: skip


@pytest.fixture
def care(engine, company):
    """A running instance of customer care; its key."""
    engine.deploy({"care.bpmn": CARE}, by=company.dina, name="tests")
    return engine.start_instance("care", variables=VARIABLES, by=company.anna)


@pytest.fixture
def open_page(sign_in, care):
    def enter(login):
        browser = sign_in(login)
        browser.get(f"/instances/{care}")
        return browser

    return enter


def act(browser, key, action, **values):
    return browser.post(f"/instances/{key}/{action}", values)


def test_the_page_shows_where_the_instance_stands_and_what_it_waits_for(sign_in, care):
    answer = sign_in("dina").get(f"/instances/{care}")

    current = page(answer).xpath("//*[name()='g'][contains(@class, 'is-current')]/@data-id")
    waits = page(answer).xpath("//section[@aria-labelledby='waits-title']")[0].text_content()
    assert current == ["call"]
    assert "Call back" in waits
    assert "Anna Petrova" in waits
    assert "due in 2 days" in waits


def test_variables_are_typed_and_never_markup(sign_in, care):
    answer = sign_in("dina").get(f"/instances/{care}")

    shown = {
        row.xpath("dt/code/text()")[0]: (row.xpath("dt/span/text()")[0], row.xpath("dd")[0].text_content())
        for row in page(answer).xpath("//section[@aria-labelledby='variables-title']//dl/div")
    }
    assert shown["amount"] == ("number", "1,234.5")
    assert shown["day"] == ("date", "Mar 1, 2026")
    assert shown["note"] == ("text", "<b>hi</b>")
    assert shown["sure"] == ("yes or no", "Yes")
    assert shown["nothing"] == ("empty", "—")
    assert shown["parts"][0] == "list"
    assert '"<i>"' in shown["parts"][1]


def test_the_history_tells_who_did_what_and_what_came_next(sign_in, engine, care, company):
    with engine.database.reading() as connection:
        from engine.process import queries  # noqa: PLC0415

        task = queries.instance(connection, care, company.dina).tasks[0].key
    engine.complete_task(task, {"answer": "gladly"}, by=company.anna)

    row = page(sign_in("dina").get(f"/instances/{care}")).xpath(
        "//table[contains(@class,'history')]/tbody/tr"
    )[0]

    told = " ".join(row.itertext())
    assert "Call back" in told
    assert "Anna Petrova" in told
    assert "gladly" in told
    assert "Say thanks" in row.xpath("td")[-1].text_content()


def test_an_instance_of_others_is_not_there(sign_in, care):
    clara = sign_in("clara")

    assert clara.get(f"/instances/{care}").status_code == 404
    assert clara.get(f"/instances/{care + 1}").status_code == 404


@pytest.mark.parametrize("action", ["cancellation", "suspension", "resumption"])
def test_the_levers_are_for_those_who_run_processes(open_page, sign_in, care, action):
    anna = open_page("anna")

    assert act(anna, care, action, reason="x").status_code == 403
    assert not page(anna.get(f"/instances/{care}")).xpath("//form[contains(@action, 'suspension')]")
    clara = sign_in("clara")
    clara.get("/inbox")
    assert act(clara, care, action, reason="x").status_code == 404


def test_an_instance_is_suspended_and_resumed(open_page, care):
    dina = open_page("dina")

    assert act(dina, care, "suspension").status_code == 303
    assert "Suspended" in text(dina.get(f"/instances/{care}"))
    assert act(dina, care, "resumption").status_code == 303
    assert page(dina.get(f"/instances/{care}")).xpath("//form[contains(@action, 'suspension')]")


def test_an_instance_is_cancelled_only_for_a_reason(open_page, care):
    dina = open_page("dina")

    refused = act(dina, care, "cancellation", reason="  ")
    assert refused.status_code == 422
    assert "Say why the process is cancelled." in text(refused)
    assert act(dina, care, "cancellation", reason="Twice").status_code == 303
    seen = text(dina.get(f"/instances/{care}"))
    assert "Cancelled" in seen
    assert "Waits for" not in seen


def test_a_task_is_given_to_somebody_else(open_page, engine, care, company):
    dina = open_page("dina")
    address = page(dina.get(f"/instances/{care}")).xpath("//form[contains(@action, '/tasks/')]/@action")[0]

    answer = dina.post(address, {"to": company.olga.key})

    assert answer.status_code == 303
    assert (
        "Olga Berg" in page(dina.get(f"/instances/{care}")).xpath("//span[@class='holder']")[0].text_content()
    )


@pytest.fixture
def failed(engine, company):
    """An instance whose step failed after Anna's task; its key."""
    from engine.process import queries  # noqa: PLC0415
    from engine.process.errors import StepFailed  # noqa: PLC0415

    engine.deploy({"broken.bpmn": BROKEN}, by=company.dina, name="tests")
    key = engine.start_instance("broken", variables={}, by=company.anna)
    with engine.database.reading() as connection:
        task = queries.instance(connection, key, company.dina).tasks[0].key
    with pytest.raises(StepFailed):
        engine.complete_task(task, {"said": "<u>yes</u>"}, by=company.anna)
    return key


def test_an_incident_shows_its_message_and_input_and_is_marked_on_the_diagram(sign_in, failed):
    answer = sign_in("dina").get(f"/instances/{failed}")

    panel = page(answer).xpath("//section[@id='incidents']")[0].text_content()
    assert "Large?" in panel
    assert "<u>yes</u>" in panel
    assert page(answer).xpath("//*[name()='g'][contains(@class, 'is-incident')]")


def test_a_retry_that_fails_again_says_so_and_one_that_works_goes_on(sign_in, engine, failed, company):
    dina = sign_in("dina")
    again = page(dina.get(f"/instances/{failed}")).xpath("//form[contains(@action, '/retry')]/@action")[0]

    refused = dina.post(again)
    engine.set_variables(failed, {"amount": Decimal(5)}, by=company.dina)
    retried = page(refused).xpath("//form[contains(@action, '/retry')]/@action")[0]
    worked = dina.post(retried)

    assert refused.status_code == 409
    assert "Large?" in text(refused)
    assert worked.status_code == 303
    assert "Completed" in text(dina.get(f"/instances/{failed}"))


def test_an_incident_is_resolved_and_its_task_stays_open(sign_in, failed):
    dina = sign_in("dina")
    address = page(dina.get(f"/instances/{failed}")).xpath(
        "//form[contains(@action, '/resolution')]/@action"
    )[0]

    assert dina.post(address).status_code == 303

    answer = dina.get(f"/instances/{failed}")
    assert not page(answer).xpath("//section[@id='incidents']")
    assert "Ask" in page(answer).xpath("//section[@aria-labelledby='waits-title']")[0].text_content()
