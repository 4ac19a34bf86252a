"""A designer's day in a real browser: a step, a rule, a proposal; what ran before stays as it was."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from engine.identity import SYSTEM, store
from engine.keys import Keys
from engine.process import queries
from tests.browser import rating

MODEL = f"/studio/folders/{rating.FOLDER}/draft"
STATE, MARK = "#studio-state", ".bjs-powered-by"

ASSIGN = """async (assignee) => {
  while (!window.studio) await new Promise((goOn) => setTimeout(goOn, 50));
  const made = (name) => studio.modeler.get(name);
  const task = made('elementRegistry').find(({ type }) => type === 'bpmn:UserTask');
  const { extensionElements } = task.businessObject;
  extensionElements.values.push(made('bpmnFactory').create('zeebe:AssignmentDefinition', { assignee }));
  made('modeling').updateProperties(task, { extensionElements });
  made('selection').select(task);
}"""
"""Gives the first user task an assignee, once the editor is there; the page forbids `wait_for_function`."""

SELECT = "studio.modeler.get('selection').select(studio.modeler.get('elementRegistry').get('first_step'))"
"""Looks at the first user task; a click on one that is selected would let it go."""


@pytest.fixture
def folder(company):
    """The folder is deployed and one instance runs."""
    engine = company.engine
    with engine.database.transaction() as connection:
        keys = Keys(4, engine.system_clock)
        store.create_user(connection, keys=keys, login="vera", name="Vera Lang", roles=("designer",))
    engine.deploy(rating.files(), by=SYSTEM, name=rating.FOLDER, why="The beginning")
    return begin(company)


@pytest.fixture
def vera(at, folder):
    """Vera's browser; at the end it must have asked this host only, and the content policy refused nothing."""
    page = at("vera")
    page.add_init_script(
        "window.refused = []; addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective))"
    )
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert page.evaluate("window.refused") == []
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:", "blob:"))] == []
    assert [text for text in said if not re.search("status of 409|ERR_INTERNET_DISCONNECTED", text)] == []


def begin(company):
    return company.engine.start_instance(rating.FOLDER, variables={"kind": "urgent"}, by=SYSTEM)


def detail(company, instance):
    with company.engine.database.reading() as connection:
        return queries.instance(connection, instance, SYSTEM)


def complete(company, instance):
    (task,) = detail(company, instance).tasks
    company.engine.complete_task(task.key, {}, by=company.person("dina"))


def saved(page):
    expect(page.locator(STATE)).to_contain_text("Saved")


def draw_a_step(page, name):
    """Drop a task from the palette onto the last flow, make it a person's, and name it."""
    page.locator('.djs-palette .entry[data-action="create.task"]').click()
    flow = page.locator('[data-element-id="flow_2"]').bounding_box()
    middle = flow["x"] + flow["width"] / 2, flow["y"] + flow["height"] / 2
    page.mouse.move(middle[0] + 4, middle[1])
    page.mouse.move(*middle)
    page.mouse.click(*middle)
    expect(page.locator(".djs-direct-editing-content")).to_be_visible()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.locator('.djs-context-pad .entry[data-action="replace"]').click()
    page.locator('.djs-popup .entry[data-id="replace-with-user-task"]').click()


def add_a_rule(page, kind, level):
    page.locator(".add-rule-add").click()
    page.keyboard.type(kind)
    page.locator(".tjs-table tbody tr").last.locator(".output-cell").click()
    page.keyboard.type(level)
    page.locator(".decision-table-name, .dmn-decision-table-container h3").first.click()


