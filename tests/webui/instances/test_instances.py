from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine.feel.values import YearsMonths
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
    assert "in 2 days" in waits


def test_variables_are_typed_and_never_markup(sign_in, care):
    answer = sign_in("dina").get(f"/instances/{care}")

    shown = {
        row.xpath("dt/code/text()")[0]: (
            row.xpath("dt/span/text()")[0],
            row.xpath("dd/div")[0].text_content(),
        )
        for row in page(answer).xpath("//section[@aria-labelledby='variables-title']//dl/div")
    }
    assert shown["amount"] == ("number", "1,234.5")
    assert shown["day"] == ("date", "Mar 1, 2026")
    assert shown["note"] == ("text", "<b>hi</b>")
    assert shown["sure"] == ("yes or no", "Yes")
    assert shown["nothing"] == ("empty", "—")
    assert shown["parts"][0] == "list"
    assert '"<i>"' in shown["parts"][1]


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(hours=4), "4 hours"),
        (timedelta(days=1, minutes=30), "1 day 30 minutes"),
        (timedelta(seconds=-90), "−1 minute 30 seconds"),
        (timedelta(), "0 minutes"),
        (YearsMonths(14), "1 year 2 months"),
    ],
)
def test_a_length_of_time_is_told_in_all_its_units(sign_in, engine, company, care, length, words):
    held = {"promised": length, "listed": [length, Decimal("12.50")]}
    key = engine.start_instance("care", variables=held, by=company.anna)

    answer = page(sign_in("dina").get(f"/instances/{key}"))
    said = answer.xpath("//section[@aria-labelledby='variables-title']")[0].text_content()
    assert words in " ".join(said.split())
    assert "$" not in said, "nobody reads how the database keeps it"


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
    assert "Why is it waiting?" not in seen


def test_a_task_is_given_to_somebody_else(open_page, engine, care, company):
    dina = open_page("dina")
    address = page(dina.get(f"/instances/{care}")).xpath("//form[contains(@action, '/tasks/')]/@action")[0]

    answer = dina.post(address, {"to": company.olga.key})

    assert answer.status_code == 303
    assert (
        "Olga Berg"
        in page(dina.get(f"/instances/{care}")).xpath("//div[@class='wait-body']")[0].text_content()
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


# Mending values ------------------------------------------------------------------------------------------------------


def edit(browser, key, **typed):
    """Send the form of one variable as the page shows it."""
    shown = page(browser.get(f"/instances/{key}"))
    seen = shown.xpath("//input[@name='seen']/@value")
    return browser.post(f"/instances/{key}/variables", {"seen": seen[0] if seen else "0", **typed})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.50", Decimal("12.50")),
        ('"12.50"', "12.50"),
        ("true", True),
        ("null", None),
        ('@"2026-01-31"', date(2026, 1, 31)),
        ('{"name": "Ü", "sizes": [1, 2]}', {"name": "Ü", "sizes": [Decimal(1), Decimal(2)]}),
        ("2 + 3", Decimal(5)),
    ],
)
def test_a_value_is_typed_as_it_is_written(sign_in, engine, company, care, text, value):
    assert edit(sign_in("dina"), care, name="fresh", value=text).status_code == 303

    from engine.process import queries  # noqa: PLC0415

    with engine.database.reading() as connection:
        assert queries.instance(connection, care, company.dina).variables["fresh"] == value


def test_every_editable_value_is_offered_as_it_would_be_read_again(sign_in, engine, company, care):
    from engine.process import queries  # noqa: PLC0415

    dina = sign_in("dina")
    shown = page(dina.get(f"/instances/{care}"))
    offered = {
        form.xpath("string(.//input[@name='name']/@value)"): form.xpath("string(.//textarea)")
        for form in shown.xpath("//form[contains(@action, '/variables')]")
    }
    for name in VARIABLES:
        assert edit(dina, care, name=name, value=offered[name]).status_code == 303

    with engine.database.reading() as connection:
        kept = queries.instance(connection, care, company.dina).variables
    assert {name: kept[name] for name in VARIABLES} == VARIABLES


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Write a value"),
        ("hello", "Put text into quotes"),
        ("1 +", "Line 1, column 4"),
        ("function(x) x", "no value that a process can keep"),
        ("1" * 20_001, "too long"),
    ],
)
def test_what_is_no_value_is_refused_and_stays_typed(sign_in, care, text, problem):
    dina = sign_in("dina")
    refused = edit(dina, care, name="note", value=text)

    form = page(refused).xpath("//form[.//input[@name='name'][@value='note']]")[0]
    assert refused.status_code == 422
    assert problem in form.text_content()
    assert form.xpath("string(.//textarea)") == text
    assert form.xpath(".//textarea[@aria-invalid='true']")


