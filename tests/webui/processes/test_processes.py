from __future__ import annotations

from datetime import timedelta

import pytest

from engine.process import queries
from engine.process.errors import StepFailed
from tests.process.models import end, model, node, start, user
from tests.webui.browsing import page, text

DUE = '<zeebe:taskSchedule dueDate="=now() + duration(&quot;P2D&quot;)"/>'
CARE = model(
    "care",
    start(),
    user("call", DUE, name="Call back", assignee='="anna"'),
    user("thank", name="Say thanks", candidateGroups="Sales"),
    end(),
    flow="start > call > thank > end",
    name="Customer care",
)
SHORTER = model(
    "care",
    start(),
    user("call", DUE, name="Call back", assignee='="anna"'),
    end(),
    flow="start > call > end",
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


@pytest.fixture
def care(engine, company):
    """Five instances of customer care: the callbacks took 1, 2, 3 and 40 hours, the last one waits and is late."""
    engine.deploy({"care.bpmn": CARE}, by=company.dina, name="tests")
    keys = []
    for hours in (1, 2, 3, 40):
        keys.append(engine.start_instance("care", variables={}, by=company.anna))
        engine.business_clock.advance(timedelta(hours=hours))
        engine.complete_task(task_of(engine, keys[-1], company.dina), {}, by=company.anna)
    keys.append(engine.start_instance("care", variables={}, by=company.anna))
    engine.business_clock.advance(timedelta(days=3))
    return keys


def task_of(engine, instance, reader):
    with engine.database.reading() as connection:
        return queries.instance(connection, instance, reader).tasks[0].key


@pytest.fixture
def failed(engine, company):
    engine.deploy({"broken.bpmn": BROKEN}, by=company.dina, name="tests")
    key = engine.start_instance("broken", variables={}, by=company.anna)
    with pytest.raises(StepFailed):
        engine.complete_task(task_of(engine, key, company.dina), {}, by=company.anna)
    return key


def cells(answer):
    """First cell to the others, by row."""
    return {
        " ".join(row[0].text_content().split()): [" ".join(cell.text_content().split()) for cell in row[1:]]
        for row in page(answer).xpath("//tbody/tr")
    }


def test_the_list_counts_what_runs_is_late_stands_still_and_came_and_went(sign_in, care, failed):
    rows = cells(sign_in("dina").get("/processes"))

    assert rows["Customer care v1"][:6] == ["5", "1", "0", "5", "0", ""]
    assert rows["broken v1"][:5] == ["1", "0", "1", "1", "0"]


def test_a_new_version_gets_a_line_of_its_own_below_its_process(sign_in, engine, company, care):
    engine.deploy({"care.bpmn": SHORTER}, by=company.dina, name="tests")
    key = engine.start_instance("care", variables={}, by=company.anna)
    engine.business_clock.advance(timedelta(hours=5))
    engine.complete_task(task_of(engine, key, company.dina), {}, by=company.anna)

    rows = cells(sign_in("dina").get("/processes"))

    assert rows["Customer care"][:6] == ["5", "1", "0", "6", "1", "5h"]
    assert rows["version 2"][:6] == ["0", "0", "0", "1", "1", "5h"]
    assert rows["version 1"][:6] == ["5", "1", "0", "5", "0", ""]


@pytest.mark.parametrize(
    ("sort", "first"),
    [("process", "broken v1"), ("-process", "Customer care v1"), ("-overdue", "Customer care v1")],
)
def test_a_heading_sorts_the_list(sign_in, care, failed, sort, first):
    answer = sign_in("dina").get(f"/processes?sort={sort}")

    assert next(iter(cells(answer))) == first
    assert page(answer).xpath("count(//th[@aria-sort])") == 1


def test_a_manager_counts_only_what_the_team_may_see(sign_in, care, engine, company):
    engine.deploy(
        {
            "export.bpmn": model(
                "export", start(), user("ship", candidateGroups="Export"), end(), flow="start > ship > end"
            )
        },
        by=company.dina,
        name="tests",
    )
    engine.start_instance("export", variables={}, by=company.dina)
    boris = sign_in("boris").get("/processes")

    assert cells(boris)["Customer care v1"][0] == "5"
    assert cells(boris)["export v1"][0] == "0"
    assert cells(sign_in("dina").get("/processes"))["export v1"][0] == "1"


@pytest.mark.parametrize("address", ["/processes", "/processes/care", "/instances"])
def test_the_control_room_is_closed_to_employees(sign_in, care, address):
    anna = sign_in("anna")

    assert anna.get(address).status_code == 403
    assert "for managers and administrators" in text(anna.get(address))


def test_the_map_tells_tokens_lateness_and_time_of_each_step(sign_in, care):
    rows = cells(sign_in("dina").get("/processes/care"))

    assert rows["Call back Task"] == ["1", "1", "0", "11h 30m", "1d 16h", "4"]
    assert rows["Say thanks Task"] == ["4", "0", "0", "", "", ""]


def test_the_diagram_shows_what_the_table_tells(sign_in, care):
    answer = page(sign_in("dina").get("/processes/care"))

    step = answer.xpath("//*[name()='g'][@data-id='call']/@class")[0].split()
    badges = {
        badge.get("class").split("-")[1]: badge.xpath("string(*[name()='text'])")
        for badge in answer.xpath("//*[name()='g'][starts-with(@class, 'badge')]")
    }
    assert {"is-step", "has-tokens", "time-5", "late-5"} <= set(step)
    assert badges == {"tokens": "4", "overdue": "1", "time": "11h 30m"}


def test_the_map_of_one_version_leaves_the_others_out(sign_in, engine, company, care):
    engine.deploy({"care.bpmn": SHORTER}, by=company.dina, name="tests")
    engine.start_instance("care", variables={}, by=company.anna)
    dina = sign_in("dina")

    every, second = cells(dina.get("/processes/care")), cells(dina.get("/processes/care?version=2"))

    assert every["Call back Task"][0] == "2"
    assert "older version" in next(name for name in every if name.startswith("Say thanks"))
    assert second == {"Call back Task": ["1", "0", "0", "", "", ""]}


def test_times_are_of_the_chosen_days_only(sign_in, engine, care):
    engine.business_clock.advance(timedelta(days=10))
    dina = sign_in("dina")

    assert cells(dina.get("/processes/care?days=7"))["Call back Task"][5] == ""
    assert cells(dina.get("/processes/care?days=30"))["Call back Task"][5] == "4"
    assert cells(dina.get("/processes/care?days=junk"))["Call back Task"][5] == "4"


def test_a_step_leads_to_the_instances_that_stand_there(sign_in, care):
    dina = sign_in("dina")
    link = page(dina.get("/processes/care")).xpath("//a[@data-step='call']/@href")[0]

    assert page(dina.get(link)).xpath("//tbody//a[@data-item]/@href") == [f"/instances/{care[-1]}"]


def test_a_process_that_nobody_deployed_is_not_there(sign_in, care):
    assert sign_in("dina").get("/processes/nothing").status_code == 404


def test_an_incident_is_marked_where_it_happened(sign_in, failed):
    answer = sign_in("dina").get("/processes/broken")

    assert cells(answer)["Large? Automatic"][2] == "1"
    assert page(answer).xpath("//*[name()='g'][@class='badge badge-incidents']")


@pytest.mark.parametrize(
    ("address", "most"),
    [("/processes", 8), ("/processes/care", 13), ("/instances?process=care&step=call", 8)],
)
def test_the_pages_take_few_statements_however_much_there_is(sign_in, care, count_statements, address, most):
    """Those of the frame around every page are not theirs."""
    dina = sign_in("dina")
    dina.get(address)
    with count_statements() as frame:
        dina.get("/profile")
    with count_statements() as statements:
        dina.get(address)

    assert len(statements) - len(frame) <= most, "\n".join(statements)


@pytest.fixture
def count_statements(engine):
    """The SQL statements of a block."""
    from contextlib import contextmanager  # noqa: PLC0415

    from sqlalchemy import event  # noqa: PLC0415

    @contextmanager
    def counting():
        seen = []

        def note(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        event.listen(engine.database.sql_engine, "before_cursor_execute", note)
        yield seen
        event.remove(engine.database.sql_engine, "before_cursor_execute", note)

    return counting