def test_a_designer_adds_a_step_and_a_rule_and_only_new_instances_take_them(vera, at, company, folder):
    vera.goto(f"/studio/folders/{rating.FOLDER}")
    vera.get_by_role("button", name="Edit").click()
    expect(vera.locator(MARK)).to_be_visible()
    with vera.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        draw_a_step(vera, "Call back")
    saved(vera)
    vera.reload()
    expect(vera.locator(".djs-element", has_text="Call back")).to_be_visible()

    vera.locator('.studio-tabs a[title="rating.dmn"]').click()
    with vera.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        add_a_rule(vera, '"urgent"', '"high"')
    saved(vera)

    vera.get_by_role("link", name="Review and propose").click()
    expect(vera.locator(".studio-change", has_text="User task Call back")).to_contain_text("added")
    expect(vera.locator(".studio-change", has_text='Rating, 2: "urgent", "high"')).to_contain_text("added")
    expect(vera.get_by_text("1 instance runs on version 1.")).to_be_visible()
    vera.get_by_label("What changes, and why?").fill("Urgent requests are called back")
    vera.get_by_role("button", name="Propose").click()
    expect(vera.get_by_text("waits for a decision")).to_be_visible()
    assert vera.get_by_role("button", name="Deploy").count() == 0

    dina = at("dina")
    dina.goto("/studio")
    dina.get_by_role("link", name=re.compile("Urgent requests are called back")).click()
    dina.get_by_role("button", name="Deploy").click()
    expect(dina.get_by_text("deployed as version 2")).to_be_visible()

    new = begin(company)
    for instance in (folder, new):
        complete(company, instance)
    assert detail(company, folder).status == "completed"
    assert [task.element.name_in("en") for task in detail(company, new).tasks] == ["Call back"]
    assert [detail(company, one).variables["level"] for one in (folder, new)] == [None, "high"]


def test_a_slip_in_an_expression_is_told_and_functions_are_suggested_in_russian(vera, folder, company):
    with company.engine.database.transaction() as connection:
        key = company.person("vera").key
        store.set_preferences(connection, key, locale="ru", time_zone="UTC")
    vera.goto(f"/studio/folders/{rating.FOLDER}")
    vera.get_by_role("button", name="Изменить").click()
    expect(vera.locator(MARK)).to_be_visible()
    with vera.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        vera.evaluate(ASSIGN, "=opportunity.ownr")
    vera.locator("[data-do=findings]").click()
    expect(vera.locator("#studio-findings")).to_contain_text(
        "строка 1, столбец 13: у opportunity нет поля 'ownr'"
    )
    expect(vera.locator("#studio-findings")).to_contain_text("Может быть, 'owner'?")
    vera.locator("[data-do=findings]").click()

    vera.evaluate(SELECT)
    vera.locator(".bio-properties-panel-group-header", has_text="Назначение").click()
    vera.locator(".cm-content").first.click()
    vera.keyboard.press("End")
    vera.keyboard.type(" = working ti")
    vera.keyboard.press("Control+Space")
    expect(vera.locator(".cm-tooltip-autocomplete")).to_contain_text("working time between(from, to)")
    expect(vera.locator(".cm-completionInfo")).to_contain_text("Рабочее время между двумя моментами.")


def test_without_a_connection_the_text_stays_and_is_sent_again(vera, folder, company):
    company.engine.open_draft(rating.FOLDER, by=company.person("vera"))
    vera.goto(MODEL)
    expect(vera.locator("#studio-count")).not_to_have_text("Checking…")
    vera.context.set_offline(True)
    vera.locator('[data-element-id="first_step"]').dblclick()
    vera.keyboard.type("Kept")
    vera.keyboard.press("Enter")
    expect(vera.locator(STATE)).to_contain_text("no connection")
    vera.context.set_offline(False)
    saved(vera)
    vera.reload()
    expect(vera.locator(".djs-element", has_text="Kept")).to_be_visible()


def test_of_two_windows_the_second_is_told_and_chooses(vera, folder, company):
    company.engine.open_draft(rating.FOLDER, by=company.person("vera"))
    vera.goto(MODEL)
    other = vera.context.new_page()
    other.goto(MODEL)
    rename(vera, "Mine")
    saved(vera)
    rename(other, "Other")
    expect(other.locator("#studio-conflict")).to_be_visible()
    other.get_by_role("button", name="Keep this one").click()
    expect(other.locator("#studio-conflict")).to_be_hidden()
    saved(other)
    vera.reload()
    expect(vera.locator(".djs-element", has_text="Other")).to_be_visible()


def rename(page, name):
    """Change the name of a step where it is drawn."""
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.locator('[data-element-id="first_step"]').dblclick()
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