def test_a_value_is_not_written_over_a_process_that_has_moved_on(sign_in, engine, company, care):
    dina = sign_in("dina")
    dina.get(f"/instances/{care}")
    engine.set_variables(care, {"amount": Decimal(1)}, by=company.dina)

    refused = dina.post(f"/instances/{care}/variables", {"seen": "1", "name": "amount", "value": "2"})

    assert refused.status_code == 409
    assert "has moved on" in text(refused)


def test_a_wrong_name_is_told_at_the_field_of_the_new_variable(sign_in, care):
    refused = edit(sign_in("dina"), care, name="two words", value="1")

    assert refused.status_code == 422
    assert "is no name of a variable" in text(refused)
    assert page(refused).xpath("//input[@name='name'][@value='two words']")


@pytest.mark.parametrize("login", ["anna", "clara"])
def test_outsiders_mend_nothing(sign_in, engine, company, care, login):
    from engine.process import queries  # noqa: PLC0415

    with engine.database.reading() as connection:
        task = queries.instance(connection, care, company.dina).tasks[0].key
    browser = sign_in(login)
    expected = {"anna": 403, "clara": 404}[login]

    assert edit(browser, care, name="note", value="1").status_code == expected
    assert browser.post(f"/instances/{care}/tasks/{task}/skip", {"reason": "x"}).status_code == expected
    assert not page(browser.get(f"/instances/{care}")).xpath("//form[contains(@action, '/variables')]")


# Tasks ---------------------------------------------------------------------------------------------------------------


def test_a_step_is_skipped_for_a_reason_that_the_page_tells_afterwards(open_page, care):
    dina = open_page("dina")
    address = page(dina.get(f"/instances/{care}")).xpath("//form[contains(@action, '/skip')]/@action")[0]

    assert dina.post(address, {"reason": ""}).status_code == 422
    assert dina.post(address, {"reason": "The customer called herself"}).status_code == 303

    shown = page(dina.get(f"/instances/{care}"))
    deeds = shown.xpath("//section[@aria-labelledby='deeds-title']")[0].text_content()
    assert "Dina Noor" in deeds
    assert "The customer called herself" in deeds
    assert "skipped" in shown.xpath("//table[contains(@class,'history')]/tbody/tr")[0].text_content()


def test_a_group_s_task_goes_back_to_its_group(sign_in, engine, company, care):
    from engine.process import queries  # noqa: PLC0415

    def task():
        with engine.database.reading() as connection:
            return queries.instance(connection, care, company.dina).tasks[0]

    engine.complete_task(task().key, {}, by=company.anna)
    engine.claim_task(task().key, by=company.olga)
    dina = sign_in("dina")
    back = page(dina.get(f"/instances/{care}")).xpath("//form[contains(@action, '/release')]/@action")[0]

    assert dina.post(back).status_code == 303
    assert task().assignee is None
    told = page(dina.get(f"/instances/{care}")).xpath("//ol[@class='deeds']/li")[0].text_content()
    assert "gave “Say thanks” back to its group" in " ".join(told.split())


def test_a_task_of_somebody_who_has_left_is_flagged(sign_in, engine, company, care):
    from engine.identity import store  # noqa: PLC0415

    with engine.database.transaction() as connection:
        store.deactivate_user(connection, company.anna.key)

    waits = page(sign_in("dina").get(f"/instances/{care}")).xpath(
        "//section[@aria-labelledby='waits-title']"
    )[0]
    assert "has left" in waits.text_content()


def test_changes_are_told_with_the_values_before_and_after(sign_in, care):
    dina = sign_in("dina")
    edit(dina, care, name="note", value='"new"')

    change = page(dina.get(f"/instances/{care}")).xpath("//*[@class='deed-change']")[0]
    assert change.xpath("string(del)") == "<b>hi</b>"
    assert change.xpath("string(ins)") == "new"


def test_a_completed_task_tells_what_taking_it_back_would_need(sign_in, engine, care, company):
    from engine.process import queries  # noqa: PLC0415

    with engine.database.reading() as connection:
        task = queries.instance(connection, care, company.dina).tasks[0].key
    engine.complete_task(task, {"answer": "gladly"}, by=company.anna)
    dina = sign_in("dina")

    address = page(dina.get(f"/instances/{care}")).xpath("//a[@class='undoing-ask']/@href")[0]
    told = page(dina.get(address)).xpath("//details[contains(@class, 'undoing')]")[0].text_content()

    assert "Nothing is in the way now." in told
    assert "“Say thanks” came up and nobody has touched it: it would go again." in told
